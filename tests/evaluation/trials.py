"""Compares ways to search: `python -m tests.evaluation.trials SETS [HOME]` prints the tables of `docs/benchmarks.md`.

`SETS` is a folder of public sets in the BEIR form, `HOME` that of a base to bring up to date instead of a new one.
Every variant is the engine itself with one part replaced. What is chosen is chosen on the first, third, fifth …
question of each set; the others confirm it. Texts are embedded once, in `KB_CACHE`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import ir_measures
import numpy as np
from ir_measures import nDCG
from numpy.typing import NDArray
from sqlite_utils import Database

from indexer import beir
from indexer.answerability import chance_of
from indexer.base import Base
from indexer.beir import read_set
from indexer.encoder import Encoder
from indexer.fusion import by_contrast, reciprocal_rank, weighted_sum
from indexer.hybrid import WORDS_WEIGHT, fuse, nearest_passages, with_cosines
from indexer.lexical import LexicalQuery, lexical_query, search_words
from indexer.questions import Question, ask_all, measures, read_questions
from kb.settings import settings
from tests.evaluation.floors import QUESTIONS, full_base, home_of

Scores = Mapping[int, float]
Fuse = Callable[[Scores, Scores, float], dict[int, float]]
Replaced = Mapping[str, Any]  # by the name that it replaces, with its module

HALVES = (slice(0, None, 2), slice(1, None, 2))


def sum_of_standard_scores(dense: Scores, words: Scores, chance: float, meaning: float) -> dict[int, float]:
    """Return the sum of both sides in standard deviations from their mean; absent counts as the least of its side."""
    fused = dict.fromkeys((*dense, *words), 0.0)
    for scores, weight in ((dense, meaning), (words, 1 - meaning)):
        values = np.array(list(scores.values()) or [0.0])
        middle, spread, least = float(values.mean()), float(values.std()) or 1.0, float(values.min())
        for key in fused:
            fused[key] += weight * (scores.get(key, least) - middle) / spread
    return fused


def plain_sum(dense: Scores, words: Scores, chance: float, weight: float, power: float) -> dict[int, float]:
    """Return nearness above chance plus the share of the words, divided by a power of the best share."""
    divisor = max(words.values(), default=1.0) ** power
    near = {key: (cosine - chance) / (1 - chance) for key, cosine in dense.items()}
    return {key: near.get(key, 0.0) + weight * words.get(key, 0.0) / divisor for key in dict.fromkeys((*dense, *words))}


def _ranks(dense: Scores, words: Scores, chance: float, meaning: float) -> dict[int, float]:
    return reciprocal_rank([dense, words], [meaning, 1 - meaning])


def _min_max(dense: Scores, words: Scores, chance: float, meaning: float) -> dict[int, float]:
    return weighted_sum([dense, words], [meaning, 1 - meaning])


def _contrast(dense: Scores, words: Scores, chance: float, weight: float) -> dict[int, float]:
    return by_contrast(dense, words, weight, chance)


def fusions() -> dict[str, Fuse]:
    """Return the ways to join, by name."""
    found: dict[str, Fuse] = {
        "meaning alone": partial(_ranks, meaning=1.0),
        "words alone": partial(_ranks, meaning=0.0),
    }
    for meaning in (0.6, 0.8):
        found[f"reciprocal rank, meaning {meaning}"] = partial(_ranks, meaning=meaning)
        found[f"min-max, meaning {meaning}"] = partial(_min_max, meaning=meaning)
        found[f"standard scores, meaning {meaning}"] = partial(sum_of_standard_scores, meaning=meaning)
    for name, power in (("of the possible", 0.0), ("of the best", 1.0), ("between the two", 0.5)):
        for weight in (0.5, 1.0):
            found[f"sum, words {weight} as share {name}"] = partial(plain_sum, weight=weight, power=power)
    for weight in (0.05, WORDS_WEIGHT, 0.15, 0.2):
        found[f"by contrast, words {weight:g}"] = partial(_contrast, weight=weight)
    return found


def pairs_too(query: LexicalQuery) -> str:
    """Return the expression with each two words that follow one another as a phrase, too."""
    pairs = zip(query.words, query.words[1:], strict=False)
    phrases = [f'"{one} {other}"' for first, second in pairs for one, other in zip(first, second, strict=False)]
    return " OR ".join((_match(query), *phrases))


def _match(query: LexicalQuery) -> str:
    return " OR ".join((*(f'"{word}"' for word in query.own), *(f'concepts : "{term}"' for term in query.concepts)))


def _taken(count: int) -> Replaced:
    return {f"indexer.{module}.CANDIDATES": count for module in ("beir", "search")} | {
        "indexer.hybrid.nearest_passages.__defaults__": (None, count)
    }


def _as_written(word: str, lang: str) -> str:
    return word


PARTS: dict[str, Replaced] = {
    "without stemming": {f"indexer.{module}.stem": _as_written for module in ("words", "lexical", "answerability")},
    "without concepts": {"indexer.lexical.concepts_in": lambda *given: []},
    "concepts weigh like words": {"indexer.lexical.CONCEPTS_WEIGHT": 1.0},
    "headings weigh like texts": {"indexer.lexical.HEADING_WEIGHT": 1.0},
    "labels weigh like texts": {"indexer.lexical.LABELS_WEIGHT": 1.0},
    "pairs of words as phrases": {"indexer.lexical.LexicalQuery.match": property(pairs_too)},
    "50 passages from each side": _taken(50),
    "200 passages from each side": _taken(200),
}
REINDEXED = ("without stemming", "without concepts")


class Remembering:
    """An encoder that reads no question twice."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self.dimension, self.max_tokens = encoder.fingerprint, encoder.dimension, encoder.max_tokens
        self.encode_passages, self.count_tokens = encoder.encode_passages, encoder.count_tokens
        self._encode, self._known = encoder.encode_queries, dict[str, NDArray[np.float32]]()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder.encode_queries`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


class PublicSet:
    """A public set with its vectors."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.name, self.data, self.encoder = folder.name, read_set(folder), encoder
        self.vectors, _ = beir.index_vectors(self.data, encoder, settings().cache, lambda done, total: None)

    def found(self) -> dict[str, tuple[Scores, Scores]]:
        """Return the cosines and the shares of the words for each question."""
        with tempfile.TemporaryDirectory() as folder, closing(Database(Path(folder) / "words.sqlite")) as words:
            languages = beir.index_words(words, self.data)
            return {key: self._found(words, text, languages) for key, text in self.data.questions.items()}

    def _found(self, words: Database, text: str, languages: Sequence[str]) -> tuple[Scores, Scores]:
        vector = self.encoder.encode_queries([text])[0]
        shares = search_words(words, lexical_query(text, languages), beir.CANDIDATES)
        return with_cosines(self.vectors, vector, nearest_passages(self.vectors, vector), shares), shares

    def measured(self, found: Mapping[str, tuple[Scores, Scores]], join: Fuse) -> list[float]:
        """Return nDCG@10 over all questions and over each half."""
        keys, chance = list(self.data.documents), chance_of(self.encoder.fingerprint)
        joined = {key: join(*sides, chance) for key, sides in found.items()}
        run = {question: {keys[number]: score for number, score in fused.items()} for question, fused in joined.items()}
        each = {row.query_id: row.value for row in ir_measures.iter_calc([nDCG @ 10], self.data.judgements, run)}
        values = [each[question] for question in found]
        return [float(np.mean(values[half])) for half in (slice(None), *HALVES)]


def of_base(base: Base, questions: Sequence[Question]) -> list[float]:
    """Return hit@5 and MRR in English and Indonesian, key facts, and MRR of both halves."""
    outcomes = [one for one in ask_all(base.searcher, questions) if one.question.expected_countries]
    each = {lang: measures([one for one in outcomes if one.question.lang == lang]) for lang in ("en", "id")}
    by_language = [each[lang][name] for lang in each for name in ("country_hit@5", "mrr")]
    return [*by_language, measures(outcomes)["fact_recall@5"], *(measures(outcomes[half])["mrr"] for half in HALVES)]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path)
    parser.add_argument("home", nargs="?")
    given = parser.parse_args()
    with home_of([given.home] if given.home else []) as home:
        base = full_base(home)
        encoder = base.searcher.encoder = Remembering(base.load_encoder())
        sets = [PublicSet(folder, encoder) for folder in sorted(given.sets.iterdir()) if folder.is_dir()]
        questions = read_questions(QUESTIONS)
        print("base: hit@5 and MRR English, Indonesian, facts, MRR of the halves; sets: nDCG@10, of the halves")
        print("sets:", *(one.name for one in sets))
        found = [one.found() for one in sets]
        for name, join in fusions().items():
            with patch("indexer.search.fuse", join):
                ours = of_base(base, questions)
            _show(name, ours, [one.measured(sides, join) for one, sides in zip(sets, found, strict=True)])
        for name, replaced in PARTS.items():
            with ExitStack() as stack:
                for target, value in replaced.items():
                    stack.enter_context(patch(target, value))
                if name in REINDEXED:
                    base.index.rebuild(encoder)
                _show(name, of_base(base, questions), [one.measured(one.found(), fuse) for one in sets])
            if name in REINDEXED:
                base.index.rebuild(encoder)
        base.close()


def _show(name: str, base: Sequence[float], sets: Sequence[Sequence[float]]) -> None:
    cells = [" ".join(f"{value:.3f}" for value in values) for values in (base, *sets)]
    print("|", " | ".join((name, *cells)), "|", flush=True)


if __name__ == "__main__":
    main()
