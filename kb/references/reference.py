"""A reference: what a bibliography needs to know of a source, or of a page of this base, whatever its format."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel import Locale

from kb.countries import country_name
from kb.labels import label
from kb.model import Practice, Source

PAGE = "page"  # the kind of a page of this base, beside the codes of source-kind
_KEY_WORD = 24  # characters of the publisher that go into a key


@dataclass(frozen=True)
class Reference:
    """A work that can be cited.

    `kind` is a code of source-kind or `PAGE`, `published` a date of the form YYYY, YYYY-MM or YYYY-MM-DD, or empty,
    `language` an ISO 639 code, `part_of` the title of the larger work that it stands in, or empty.
    """

    kind: str
    title: str
    publisher: str
    url: str
    language: str
    published: str
    accessed: date
    part_of: str = ""

    @property
    def key(self) -> str:
        """Return a name of small ASCII letters, digits and hyphens: the same for the same work in every list."""
        plain = unicodedata.normalize("NFKD", self.publisher or self.part_of).encode("ascii", "ignore").decode()
        word = "-".join(re.findall(r"[a-z0-9]+", plain.casefold()))[:_KEY_WORD].strip("-")
        digest = hashlib.sha256(f"{self.url}\n{self.title}".encode("utf-8", "replace")).hexdigest()[:8]
        return "-".join(part for part in (word, self.published[:4], digest) if part)

    @property
    def dates(self) -> tuple[int, ...]:
        """Return the year, month and day of publication as far as they are known."""
        return tuple(int(part) for part in self.published.split("-") if part)


def of_sources(sources: Iterable[Source]) -> list[Reference]:
    """Return the references of sources in their order, each work once."""
    found = (Reference(s.kind, s.title, s.publisher, s.url, s.language, s.published or "", s.accessed) for s in sources)
    return list({reference.key: reference for reference in found}.values())


def of_page(title: str, address: str, lang: str, verified_on: str, read_on: date) -> Reference:
    """Return the reference of a page of this base; it counts as published on the day of its verification."""
    return Reference(PAGE, title, "", address, lang, verified_on, read_on, label("site", lang))


def of_practice(practice: Practice, address: str, lang: str, read_on: date) -> Reference:
    """Return the reference of the page of a practice at an address."""
    title = f"{practice.title.get(lang)} ({country_name(practice.country, lang)})"
    return of_page(title, address, lang, practice.verified_on.isoformat(), read_on)


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters, spaces folded."""
    return " ".join("".join(char if unicodedata.category(char) != "Cc" else " " for char in text).split())


def language_name(code: str) -> str:
    """Return the English name of a language, or its code when CLDR has none."""
    return str(Locale("en").languages.get(code, code))
