"""References as RIS, after "RIS Format Specifications" (ResearchSoft, 2001; type and tag lists as of 2011).

A line is a tag of two characters, two spaces, a hyphen, a space and the value, ended by CR LF; a record begins with
`TY` and ends with `ER`. Nothing can be escaped: a value is one line, which is all that it must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from kb.references.reference import PAGE, Reference, one_line

_TYPES = {
    "law": "STAT",
    "official": "GOVDOC",
    "international": "RPRT",
    "research": "RPRT",
    "press": "NEWS",
    PAGE: "ELEC",
}


def write(references: Iterable[Reference]) -> bytes:
    """Return the references as RIS in UTF-8."""
    return "".join(f"{_record(reference)}\r\n" for reference in references).encode("utf-8", "replace")


def _record(reference: Reference) -> str:
    lines = [("TY", _TYPES.get(reference.kind, "ELEC")), *_fields(reference), ("ER", "")]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in lines if value or tag == "ER")


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "ID", reference.key
    yield "TI", reference.title
    yield "T2", reference.part_of
    yield "PB", reference.publisher
    yield "PY", reference.published[:4]
    yield "DA", _date(reference.dates)
    yield "LA", reference.language
    yield "UR", reference.url
    yield "Y2", _date(_parts(reference.accessed))


def _date(parts: tuple[int, ...]) -> str:
    """Return YYYY/MM/DD/ with what is not known left empty: the slashes are required."""
    if not parts:
        return ""
    year, month, day = (*(f"{part:02}" for part in parts), "", "")[:3]
    return f"{year:0>4}/{month}/{day}/"


def _parts(day: date) -> tuple[int, ...]:
    return (day.year, day.month, day.day)
