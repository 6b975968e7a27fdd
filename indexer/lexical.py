"""Lexical search: BM25 of SQLite's FTS5 over stemmed words and over the vocabulary's concepts that they name.

A text is indexed by its words and by the concepts in it, so that a concept is one term of BM25 like any other,
whichever of its names stand in the text: it counts once, has a rarity of its own and costs one look-up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from indexer.concepts import Concept, concepts_in
from indexer.vectors import Ids
from indexer.words import content_words, stem, stems, tokens
from kb.text import LANGS

MAX_WORDS = 64  # words of a question that count; a pasted page does not become a query of thousands of terms
TABLE = (
    "CREATE VIRTUAL TABLE words USING fts5"
    " (heading, text, labels, concepts, tokenize = 'unicode61 remove_diacritics 0')"
)
VOCABULARY = "CREATE VIRTUAL TABLE word USING fts5vocab (words, row)"
HEADING_WEIGHT, TEXT_WEIGHT, LABELS_WEIGHT, CONCEPTS_WEIGHT = 0.6, 1.0, 0.4, 0.2
SATURATION = 1.2  # k1 of FTS5's BM25, which cannot be set


@dataclass(frozen=True)
class LexicalQuery:
    """A question as the lexical index is asked it.

    `words` are its own words, each as its stems in the languages of the index; `concepts` the terms of the index for
    what it speaks of.
    """

    words: tuple[tuple[str, ...], ...]
    concepts: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The stems of the own words, each once."""
        return tuple(dict.fromkeys(form for forms in self.words for form in forms))

    @property
    def match(self) -> str:
        """The FTS5 expression: every token quoted, so that no sign in a question is syntax (FTS5 §3.1)."""
        own = [f'"{word}"' for word in self.own]
        return " OR ".join((*own, *(f'concepts : "{concept}"' for concept in self.concepts)))


def lexical_query(
    question: str, languages: Sequence[str] = LANGS, *, concepts: Sequence[Concept] | None = None
) -> LexicalQuery:
    """Return the question as words for an index whose passages are in `languages`.

    `concepts` are those that are searched too; None stands for all that the question names.
    """
    forms = tuple(tuple(dict.fromkeys(stem(word, lang) for lang in languages)) for word in _content(question))
    if concepts is None:
        concepts = concepts_in([word for word, _, _ in tokens(question)][:MAX_WORDS])
    return LexicalQuery(forms, tuple(dict.fromkeys(map(_term, concepts))))


def words_of(heading: str, text: str, labels: str, *, lang: str) -> tuple[str, str, str, str]:
    """Return a passage as the lexical index keeps it: a value for each column of `words`."""
    parts = (heading, text, labels)
    named = (concept for part in parts for concept in concepts_in([word for word, _, _ in tokens(part)], [lang]))
    heading, text, labels = (" ".join(stems(part, lang)) for part in parts)
    return heading, text, labels, " ".join(dict.fromkeys(map(_term, named)))


def _content(question: str) -> Sequence[str]:
    return content_words(question)[:MAX_WORDS]


def _term(concept: Concept) -> str:
    """Return what stands for a concept in the index, one token for FTS5."""
    return re.sub("[^a-z0-9]", "", f"{concept.scheme}{concept.term.code}".lower())


def search_words(db: Database, query: LexicalQuery, k: int, allowed_ids: Ids | None = None) -> dict[int, float]:
    """Return the score by passage id of the `k` best among `allowed_ids` (None: all), best first.

    The score is BM25 divided by the most that BM25 could give for the question: near 1 for a passage that holds all
    its words again and again, little for one that holds few, or when the index does not know the words at all.
    """
    if not query.match or k <= 0:
        return {}
    sql = "SELECT rowid AS id, -bm25(words, ?, ?, ?, ?) AS score FROM words WHERE words MATCH ?"
    parameters: list[object] = [HEADING_WEIGHT, TEXT_WEIGHT, LABELS_WEIGHT, CONCEPTS_WEIGHT, query.match]
    if allowed_ids is not None:
        # The plus keeps SQLite from asking the full-text index for each id by itself, a hundred times as slow.
        sql += " AND +rowid IN (SELECT value FROM json_each(?))"
        parameters.append("[" + ",".join(map(str, allowed_ids.tolist())) + "]")
    sql += " ORDER BY score DESC, id LIMIT ?"
    most = most_possible(db, query)
    return {row["id"]: row["score"] / most for row in db.query(sql, [*parameters, k])}


def most_possible(db: Database, query: LexicalQuery) -> float:
    """Return the score that BM25 nears for a passage with every word of a question ever more often.

    A word is as rare as the commonest of its stems; a concept stands once in a passage, at most.
    """
    rarity = rarities(db, {*query.own, *query.concepts})
    once = CONCEPTS_WEIGHT / (CONCEPTS_WEIGHT + SATURATION)  # in a passage of average length
    words = sum(min(rarity[form] for form in forms) for forms in query.words)
    return (SATURATION + 1) * (words + once * sum(rarity[concept] for concept in query.concepts))


def rarities(db: Database, terms: Collection[str]) -> dict[str, float]:
    """Return the inverse document frequency of terms as FTS5's BM25 has it (Robertson and Zaragoza 2009, §3.1)."""
    passages = db.execute("SELECT COUNT(*) FROM words_docsize").fetchone()[0]
    marks = ", ".join("?" * len(terms))
    sql = f"SELECT term, doc FROM word WHERE term IN ({marks})"  # noqa: S608
    holding = dict(db.execute(sql, list(terms)).fetchall())
    return {term: _rarity(passages, holding.get(term, 0)) for term in terms}


def _rarity(passages: int, holding: int) -> float:
    return max(math.log((passages - holding + 0.5) / (holding + 0.5)), 1e-6)
