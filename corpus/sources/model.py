"""What a source is, what its adapter is given and what it gives back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, field_validator

from corpus.fetching.ledger import Link
from kb.errors import KbError
from kb.model import Record, Slug
from kb.text import Line

FieldName = Literal[
    "title", "summary", "country", "institution", "publisher", "published", "year", "language", "licence", "topic",
    "type", "document", "identifier",
]  # fmt: skip
Schedule = Literal["daily", "weekly", "monthly", "by-hand"]

MAX_VALUE = 5000  # characters of one value; a longer one is no field


class Fault(KbError):
    """A page is not what the source is known to give: the run of the source fails."""

    kind = "markup"


def digest(text: str) -> str:
    """Return the SHA-256 of a text, spacing aside."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


class Read(Record):
    """A value as the page has it, and where on the page: a selector, an element's name, a header."""

    value: Annotated[Line, StringConstraints(max_length=MAX_VALUE)]
    where: str


class Candidate(Record):
    """What may become a practice: an address and what was read there, each value with its place.

    `digest` is the SHA-256 of the text that matters on the page, so that a change of the rest is no change. `text` is
    that text where a source's patterns are to look through it; it is not kept.
    """

    address: str
    fields: dict[FieldName, tuple[Read, ...]]
    digest: str = ""
    text: str = Field("", exclude=True)

    @property
    def title(self) -> str:
        """The title, or the address when none was found."""
        return self.first("title") or self.address

    def first(self, name: FieldName) -> str:
        """Return the first value of a field, empty when there is none."""
        return next((read.value for read in self.fields.get(name, ())), "")

    def values(self) -> dict[str, list[str]]:
        """Return the values alone."""
        return {name: [read.value for read in reads] for name, reads in self.fields.items()}

    def content_hash(self) -> str:
        """Return the hash of what it says: not of its address, nor of the places of the values."""
        values = {name: found for name, found in self.values().items() if name != "identifier"}
        return hashlib.sha256(json.dumps([values, self.digest], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Page:
    """An archived response as an adapter reads it. `kind` and `told` come from the link that led here."""

    address: str
    final: str
    media_type: str
    body: bytes
    received_at: str
    kind: str = "record"
    told: dict[str, str] | None = None


@dataclass(frozen=True)
class Reading:
    """What an adapter makes of a page.

    `withdrawn` holds identifiers of what the source has deleted, `faults` sentences on single records that could not be
    read.
    """

    links: tuple[Link, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    withdrawn: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Expected(Record):
    """How many candidates a run over the whole source gives: outside of it the run fails."""

    least: Annotated[int, Field(ge=0)]
    most: Annotated[int, Field(ge=1)]


class Source(Record):
    """A source as its `source.yml` describes it.

    `hosts` bounds the links that are followed; without it they are the hosts of the start addresses. `about` are
    patterns of which a candidate must match one, for sources that speak of other things too. An `incremental` source is
    asked only for what changed since its last run that ended well; the expected counts are those of a run over the
    whole. `unseen` says what of the site could not be checked.
    """

    id: Slug
    title: Line
    publisher: Line
    licence: Line
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    schedule: Schedule
    adapter: Annotated[str, StringConstraints(pattern=r"^corpus\.sources\.[a-z_.]+$")]
    start: Annotated[tuple[str, ...], Field(min_length=1)]
    hosts: tuple[str, ...] = ()
    expected: Expected
    required: tuple[FieldName, ...] = ("title",)
    incremental: bool = False
    delay: Annotated[float, Field(ge=0, le=60)] = 2.0
    timeout: Annotated[float, Field(gt=0, le=600)] = 60.0
    about: tuple[str, ...] = ()
    options: dict[str, Any] = Field(default_factory=dict)
    unseen: Line | None = None

    @field_validator("about")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            re.compile(pattern)
        return value

    def follows(self, address: str) -> bool:
        """Tell whether a link stays within the source."""
        hosts = self.hosts or tuple(urlsplit(start).hostname or "" for start in self.start)
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and parts.hostname in hosts

    def speaks_of(self, candidate: Candidate) -> bool:
        """Tell whether a candidate is about what the base is about, as far as the source's patterns say."""
        text = "\n".join([*(value for values in candidate.values().values() for value in values), candidate.text])
        return not self.about or any(re.search(pattern, text, re.IGNORECASE) for pattern in self.about)


class Adapter(Protocol):
    """A module that reads the pages of a source."""

    def start(self, source: Source, since: str) -> Iterable[Link]:
        """Return where a run begins; `since` is the day of the last one that ended well (YYYY-MM-DD) or empty."""

    def read(self, source: Source, page: Page) -> Reading:
        """Read one page; raise `Fault` for one that is not as the source is known to be."""
