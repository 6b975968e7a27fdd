"""What the API answers, as models: OpenAPI is written from them, and tests hold real answers to them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from kb.conditions import Origin
from kb.similarity import Band
from kb.text import Lang, LocalText
from kb.vocabulary import Scheme, Term


class Response(BaseModel):
    """Base of what is answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PassageSource(Response):
    """A source of a passage; `id` is its name within the practice."""

    id: str
    title: str
    url: str


class Mark(Response):
    """A stretch of a text that matches the question, in characters from 0, `end` not included.

    `term` is a code of the vocabulary where the text has another name for what the question says.
    """

    start: int
    end: int
    term: str | None


class Passage(Response):
    """A passage that bears on the question, in its own language. `why` says in words why it was found."""

    text: str
    section: str
    lang: str
    sources: list[PassageSource]
    why: str
    marks: list[Mark]


class SearchPractice(Response):
    """A practice with its best passages."""

    id: str
    title: str
    status: str
    kind: str
    passages: list[Passage]


class SearchCountry(Response):
    """A country with its best practices. `score` orders the countries of one answer and means nothing beyond it."""

    country: str
    name: str
    score: float
    practices: list[SearchPractice]


class FacetValue(Response):
    """A code of a filter and the number of practices that it would let through under the other filters."""

    code: str
    label: str
    count: int


class NearPractice(Response):
    """A practice that is near a question without answering it."""

    id: str
    title: str
    country: str


class UnderstoodConcept(Response):
    """A term of the vocabulary that the question speaks of; its other names are searched too."""

    scheme: str
    code: str
    label: str
    key: str


class UnderstoodPlace(Response):
    """A country, a region or another group of countries that the question is limited to, or leaves out."""

    code: str
    label: str
    countries: list[str]
    excluded: bool
    key: str


class UnderstoodSign(Response):
    """A phrase that a passage must have, or words that a field must have; `excluded` turns it round."""

    field: Literal["phrase", "title", "institution", "source", "country"]
    value: str
    excluded: bool


class Understanding(Response):
    """How the question was read; `text` are its words without signs. `key` is what `ignore` takes."""

    text: str
    concepts: list[UnderstoodConcept]
    places: list[UnderstoodPlace]
    acronyms: dict[str, str]
    signs: list[UnderstoodSign]
    ignored: list[str]


class SearchAnswer(Response):
    """The answer to a question, best country first; without countries, no evidence was found.

    Then `nearest` are the practices that come nearest, and `unrecorded` the countries that the question names if the
    base has nothing on any of them. `notice` says what limits the answer, empty when nothing does. `did_you_mean` is
    the question with words that the base knows in place of near ones that it does not.
    """

    query: str
    lang: Lang
    took_ms: float
    notice: str
    countries: list[SearchCountry]
    nearest: list[NearPractice]
    unrecorded: list[str]
    did_you_mean: str | None
    understood: Understanding
    facets: dict[str, list[FacetValue]]


SUGGESTED = {
    "term": LocalText(en="term", id="istilah"),
    "country": LocalText(en="country", id="negara"),
    "question": LocalText(en="question", id="pertanyaan"),
    "practice": LocalText(en="practice", id="praktik"),
}


class Suggestion(Response):
    """A text that may be asked; `kind_label` says in words what it is."""

    text: str
    kind: Literal["term", "country", "question", "practice"]
    kind_label: str


class Suggestions(Response):
    """What may be asked, the likeliest first."""

    suggestions: list[Suggestion]


class PracticeItem(Response):
    """A practice as it stands in the list."""

    id: str
    kind: str
    title: LocalText
    summary: LocalText
    country: str
    jurisdiction: str | None
    status: str
    verified_on: str


class PracticeList(Response):
    """A page of practices in the order of their ids; `total` counts all that pass the filters."""

    total: int
    limit: int
    offset: int
    practices: list[PracticeItem]


class VocabularyTerm(Response):
    """A code with its names. `codes` is set on rows only: the schemes whose codes the row takes, joined by a colon."""

    code: str
    label: LocalText
    definition: LocalText
    synonyms: dict[str, list[str]]
    codes: list[str]

    @classmethod
    def of(cls, term: Term) -> VocabularyTerm:
        """Return a term as it is answered."""
        return cls.model_validate(term.model_dump(mode="json", exclude={"avoid"}))


class VocabularyScheme(Response):
    """A list of codes that answer one question; `source` names the standard that they come from."""

    name: str
    label: LocalText
    source: str
    terms: list[VocabularyTerm]

    @classmethod
    def of(cls, scheme: Scheme) -> VocabularyScheme:
        """Return a scheme as it is answered."""
        terms = [VocabularyTerm.of(term) for term in scheme.terms.values()]
        return cls(name=scheme.name, label=scheme.label, source=scheme.source, terms=terms)


class Vocabulary(Response):
    """Every scheme of the vocabulary."""

    schemes: list[VocabularyScheme]


class CountryItem(Response):
    """A country that has practices, and how many; `regions` are codes of the regions in the same answer."""

    code: str
    name: LocalText
    regions: list[str]
    practices: int


class RegionItem(Response):
    """A group of countries, which the filter `region` takes."""

    code: str
    label: LocalText
    members: list[str]


class Countries(Response):
    """The countries of the base, by code; `INT` holds international guidance."""

    countries: list[CountryItem]
    regions: list[RegionItem]


class ReferenceCountry(Response):
    """The country against which others are ranked."""

    country: str
    name: str


class ConditionIndicator(Response):
    """An indicator that counts; `unit` is null where its values are classes."""

    code: str
    label: str
    definition: str
    unit: str | None
    source: Origin


class ConditionValue(Response):
    """The latest value of an indicator: a number, or the code of a class, also as `text`.

    `rank` is the share of countries that stand lower, null for classes without an order.
    """

    value: float | str
    text: str
    year: int
    rank: float | None


class ConditionDifference(Response):
    """An indicator in the reference country (`own`) and in the other; null where it is not known."""

    indicator: str
    distance: float | None
    own: ConditionValue | None
    other: ConditionValue | None


class SimilarCountry(Response):
    """A country against the reference country. `distance` goes from 0, alike, to 1; `missing` are not known of both."""

    country: str
    name: str
    practices: int
    pinned: bool
    band: Band
    distance: float | None
    shared: int
    missing: list[str]
    sentence: str
    differences: list[ConditionDifference]


class SimilarCountries(Response):
    """Countries by how near their conditions are, pinned ones first. `region` names those of the same region."""

    reference: ReferenceCountry
    lang: Lang
    weights: dict[str, float]
    indicators: list[ConditionIndicator]
    total: int
    countries: list[SimilarCountry]
    region: list[str]


class ErrorDetail(Response):
    """What is wrong, in a code that stays and in words; `hint` says where to look further."""

    code: Literal[
        "internal_error",
        "invalid_request",
        "method_not_allowed",
        "not_found",
        "too_large",
        "too_many_requests",
        "unavailable",
        "unprocessable",
    ]
    message: str
    hint: str | None = None


class Error(Response):
    """The shape of every error."""

    error: ErrorDetail
