"""What the documents say around the record, in English and Indonesian, and how a cell reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.comparison import Column, ColumnPractice, Comparison, ComparisonRow, Entry, Note
from kb.results import date_text
from kb.text import LocalText
from kb.vocabulary import scheme

# What XML 1.0 §2.2 does not count among its characters, which no Office document can hold, and the control characters
# that it advises against.
_NO_XML = re.compile("[^\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LABELS: Mapping[str, LocalText] = {
    name: LocalText(en=en, id=indonesian)
    for name, en, indonesian in (
        ("title", "Social security for platform workers: countries compared",
         "Jaminan sosial bagi pekerja platform: perbandingan negara"),
        ("creator", "Knowledge base on social security for platform workers",
         "Basis pengetahuan jaminan sosial bagi pekerja platform"),
        ("about", "About", "Tentang"),
        ("accessed", "Read on", "Dibaca pada"),
        ("as-at", "Information as at", "Keadaan per"),
        ("as-of", "as of", "per"),
        ("codes", "Codes", "Kode"),
        ("comparison", "Comparison", "Perbandingan"),
        ("countries", "Countries", "Negara"),
        ("country", "Country", "Negara"),
        ("country-code", "Country code", "Kode negara"),
        ("kind", "Kind", "Jenis"),
        ("lang", "Language", "Bahasa"),
        ("lang-name", "English", "Bahasa Indonesia"),
        ("made-on", "Made on", "Dibuat pada"),
        ("no-evidence", "No evidence found", "Tidak ditemukan bukti"),
        ("no-practice", "No practice of this country in the base yet", "Belum ada praktik negara ini dalam basis data"),
        ("not-reported", "The sources that were read say nothing on this",
         "Sumber yang dibaca tidak menyebutkan hal ini"),
        ("not-researched", "Not researched yet", "Belum diteliti"),
        ("notes", "Notes", "Catatan"),
        ("notice", "Notice", "Pemberitahuan"),
        ("number", "Number", "Nomor"),
        ("page", "Page", "Halaman"),
        ("practice", "Practice", "Praktik"),
        ("practices", "Practices compared", "Praktik yang dibandingkan"),
        ("published", "Published", "Diterbitkan"),
        ("publisher", "Publisher", "Penerbit"),
        ("row", "Row", "Baris"),
        ("rows", "Rows", "Baris"),
        ("source", "Source", "Judul sumber"),
        ("sources", "Sources", "Sumber"),
        ("text", "Text", "Teks"),
        ("url", "Address", "Alamat"),
        ("verified", "Verified on", "Diverifikasi pada"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A part of a cell in words: `heading` names the practice where that is needed, `notes` are numbers of sources."""

    heading: str
    codes: str
    text: str
    as_of: str
    notes: tuple[int, ...]
    lang: str

    def plain(self) -> str:
        """Return it as lines of text, with the notes as numbers in brackets."""
        marks = "".join(f"[{number}]" for number in self.notes)
        last = " ".join(part for part in (self.text, marks, f"({self.as_of})" if self.as_of else "") if part)
        return "\n".join(part for part in (self.heading, self.codes, last) if part)


def label(name: str, lang: str) -> str:
    """Return the word of a document in a language."""
    return _LABELS[name].get(lang)


def said(comparison: Comparison, row: ComparisonRow, index: int) -> list[Said]:
    """Return what stands in the cell of a row and the column of that index; an empty cell says why it is empty."""
    column, lang = comparison.columns[index], comparison.lang
    entries = row.cells[index]
    if not entries:
        return [Said("", "", absence(row, column, lang), "", (), lang)]
    many = row.asked or len(column.practices) > 1
    return [_said(entry, comparison.practice(entry.practice), lang, many) for entry in entries]


def absence(row: ComparisonRow, column: Column, lang: str) -> str:
    """Return why a cell is empty."""
    if not column.practices:
        return label("no-practice", lang)
    return label("no-evidence" if row.asked else "not-researched", lang)


def practice_line(practice: ColumnPractice, lang: str) -> str:
    """Return a practice with its place and status, as it stands below the name of its country."""
    status = scheme("status")[practice.status].label.get(lang)
    return f"{practice.title} ({'; '.join(part for part in (practice.place, status) if part)})"


def as_at(comparison: Comparison) -> str:
    """Return the dates that the cells hold for, the earliest and the latest; nothing when no cell has one."""
    dates = sorted({entry.as_of for row in comparison.rows for cell in row.cells for entry in cell if entry.as_of})
    return " – ".join(dict.fromkeys(date_text(day, comparison.lang) for day in (dates[:1] + dates[-1:])))


def note_text(note: Note, lang: str) -> str:
    """Return a source as a note without its number and address: title, publisher, dates."""
    source = note.source
    published = date_text(source.published, lang) if source.published else ""
    accessed = f"{label('accessed', lang)} {date_text(source.accessed.isoformat(), lang)}"
    return ". ".join(part for part in (source.title, source.publisher, published, accessed) if part) + "."


def xml_text(text: str) -> str:
    """Return the text without the characters that XML forbids or advises against, with newlines for line breaks."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _said(entry: Entry, practice: ColumnPractice, lang: str, many: bool) -> Said:
    heading = " – ".join(part for part in (practice.title, practice.place, entry.section) if part) if many else ""
    if entry.not_reported:
        return Said(heading, "", label("not-reported", lang), "", (), lang)
    as_of = f"{label('as-of', lang)} {date_text(entry.as_of, lang)}" if entry.as_of else ""
    return Said(heading, "; ".join(entry.codes), entry.text, as_of, entry.notes, entry.lang or lang)
