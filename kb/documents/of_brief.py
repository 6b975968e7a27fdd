"""A policy brief of a comparison: question, summary table, a paragraph for each practice, lessons, notes, method.

Nothing in it is written for it but the words of the house: what is said of a country is the text of its records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.comparison import Column, ColumnPractice, Comparison, ComparisonRow, Entry, Note, narrowed
from kb.countries import country_name
from kb.documents.common import paragraph
from kb.documents.grid import grid
from kb.documents.of_comparison import made, table
from kb.documents.parts import Block, Cell, Document, Edition, Heading, Notes, Paragraph
from kb.documents.prose import blocks as prose
from kb.documents.wording import Said, absence, and_others, practice_line, said_by, verified
from kb.labels import label
from kb.lessons import SECTION, Lessons
from kb.model import Practice
from kb.practice_file import CITATION
from kb.sections import section_name

ROWS = ("legal-basis", "branches", "payers", "collection", "coverage")  # of a brief for which no rows were chosen
PRACTICES = 3  # of a country at most, or it is no longer brief
COLUMNS = 3  # beside the first on a portrait A4 page


def document(comparison: Comparison, edition: Edition) -> Document:
    """Return the comparison as a brief; its questions are those that were asked, if any.

    Of a country with many practices it takes those that answer the questions, then those that say most in the rows.
    """
    names = and_others((column.name for column in comparison.columns), comparison.lang)
    brief = narrowed(
        comparison, {practice for column in comparison.columns for practice in _telling(comparison, column)}
    )
    blocks = [*_opening(brief, names), *_summary(comparison, brief, edition), *_countries(comparison, brief)]
    notes = list(brief.notes)
    blocks += _lessons(edition.lessons, notes, brief.lang)
    blocks += _close(replace(brief, notes=tuple(notes)), edition)
    return Document(brief.lang, label("brief-title", brief.lang), names, brief.made_on, tuple(blocks))


def _telling(comparison: Comparison, column: Column) -> list[str]:
    index = comparison.columns.index(column)
    said = [(row.asked, entry) for row in comparison.rows for entry in row.cells[index] if not entry.not_reported]

    def weight(practice: ColumnPractice) -> tuple[int, int]:
        own = [asked for asked, entry in said if entry.practice == practice.id]
        return -own.count(True), -own.count(False)

    return [practice.id for practice in sorted(column.practices, key=weight)[:PRACTICES]]


def _opening(brief: Comparison, names: str) -> Iterator[Block]:
    lang = brief.lang
    asked = [row.label for row in brief.rows if row.asked]
    yield paragraph(names, lang)
    yield Heading(label("question", lang))
    for question in asked or [label("brief-question", lang) % names]:
        yield Paragraph((Said(question, lang),), "strong")
    if brief.notice:
        yield paragraph(brief.notice, lang)


def _summary(comparison: Comparison, brief: Comparison, edition: Edition) -> Iterator[Block]:
    """Give the codes of the rows that have any, and where the answer to a question stands."""
    whole = {row.id: row for row in comparison.rows}

    def words(row: ComparisonRow, index: int) -> Cell:
        if row.cells[index]:
            return tuple(_short(brief, row, entry) for entry in row.cells[index])
        if whole[row.id].cells[index]:
            return (Said(label("not-in-brief", brief.lang), brief.lang),)
        return (Said(absence(row, comparison.columns[index], brief.lang), brief.lang),)

    yield Heading(label("summary-table", brief.lang))
    coded = tuple(row for row in brief.rows if row.asked or any(entry.codes for cell in row.cells for entry in cell))
    summary = grid(replace(brief, rows=coded or brief.rows), edition.countries, words)
    for part in summary.split(COLUMNS):
        yield table(part, ", ".join(part.heads), brief.lang)
        yield paragraph("", brief.lang)


def _short(brief: Comparison, row: ComparisonRow, entry: Entry) -> Said:
    shortened = replace(entry, text="") if row.asked or entry.codes else entry
    return said_by(shortened, brief.practice(entry.practice), brief.lang, many=True)


def _countries(comparison: Comparison, brief: Comparison) -> Iterator[Block]:
    lang = brief.lang
    yield Heading(label("each-country", lang))
    for index, (column, whole) in enumerate(zip(brief.columns, comparison.columns, strict=True)):
        yield Heading(column.name, 2)
        if len(whole.practices) > len(column.practices):
            counts = (len(column.practices), len(whole.practices))
            yield paragraph(f"{label('of-practices', lang) % counts}.", lang)
        yield from _answers(brief, index, whole)
        for practice in column.practices:
            yield _told(brief, index, practice)


def _answers(brief: Comparison, index: int, column: Column) -> Iterator[Block]:
    """Give the evidence on the questions that were asked, under each if there are several, or say why there is none."""
    asked = [row for row in brief.rows if row.asked]
    for row in asked if column.practices else brief.rows[:1]:
        if len(asked) > 1 and column.practices:
            yield Paragraph((Said(row.label, brief.lang),), "strong")
        for entry in row.cells[index]:
            yield Paragraph((said_by(entry, brief.practice(entry.practice), brief.lang, many=True),))
        if not row.cells[index]:
            yield paragraph(f"{absence(row, column, brief.lang)}.", brief.lang)


def _told(brief: Comparison, index: int, practice: ColumnPractice) -> Paragraph:
    """Return what the record of a practice says in the rows, in their order, as one paragraph."""
    lang = brief.lang
    entries = [entry for row in brief.rows if not row.asked for entry in row.cells[index]]
    told = [
        said_by(replace(entry, codes=()), practice, lang, many=False)
        for entry in entries
        if entry.practice == practice.id and not entry.not_reported
    ]
    nothing = "" if told else label("no-row", lang)
    return Paragraph((Said(nothing, lang, f"{practice_line(practice, lang)}. {verified(practice, lang)}."), *told))


def _lessons(lessons: Lessons, notes: list[Note], lang: str) -> Iterator[Block]:
    """Give what the records, which are written in English, draw for others; sources that are new join the notes."""
    if not lessons:
        return
    yield Heading(section_name(SECTION, lang))
    if lang != "en":
        yield Paragraph((Said(label("record-english", lang), lang),), "strong")
    for country, practices in lessons:
        yield Heading(country_name(country, lang), 2)
        for practice in practices:
            text = practice.sections[SECTION]
            yield Heading(practice.title.get(lang), 3)
            yield from prose(text, {key: _number(notes, practice, key) for key in _cited(practice, text)}, "en", 4)


def _cited(practice: Practice, text: str) -> Iterator[str]:
    return (source for source in dict.fromkeys(re.findall(CITATION, text)) if source in practice.sources)


def _number(notes: list[Note], practice: Practice, key: str) -> int:
    source = practice.sources[key]
    known = (note.number for note in notes if (note.practice, note.source) == (practice.id, source))
    if (number := next(known, 0)) == 0:
        notes.append(Note(number := len(notes) + 1, practice.id, source))
    return number


def _close(brief: Comparison, edition: Edition) -> Iterator[Block]:
    lang = brief.lang
    yield Heading(label("notes", lang))
    yield Notes(brief.notes)
    yield Heading(label("method", lang))
    yield paragraph(made(brief), lang)
    yield paragraph(label("method-record", lang), lang)
    yield paragraph(label("method-silence", lang), lang)
    if edition.address:
        yield paragraph(f"{label('address', lang)}: {edition.address}", lang)
