"""A comparison as a document to be taken away: one writer for each format, all of them `Comparison` to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.comparison import Comparison
from kb.documents import as_csv, as_docx, as_json, as_xlsx


@dataclass(frozen=True)
class Format:
    """A format by the ending of its files. `binary` formats are nothing for a terminal."""

    ending: str
    media_type: str
    write: Callable[[Comparison], bytes]
    binary: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    found.ending: found
    for found in (
        Format("json", "application/json", as_json.write),
        Format("csv", "text/csv; charset=utf-8", as_csv.write),
        Format("xlsx", f"{_OFFICE}.spreadsheetml.sheet", as_xlsx.write, binary=True),
        Format("docx", f"{_OFFICE}.wordprocessingml.document", as_docx.write, binary=True),
    )
}
