"""What can be taken away of a comparison, a search result and a practice: one mapping of formats for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb import references
from kb.comparison import Comparison, Note
from kb.documents import (
    as_csv,
    as_docx,
    as_json,
    as_xlsx,
    of_brief,
    of_comparison,
    of_findings,
    of_indicator,
    of_practice,
)
from kb.documents.of_indicator import IndicatorValues
from kb.documents.of_practice import Dossier
from kb.documents.parts import Edition
from kb.findings import Findings

__all__ = [
    "FINDINGS_FORMATS",
    "FORMATS",
    "INDICATOR_FORMATS",
    "PRACTICE_FORMATS",
    "Dossier",
    "Edition",
    "Format",
    "IndicatorValues",
]

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Format(Generic[Subject]):
    """A format by the ending of its files. `binary` formats are nothing for a terminal.

    `rows` are the rows of a comparison that it is made of when none were chosen; all of them if it names none.
    """

    ending: str
    media_type: str
    make: Callable[[Subject, Edition], bytes]
    binary: bool = False
    rows: tuple[str, ...] = ()

    def write(self, subject: Subject, edition: Edition = Edition()) -> bytes:  # noqa: B008 - it is immutable
        """Return the subject in this format."""
        return self.make(subject, edition)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_CSV = "text/csv; charset=utf-8"
_XLSX = f"{_OFFICE}.spreadsheetml.sheet"
_DOCX = f"{_OFFICE}.wordprocessingml.document"


def _sources(notes_of: Callable[[Subject], tuple[Note, ...]]) -> list[Format[Subject]]:
    """Return the formats of references for the sources of a subject."""

    def made_by(form: references.ReferenceFormat) -> Callable[[Subject, Edition], bytes]:
        return lambda subject, _: form.write(references.of_sources(note.source for note in notes_of(subject)))

    return [Format(form.ending, form.media_type, made_by(form)) for form in references.FORMATS.values()]


def _by_ending(*formats: Format[Subject]) -> Mapping[str, Format[Subject]]:
    return {found.ending: found for found in formats}


FORMATS: Mapping[str, Format[Comparison]] = _by_ending(
    Format("json", "application/json", lambda subject, _: as_json.write(subject)),
    Format("csv", _CSV, lambda subject, _: as_csv.write(of_comparison.cells(subject))),
    Format("xlsx", _XLSX, lambda *given: as_xlsx.write(of_comparison.workbook(*given)), binary=True),
    Format("docx", _DOCX, lambda *given: as_docx.write(of_comparison.document(*given)), binary=True),
    Format(
        "brief.docx", _DOCX, lambda *given: as_docx.write(of_brief.document(*given)), binary=True, rows=of_brief.ROWS
    ),
    *_sources(lambda subject: subject.notes),
)
FINDINGS_FORMATS: Mapping[str, Format[Findings]] = _by_ending(
    Format("csv", _CSV, lambda subject, _: as_csv.write(of_findings.passages(subject))),
    Format("xlsx", _XLSX, lambda *given: as_xlsx.write(of_findings.workbook(*given)), binary=True),
    Format("docx", _DOCX, lambda *given: as_docx.write(of_findings.document(*given)), binary=True),
    *_sources(lambda subject: subject.notes),
)
PRACTICE_FORMATS: Mapping[str, Format[Dossier]] = _by_ending(
    Format("csv", _CSV, lambda subject, _: as_csv.write(of_practice.statements(subject))),
    Format("xlsx", _XLSX, lambda *given: as_xlsx.write(of_practice.workbook(*given)), binary=True),
    Format("docx", _DOCX, lambda *given: as_docx.write(of_practice.document(*given)), binary=True),
    *_sources(lambda subject: subject.notes),
)
INDICATOR_FORMATS: Mapping[str, Format[IndicatorValues]] = _by_ending(
    Format("json", "application/json", of_indicator.as_json),
    Format("csv", _CSV, lambda subject, _: as_csv.write(of_indicator.sheet(subject))),
    Format("xlsx", _XLSX, lambda *given: as_xlsx.write(of_indicator.workbook(*given)), binary=True),
    Format("docx", _DOCX, lambda *given: as_docx.write(of_indicator.document(*given)), binary=True),
    *_sources(lambda subject: subject.notes),
)
