"""References of sources and of pages of this base, for bibliographies and reference managers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kb.references import as_bibtex, as_csl, as_ris
from kb.references.citation import formatted
from kb.references.reference import Reference, of_page, of_practice, of_sources

__all__ = ["FORMATS", "Reference", "ReferenceFormat", "formatted", "of_page", "of_practice", "of_sources"]


@dataclass(frozen=True)
class ReferenceFormat:
    """A format of references by the ending of its files; `name` is what people call it."""

    ending: str
    name: str
    media_type: str
    write: Callable[[Iterable[Reference]], bytes]


FORMATS: Mapping[str, ReferenceFormat] = {
    found.ending: found
    for found in (
        ReferenceFormat("ris", "RIS", "application/x-research-info-systems; charset=utf-8", as_ris.write),
        ReferenceFormat("bib", "BibTeX", "application/x-bibtex; charset=utf-8", as_bibtex.write),
        ReferenceFormat("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json", as_csl.write),
    )
}
