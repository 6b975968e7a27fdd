"""What is suggested: a value for a field of the record, how sure, and where it was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from corpus.extraction.model import Extracted

FieldName = Literal[
    "relevance", "country", "kind", "status", "branches", "payers", "classification", "date", "number", "duplicate"
]


class Evidence(BaseModel):
    """A sentence of the document: its text, its number from 0, and its page, None where the format has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    sentence: int = Field(ge=0)
    page: int | None = None


class Suggestion(BaseModel):
    """A value for a field; a person confirms or corrects it.

    `value` is a code of the vocabulary or of ISO 3166-1, a date (YYYY, YYYY-MM or YYYY-MM-DD), a number as it was
    written, the id of a practice (`duplicate`), or `yes` or `no` (`relevance`). `confidence` is a probability in 0..1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: FieldName
    value: str
    confidence: float = Field(ge=0, le=1)
    evidence: tuple[Evidence, ...] = ()


class Draft(TypedDict):
    """The seam to the form: fields by their names in the record, of which each may be empty."""

    title: str
    sections: dict[str, str]
    fields: dict[str, list[str]]


def draft_of(extracted: Extracted, suggestions: Sequence[Suggestion]) -> Draft:
    """Return what a form begins with: what the document itself says, and for the rest the suggested values."""
    fields: dict[str, list[str]] = {}
    for suggestion in suggestions:
        if suggestion.field in {"country", "kind", "status", "branches", "payers", "classification"}:
            fields.setdefault(suggestion.field, []).append(suggestion.value)
    return {"title": extracted.title, "sections": dict(extracted.sections), "fields": fields}
