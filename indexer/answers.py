"""What a search answers: countries, their practices, and the passages of these that bear on the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from indexer.understanding import Understood
from indexer.understanding.marks import Mark
from kb.countries import country_name

WHY = {
    "en": {
        "words": "matching words",
        "names": "another name for it",
        "meaning": "close in meaning to the question",
        "only-meaning": "the same meaning in other words",
        "heading": "matching words in its heading",
    },
    "id": {
        "words": "kata yang cocok",
        "names": "nama lainnya",
        "meaning": "artinya dekat dengan pertanyaan",
        "only-meaning": "maknanya sama dengan kata lain",
        "heading": "kata yang cocok pada judulnya",
    },
}
MOST_WORDS = 6  # named in a reason
NOT_READ = Understood("", "")


@dataclass(frozen=True)
class CitedSource:
    """A source of a passage."""

    id: str
    title: str
    publisher: str
    url: str


@dataclass(frozen=True)
class FoundPassage:
    """A passage that bears on the question. `marks` are the stretches of `text` that match its words or concepts.

    `similarity` is the cosine of question and passage; None where their meanings were not compared.
    """

    text: str
    section: str
    lang: str
    heading: str
    sources: tuple[CitedSource, ...]
    score: float
    marks: tuple[Mark, ...]
    by_meaning: bool
    similarity: float | None = None

    def matched(self) -> tuple[str, ...]:
        """Return the words of the text that stand in the question too, each once, in their order."""
        words = (self.text[mark.start : mark.end].casefold() for mark in self.marks if mark.term is None)
        return tuple(dict.fromkeys(words))

    def named(self, lang: str) -> tuple[tuple[str, str], ...]:
        """Return (other name in the text, what the question asks for), each once, in their order."""
        found = ((mark, mark.term) for mark in self.marks)
        pairs = ((self.text[mark.start : mark.end], term.label.get(lang)) for mark, term in found if term)
        return tuple({name.casefold(): (name, label) for name, label in pairs}.values())

    def why(self, lang: str) -> str:
        """Return in words why the passage was found."""
        texts = WHY["id" if lang == "id" else "en"]
        words = ", ".join(self.matched()[:MOST_WORDS])
        names = ", ".join(f"{name} = {label}" for name, label in self.named(lang)[:MOST_WORDS])
        reasons = [f"{texts['words']}: {words}"] if words else []
        reasons += [f"{texts['names']}: {names}"] if names else []
        if self.by_meaning:
            reasons.append(texts["meaning" if reasons else "only-meaning"])
        return "; ".join(reasons) or texts["heading"]


@dataclass(frozen=True)
class FoundPractice:
    """A practice with its best passages, best first."""

    id: str
    title: str
    country: str
    jurisdiction: str | None
    status: str
    kind: str
    verified_on: str
    passages: tuple[FoundPassage, ...]
    score: float


@dataclass(frozen=True)
class NearPractice:
    """A practice that is near a question without answering it."""

    id: str
    title: str
    country: str


@dataclass(frozen=True)
class FoundCountry:
    """A country with its practices, best first."""

    country: str
    practices: tuple[FoundPractice, ...]
    score: float


@dataclass(frozen=True)
class Answer:
    """The answer to a question, best country first; without countries, no evidence was found.

    Then `nearest` are the practices that come nearest, and `unrecorded` the countries that the question names if none
    of them has a practice. `notice` says in words what limits the answer, such as a missing encoder. `found` counts the
    countries of the whole answer, of which `countries` are a part. `understood` is how the question was read,
    `did_you_mean` the same question spelt otherwise. `timings` are milliseconds by step.
    """

    query: str
    lang: str
    countries: tuple[FoundCountry, ...]
    nearest: tuple[NearPractice, ...] = ()
    unrecorded: tuple[str, ...] = ()
    notice: str = ""
    found: int = 0
    understood: Understood = NOT_READ
    did_you_mean: str | None = None
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def took_ms(self) -> float:
        """Milliseconds from the question to the answer."""
        return round(sum(self.timings.values()), 1)

    def as_json(self) -> dict[str, Any]:
        """Return the form that `kb search --json` and the API give."""
        return {
            "query": self.query,
            "lang": self.lang,
            "took_ms": self.took_ms,
            "notice": self.notice,
            "countries": [self._country(found) for found in self.countries],
            "nearest": [asdict(practice) for practice in self.nearest],
            "unrecorded": list(self.unrecorded),
            "did_you_mean": self.did_you_mean,
            "understood": self.understood.as_json(self.lang),
        }

    def _country(self, found: FoundCountry) -> dict[str, Any]:
        return {
            "country": found.country,
            "name": country_name(found.country, self.lang),
            "score": round(found.score, 4),
            "practices": [self._practice(practice) for practice in found.practices],
        }

    def _practice(self, practice: FoundPractice) -> dict[str, Any]:
        return {
            "id": practice.id,
            "title": practice.title,
            "status": practice.status,
            "kind": practice.kind,
            "passages": [
                {
                    "text": passage.text,
                    "section": passage.section,
                    "lang": passage.lang,
                    "sources": [{"id": s.id, "title": s.title, "url": s.url} for s in passage.sources],
                    "why": passage.why(self.lang),
                    "marks": [
                        {"start": mark.start, "end": mark.end, "term": mark.term.code if mark.term else None}
                        for mark in passage.marks
                    ],
                }
                for passage in practice.passages
            ],
        }
