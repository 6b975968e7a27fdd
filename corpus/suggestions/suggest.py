"""Makes the suggestions for a document."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.extraction.model import Extracted
from corpus.suggestions import duplicates, relevance
from corpus.suggestions.document import Document, Embed, document_of
from corpus.suggestions.duplicates import Duplicates, Known
from corpus.suggestions.examples import PARTS, as_document
from corpus.suggestions.features import countries_of
from corpus.suggestions.found import dates, numbers
from corpus.suggestions.learned import FIELDS, Example, Learned, Reading
from corpus.suggestions.mentions import Names, names_of_institutions
from corpus.suggestions.model import Evidence, FieldName, Suggestion
from kb.countries import INTERNATIONAL
from kb.model import Practice
from kb.text import LANGS

LIKELY: Mapping[str, float] = {"branches": 0.35, "payers": 0.4, "classification": 0.4}  # where F1 is highest
MOST = 12  # dates and numbers that are suggested
COMPARED = tuple(part for part in PARTS if part != "rows")  # of a practice, with a document that may tell of the same
_DATED, _COUNTED = ("legal-basis",), ("contribution", "payers", "thresholds", "coverage", "benefits", "subsidies")


@dataclass(frozen=True)
class Suggester:
    """What the base has taught: made once for its state, and read for each document."""

    learned: Learned
    duplicates: Duplicates
    institutions: Names
    fingerprint: str

    def suggest(self, extracted: Extracted, embed: Embed) -> list[Suggestion]:
        """Return the suggestions for a document that was read, those of a field with the most certain first."""
        document = document_of(extracted, embed)
        if not document.sentences:
            return []
        reading = self.learned.read(document)
        return [
            *self._relevance(document),
            *_country(document, self.institutions, reading),
            *_choices(reading),
            *_codes(document, reading),
            *_in_sentences("date", document, reading, _DATED),
            *_in_sentences("number", document, reading, _COUNTED),
            *self._duplicates(document),
        ]

    def _relevance(self, document: Document) -> Iterator[Suggestion]:
        likely, sentence = relevance.likelihood(document, self.duplicates, self.fingerprint)
        value = "yes" if likely >= 0.5 else "no"
        yield Suggestion(
            field="relevance",
            value=value,
            confidence=max(likely, 1 - likely),
            evidence=(document.evidence(sentence),) if value == "yes" else (),
        )

    def _duplicates(self, document: Document) -> Iterator[Suggestion]:
        calibration = duplicates.calibration_of(self.fingerprint)
        if calibration is None or not len(document.vectors):
            return
        for found in self.duplicates.like(document, calibration)[:MOST]:
            confidence = 1 / (1 + math.exp(-found.log_odds))
            yield Suggestion(field="duplicate", value=found.id, confidence=confidence)


def suggester(practices: Sequence[Practice], embed: Embed, fingerprint: str) -> Suggester:
    """Return what the practices teach; `embed` gives their vectors, `fingerprint` is that of the encoder."""
    examples = [
        Example(practice, lang, document_of(as_document(practice, lang), embed))
        for practice in practices
        for lang in LANGS
    ]
    known = [Known(practice.id, document_of(as_document(practice, "en", COMPARED), embed)) for practice in practices]
    return Suggester(Learned(examples), Duplicates(known), institutions_of(practices), fingerprint)


def institutions_of(practices: Iterable[Practice]) -> Names:
    """Return the institutions of practices with their country."""
    return names_of_institutions(
        (name, practice.country)
        for practice in practices
        for name in practice.institutions
        if practice.country != INTERNATIONAL
    )


def country_of(document: Document, institutions: Names, reading: Reading) -> list[tuple[str, float]]:
    """Return the countries that the document may be about with their likelihood, the most likely first.

    Guidance is of no country.
    """
    international = reading.likely["kind"].get("guidance", 0.0)
    weights = {code: weight for code, weight in countries_of(document, institutions).items() if code != INTERNATIONAL}
    total = sum(weights.values()) or 1.0
    found = {code: (1 - international) * weight / total for code, weight in weights.items()}
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    if international >= 0.5 or not ranked:
        return [(INTERNATIONAL, international), *ranked]
    return ranked


def _country(document: Document, institutions: Names, reading: Reading) -> Iterator[Suggestion]:
    for code, likely in country_of(document, institutions, reading)[:1]:
        said = [number for number, found in document.mentions(institutions) if found.country == code]
        evidence = tuple(document.evidence(number) for number in dict.fromkeys(said[:3]))
        yield Suggestion(field="country", value=code, confidence=likely, evidence=evidence)


def _choices(reading: Reading) -> Iterator[Suggestion]:
    names: tuple[FieldName, ...] = ("kind", "status")
    for name in names:
        code, likely = max(reading.likely[name].items(), key=lambda pair: pair[1])
        yield Suggestion(field=name, value=code, confidence=likely)


def _codes(document: Document, reading: Reading) -> Iterator[Suggestion]:
    names: tuple[FieldName, ...] = ("branches", "payers", "classification")
    for name in names:
        for code in chosen(name, reading):
            evidence = (document.evidence(reading.sentences[name][code]),)
            yield Suggestion(field=name, value=code, confidence=reading.likely[name][code], evidence=evidence)


def chosen(name: str, reading: Reading) -> list[str]:
    """Return the codes of a field that are likely enough to be suggested, the most likely first."""
    likely = reading.likely[name]
    return sorted((code for code in FIELDS[name].codes if likely[code] >= LIKELY[name]), key=lambda code: -likely[code])


def _in_sentences(name: FieldName, document: Document, reading: Reading, rows: Sequence[str]) -> Iterator[Suggestion]:
    """Yield dates or numbers, each once with the sentence that most likely speaks of one of the rows."""
    best: dict[str, tuple[float, int]] = {}
    find = dates if name == "date" else numbers
    weight = np.max([reading.rows[row] for row in rows], axis=0)
    for number, told in enumerate(document.sentences):
        for value in find(told.text):
            best[value] = max(best.get(value, (0.0, 0)), (float(weight[number]), number))
    for value, (likely, number) in sorted(best.items(), key=lambda item: (-item[1][0], item[1][1]))[:MOST]:
        yield Suggestion(field=name, value=value, confidence=likely, evidence=(document.evidence(number),))


__all__ = ["Evidence", "Suggester", "suggester"]
