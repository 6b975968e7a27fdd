"""What documents of all subjects have in common: numbered sources as a sheet, an account of the document, entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kb.comparison import Entry, Note
from kb.documents.parts import Link, Paragraph, Sheet, Value
from kb.documents.wording import Said, note_text
from kb.labels import label
from kb.vocabulary import scheme

_NOTE_FIELDS = ("number", "practice", "source", "publisher", "published", "accessed", "lang", "kind", "url")
_NOTE_WIDTHS = (8, 34, 60, 34, 14, 14, 10, 24, 60)
ENTRY_FIELDS = ("practice", "part", "codes", "text", "lang", "as-at", "notes", "sources")
ENTRY_WIDTHS = (34, 24, 34, 80, 10, 14, 60, 60)


def entry_values(entry: Entry, notes: Mapping[int, Note], lang: str) -> tuple[Value, ...]:
    """Return an entry as the values of `ENTRY_FIELDS`; several notes or sources stand on lines of their own."""
    cited = [notes[number] for number in entry.notes]
    text = label("not-reported", lang) if entry.not_reported else entry.text
    numbered = "\n".join(f"[{note.number}] {note_text(note, lang)}" for note in cited)
    addresses = "\n".join(note.source.url for note in cited)
    codes = "; ".join(entry.codes)
    return (entry.practice, entry.section, codes, text, entry.lang or lang, entry.as_of, numbered, addresses)


def by_number(notes: Iterable[Note]) -> dict[int, Note]:
    """Return notes by their numbers."""
    return {note.number: note for note in notes}


def notes_sheet(notes: Sequence[Note], lang: str) -> Sheet:
    """Return the numbered sources as a sheet."""
    lines = []
    for note in notes:
        source = note.source
        kind = scheme("source-kind")[source.kind].label.get(lang)
        texts = (note.practice, source.title, source.publisher, source.published or "")
        lines.append((note.number, *texts, source.accessed, source.language, kind, Link(source.url)))
    head = tuple(label(field, lang) for field in _NOTE_FIELDS)
    return Sheet(label("notes", lang), head, tuple(lines), _NOTE_WIDTHS)


def about_sheet(account: Iterable[tuple[str, str]], lang: str) -> Sheet:
    """Return names of `kb.labels` with what stands to them as a sheet; what is empty is left out."""
    lines = tuple((label(name, lang), text) for name, text in account if text)
    return Sheet(label("about", lang), (), lines, (28, 100))


def paragraph(text: str, lang: str) -> Paragraph:
    """Return a paragraph of one text."""
    return Paragraph((Said(text, lang),))
