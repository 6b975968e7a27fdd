"""A reference in words, for people who cite a page."""

from __future__ import annotations

from kb.labels import label
from kb.references.reference import Reference
from kb.results import date_text


def formatted(reference: Reference, lang: str) -> str:
    """Return a reference in the order of ISO 690: title, larger work, publisher, date, date of reading, address."""
    part_of = f"{label('in', lang)}: {reference.part_of}" if reference.part_of else ""
    as_at = date_text(reference.published, lang) if reference.published else ""
    read_on = f"{label('accessed', lang)} {date_text(reference.accessed.isoformat(), lang)}"
    parts = (reference.title, part_of, reference.publisher, as_at, read_on, reference.url)
    return ". ".join(part.removesuffix(".") for part in parts if part)
