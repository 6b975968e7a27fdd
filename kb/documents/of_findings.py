"""The documents of a search result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from kb.documents.common import ENTRY_FIELDS, ENTRY_WIDTHS, about_sheet, by_number, entry_values, notes_sheet, paragraph
from kb.documents.parts import Block, Document, Edition, Heading, Notes, Paragraph, Sheet, Value, Workbook
from kb.documents.wording import Said, period, practice_line, said_by
from kb.findings import Findings
from kb.labels import label
from kb.results import date_text
from kb.vocabulary import scheme

_PRACTICE_FIELDS = ("country-code", "country", "title-of-practice", "status", "verified")
_PRACTICE_WIDTHS = (10, 20, 50, 18, 14)


def document(findings: Findings, edition: Edition) -> Document:
    """Return the findings as a text: country by country, practice by practice, passages with their notes."""
    lang = findings.lang
    subject = findings.question or ", ".join(findings.countries)
    return Document(lang, title(findings), subject, findings.made_on, tuple(_blocks(findings, edition)))


def workbook(findings: Findings, edition: Edition) -> Workbook:
    """Return the findings as three sheets: the passages, their sources, what it is."""
    lang = findings.lang
    sheets = (passages(findings), notes_sheet(findings.notes, lang), about_sheet(_account(findings, edition), lang))
    return Workbook(lang, title(findings), findings.made_on, sheets)


def passages(findings: Findings) -> Sheet:
    """Return one line for each passage."""
    head = tuple(label(field, findings.lang) for field in (*_PRACTICE_FIELDS, *ENTRY_FIELDS))
    name = label("answers" if findings.question else "practices-found", findings.lang)
    return Sheet(name, head, tuple(_lines(findings)), (*_PRACTICE_WIDTHS, *ENTRY_WIDTHS))


def title(findings: Findings) -> str:
    """Return what the documents are called."""
    return label("answers-title" if findings.question else "practices-title", findings.lang)


def _blocks(findings: Findings, edition: Edition) -> Iterator[Block]:
    lang = findings.lang
    if findings.question:
        yield Heading(label("question", lang))
        yield Paragraph((Said(findings.question, lang),), "strong")
    for name, text in _account(findings, edition):
        if text and name in {"filters", "notice", "made-on", "as-at", "address"}:
            yield paragraph(f"{label(name, lang)}: {text}", lang)
    yield Heading(label("answers" if findings.question else "practices-found", lang))
    for name, found in groupby(findings.found, lambda finding: finding.name):
        yield Heading(name, 2)
        for finding in found:
            yield Heading(practice_line(finding.practice, lang), 3)
            for entry in finding.entries:
                said = said_by(entry, finding.practice, lang, many=False)
                yield Paragraph((replace(said, heading=f"{entry.section}:"),))
    yield Heading(label("sources", lang))
    yield Notes(findings.notes)


def _lines(findings: Findings) -> Iterator[tuple[Value, ...]]:
    notes = by_number(findings.notes)
    for finding in findings.found:
        practice = finding.practice
        status = scheme("status")[practice.status].label.get(findings.lang)
        start = (finding.country, finding.name, practice.title, status, practice.verified_on)
        for entry in finding.entries:
            yield (*start, *entry_values(entry, notes, findings.lang))


def _account(findings: Findings, edition: Edition) -> Iterator[tuple[str, str]]:
    lang = findings.lang
    entries = (entry for finding in findings.found for entry in finding.entries)
    yield "question", findings.question
    yield "filters", "; ".join(findings.filters)
    yield "countries", ", ".join(findings.countries)
    yield "notice", findings.notice
    yield "made-on", date_text(findings.made_on.isoformat(), lang)
    yield "as-at", period(entries, lang)
    yield "address", edition.address
    yield "lang", label("lang-name", lang)
    yield "publisher", label("creator", lang)
