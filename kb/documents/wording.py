"""How a cell, a practice and a note read in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from babel.lists import format_list

from kb.comparison import Column, ColumnPractice, Comparison, ComparisonRow, Entry, Note
from kb.labels import label
from kb.results import date_text
from kb.vocabulary import scheme

# What XML 1.0 §2.2 does not count among its characters, which no Office document can hold, and the control characters
# that it advises against.
_NO_XML = re.compile("[^\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Said:
    """Words in a language: `heading` names their practice where that is needed, `notes` are numbers of sources."""

    text: str
    lang: str
    heading: str = ""
    codes: str = ""
    as_of: str = ""
    notes: tuple[int, ...] = ()

    def plain(self) -> str:
        """Return it as lines of text, with the notes as numbers in brackets."""
        marks = "".join(f"[{number}]" for number in self.notes)
        last = " ".join(part for part in (self.text, marks, f"({self.as_of})" if self.as_of else "") if part)
        return "\n".join(part for part in (self.heading, self.codes, last) if part)


def said(comparison: Comparison, row: ComparisonRow, index: int) -> list[Said]:
    """Return what stands in the cell of a row and the column of that index; an empty cell says why it is empty."""
    column, lang = comparison.columns[index], comparison.lang
    entries = row.cells[index]
    if not entries:
        return [Said(absence(row, column, lang), lang)]
    many = row.asked or len(column.practices) > 1
    return [said_by(entry, comparison.practice(entry.practice), lang, many=many) for entry in entries]


def said_by(entry: Entry, practice: ColumnPractice, lang: str, *, many: bool) -> Said:
    """Return what a practice says in an entry; it is named where there are `many`."""
    heading = " – ".join(part for part in (practice.title, practice.place, entry.section) if part) if many else ""
    if entry.not_reported:
        return Said(label("not-reported", lang), lang, heading)
    return Said(entry.text, entry.lang or lang, heading, "; ".join(entry.codes), since(entry.as_of, lang), entry.notes)


def since(as_of: str, lang: str) -> str:
    """Return the date that a statement holds for, in words; nothing when it has none."""
    return f"{label('as-of', lang)} {date_text(as_of, lang)}" if as_of else ""


def absence(row: ComparisonRow, column: Column, lang: str) -> str:
    """Return why a cell is empty."""
    if not column.practices:
        return label("no-practice", lang)
    return label("no-evidence" if row.asked else "not-researched", lang)


def and_others(names: Iterable[str], lang: str) -> str:
    """Return names as a sentence lists them: "A, B and C"."""
    return str(format_list(list(names), locale="id" if lang == "id" else "en_GB"))


def practice_line(practice: ColumnPractice, lang: str) -> str:
    """Return a practice with its place and status, as it stands below the name of its country."""
    status = scheme("status")[practice.status].label.get(lang)
    return f"{practice.title} ({'; '.join(part for part in (practice.place, status) if part)})"


def verified(practice: ColumnPractice, lang: str) -> str:
    """Return the day on which a practice was verified, in words."""
    return f"{label('verified', lang)} {date_text(practice.verified_on, lang)}"


def as_at(comparison: Comparison) -> str:
    """Return the dates that the cells hold for, the earliest and the latest; nothing when no cell has one."""
    return period((entry for row in comparison.rows for cell in row.cells for entry in cell), comparison.lang)


def period(entries: Iterable[Entry], lang: str) -> str:
    """Return the earliest and the latest date that entries hold for; nothing when none has one."""
    dates = sorted({entry.as_of for entry in entries if entry.as_of})
    return " – ".join(dict.fromkeys(date_text(day, lang) for day in (dates[:1] + dates[-1:])))


def note_text(note: Note, lang: str) -> str:
    """Return a source as a note without its number and address: title, publisher, dates."""
    source = note.source
    published = date_text(source.published, lang) if source.published else ""
    accessed = f"{label('accessed', lang)} {date_text(source.accessed.isoformat(), lang)}"
    return ". ".join(part for part in (source.title, source.publisher, published, accessed) if part) + "."


def xml_text(text: str) -> str:
    """Return the text without the characters that XML forbids or advises against, with newlines for line breaks."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
