"""Lexical search: BM25 of SQLite's FTS5 over stemmed words, with the vocabulary's other names for what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from indexer.concepts import Concept, concepts_in, other_names
from indexer.vectors import Ids
from indexer.words import content_words, stem, tokens
from kb.text import LANGS

MAX_WORDS = 64  # words of a question that count; a pasted page does not become a query of thousands of terms
HEADING_WEIGHT, TEXT_WEIGHT, LABELS_WEIGHT = 0.6, 1.0, 0.4


@dataclass(frozen=True)
class LexicalQuery:
    """A question as the lexical index is asked it.

    `own` are the stems of its own words, `expanded` the stems of other names for the concepts in it, each a phrase.
    """

    own: tuple[str, ...]
    expanded: tuple[tuple[str, ...], ...]
    languages: tuple[str, ...]

    @property
    def match(self) -> str:
        """The FTS5 expression: every token quoted, so that no sign in a question is syntax (FTS5 §3.1)."""
        phrases = [f'"{word}"' for word in self.own] + ['"' + " ".join(phrase) + '"' for phrase in self.expanded]
        return " OR ".join(phrases)


def lexical_query(
    question: str, languages: Sequence[str] = LANGS, *, concepts: Sequence[Concept] | None = None
) -> LexicalQuery:
    """Return the question as words for an index whose passages are in `languages`.

    `concepts` are those whose other names are searched too; None stands for all that the question names.
    """
    words = content_words(question)[:MAX_WORDS]
    own = tuple(dict.fromkeys(stem(word, lang) for word in words for lang in languages))
    if concepts is None:
        concepts = concepts_in([word for word, _, _ in tokens(question)][:MAX_WORDS])
    return LexicalQuery(own, tuple(_expansions(concepts, set(own), languages)), tuple(languages))


def _expansions(concepts: Sequence[Concept], own: set[str], languages: Sequence[str]) -> Iterator[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    for concept in concepts:
        for lang in languages:
            for phrase in other_names(concept.term, lang):
                if phrase and phrase not in seen and not (len(phrase) == 1 and phrase[0] in own):
                    seen.add(phrase)
                    yield phrase


def search_words(db: Database, query: LexicalQuery, k: int, allowed_ids: Ids | None = None) -> dict[int, float]:
    """Return the BM25 score by passage id of the `k` best among `allowed_ids` (None: all); higher is better."""
    if not query.match or k <= 0:
        return {}
    sql = "SELECT rowid AS id, -bm25(words, ?, ?, ?) AS score FROM words WHERE words MATCH ?"
    parameters: list[object] = [HEADING_WEIGHT, TEXT_WEIGHT, LABELS_WEIGHT, query.match]
    if allowed_ids is not None:
        # The plus keeps SQLite from asking the full-text index for each id by itself, a hundred times as slow.
        sql += " AND +rowid IN (SELECT value FROM json_each(?))"
        parameters.append("[" + ",".join(map(str, allowed_ids.tolist())) + "]")
    sql += " ORDER BY score DESC, id LIMIT ?"
    return dict(db.execute(sql, [*parameters, k]).fetchall())
