"""What a search found as evidence: a question put to several countries as a row of a comparison, and whole answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.answers import Answer, FoundPassage, FoundPractice
from indexer.filters import Filters
from indexer.search import Searcher
from kb.comparison import AskedRow, Evidence
from kb.sections import section_name

PASSAGES = 2  # shown at most for each country


def ask(searcher: Searcher, question: str, countries: Sequence[str], lang: str) -> AskedRow:
    """Answer a question for each country by itself; a country without evidence gets an empty tuple.

    Only passages that cite a source count. `kb.comparison.compare` takes the row in.
    Raises `UsageError` for a question that is empty or too long, `IndexMissing` when there is no index.
    """
    filters = Filters.of({"kind": ("measure", "institutional")})  # guidance stands in no column of a comparison
    by_country = {}
    notice = ""
    for country in countries:
        answer = searcher.search(question, filters.with_country(country), lang, limit=1)
        question, notice = answer.query, answer.notice
        pairs = [(p, passage) for found in answer.countries for p in found.practices for passage in p.passages]
        cited = [pair for pair in pairs if pair[1].sources]
        best = sorted(cited, key=lambda pair: -pair[1].score)[:PASSAGES]
        by_country[country] = tuple(_evidence(practice, passage, lang) for practice, passage in best)
    return AskedRow(question, by_country, notice)


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
