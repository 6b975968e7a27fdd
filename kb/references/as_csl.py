"""References as CSL-JSON, the input of citation processors, by the schema `csl-data.json` of CSL 1.0.2.

JSON escapes what must be (RFC 8259 §7); a text is otherwise taken as it stands, on one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kb.references.reference import Reference, one_line

_TYPES = {
    "law": "legislation",
    "official": "document",
    "international": "report",
    "research": "report",
    "press": "article-newspaper",
}


def write(references: Iterable[Reference]) -> bytes:
    """Return the references as a JSON array in UTF-8."""
    items = [_item(reference) for reference in references]
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _item(reference: Reference) -> Mapping[str, Any]:
    day = reference.accessed
    fields = {
        "id": reference.key,
        "type": _TYPES.get(reference.kind, "webpage"),
        "title": one_line(reference.title),
        "container-title": one_line(reference.part_of),
        "publisher": one_line(reference.publisher),
        "issued": {"date-parts": [list(reference.dates)]} if reference.dates else None,
        "accessed": {"date-parts": [[day.year, day.month, day.day]]},
        "language": reference.language,
        "URL": one_line(reference.url),
    }
    return {name: value for name, value in fields.items() if value}
