"""What a search found as evidence: questions put to several countries as rows of a comparison, and whole answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.answers import Answer, FoundPassage, FoundPractice
from indexer.filters import Filters
from indexer.search import Searcher
from kb.comparison import AskedRow, Evidence
from kb.sections import section_name

PASSAGES = 2  # shown at most for each country

# How far below the best of all countries a passage may lie in meaning, by cosines of the bundled encoder. Of 80 judged
# questions the expected country lay at most 0.027 below; half of the other countries lay more than 0.057 below.
FARTHEST_FROM_BEST = 0.04


def ask(searcher: Searcher, questions: Sequence[str], countries: Sequence[str], lang: str) -> tuple[AskedRow, ...]:
    """Answer each question for each country by itself; a country without evidence gets an empty tuple.

    Only passages that cite a source count. Where meanings are compared, the base must bear on the question at all, and
    a passage must be nearly as near to it as the best of all countries.
    `kb.comparison.compare` takes the rows in.
    Raises `UsageError` for a question that is empty or too long, `IndexMissing` when there is no index.
    """
    everywhere = Filters.of({"kind": ("measure", "institutional")})  # guidance stands in no column of a comparison
    filters = [everywhere, *(everywhere.with_country(country) for country in countries)]
    rows = []
    for best, *answers in searcher.search_each(questions, filters, lang):
        least = _least(best)
        found = [_best(answer, least, lang) if best.countries else () for answer in answers]
        rows.append(AskedRow(best.query, dict(zip(countries, found, strict=True)), best.notice))
    return tuple(rows)


def _least(answer: Answer) -> float | None:
    """Return the similarity from which a passage is evidence; None when meanings are not compared."""
    found = [passage.similarity for passage in _passages(answer) if passage.similarity is not None]
    return max(found) - FARTHEST_FROM_BEST if found else None


def _best(answer: Answer, least: float | None, lang: str) -> tuple[Evidence, ...]:
    pairs = [(p, passage) for found in answer.countries for p in found.practices for passage in p.passages]
    cited = [pair for pair in pairs if pair[1].sources and (least is None or (pair[1].similarity or 0.0) >= least)]
    best = sorted(cited, key=lambda pair: -pair[1].score)[:PASSAGES]
    return tuple(_evidence(practice, passage, lang) for practice, passage in best)


def _passages(answer: Answer) -> Iterator[FoundPassage]:
    return (passage for found in answer.countries for practice in found.practices for passage in practice.passages)


def evidence(answer: Answer) -> tuple[Evidence, ...]:
    """Return all passages of an answer, best practice first, its passages together."""
    found = (practice for country in answer.countries for practice in country.practices)
    return tuple(_evidence(practice, passage, answer.lang) for practice in found for passage in practice.passages)


def _evidence(practice: FoundPractice, passage: FoundPassage, lang: str) -> Evidence:
    return Evidence(
        practice.id,
        _paragraphs(passage.text),
        passage.lang,
        passage.section,
        section_name(passage.section, lang),
        tuple(source.id for source in passage.sources),
    )


def _paragraphs(text: str) -> str:
    """Return the text without the line breaks inside its paragraphs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
