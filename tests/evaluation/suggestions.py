"""Measures the suggestions on practices held out: `python -m tests.evaluation.suggestions [home]`.

Each practice is judged by what was learnt from the others: ten parts, in each of which no practice is that was learnt
from. A practice is given as a document, in English (title, summary, sections and the texts of the rows) and in
Indonesian (title, summary and rows), without its codes. `--without-rows` leaves out the texts of the rows, too.
`--calibrate FOLDER` fits relevance and near-duplicates instead, and writes their weights; FOLDER is a copy of
https://github.com/scrapinghub/article-extraction-benchmark, whose pages are about anything else.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from corpus.extraction.reading import extract
from corpus.intake import load_seed
from corpus.suggestions import duplicates, relevance
from corpus.suggestions.document import Document, Embed, document_of
from corpus.suggestions.duplicates import Duplicates, Known
from corpus.suggestions.embedded import fresh, kept
from corpus.suggestions.examples import PARTS, as_document
from corpus.suggestions.features import Numbers
from corpus.suggestions.learned import CHOICES, FIELDS, Example, Learned
from corpus.suggestions.suggest import COMPARED, chosen, country_of, institutions_of
from indexer.base import Base
from kb.model import Practice
from kb.settings import Settings
from kb.text import LANGS
from tests.evaluation.floors import home_of

PARTS_OF_ALL = 10
FALSE_ALARMS = 0.01
PAGES = 3  # every third page on another subject: relevance needs no more
# The same case told otherwise: in the other language, in other words, shortened, cut.
RETOLD: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "in Indonesian": ("id", PARTS),
    "in other words": ("en", ("rows",)),
    "summarised, in Indonesian": ("id", ("summary",)),
    "cut": ("en", ("results", "what-did-not-work", "lessons-for-others")),
}


def main() -> int:
    """Print the measures as JSON; write the calibrations when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-rows", action="store_true", help="give title, summary and sections only")
    parser.add_argument(
        "--calibrate", metavar="FOLDER", help="fit relevance and near-duplicates; pages on other subjects"
    )
    parser.add_argument("home", nargs="?", help="folder of a base to bring up to date, instead of a new one")
    given = parser.parse_args()
    with home_of([given.home] if given.home else []) as home:
        base = Base(Settings(home=home))
        base.store.create()
        load_seed(base.store, base.settings.practices)
        practices, embed = list(base.store.all_published()), kept(base.store.file, base.load_encoder())
        encoder = base.load_encoder()
        if given.calibrate:
            _calibrate(practices, embed, fresh(encoder), Path(given.calibrate), encoder.fingerprint)
        else:
            parts = [part for part in PARTS if part != "rows" or not given.without_rows]
            print(json.dumps(measured(practices, embed, parts), indent=1))
            print(json.dumps(duplicates_found(practices, embed), indent=1))
        base.close()
    return 0


@dataclass
class _Counts:
    """Right, wrong and missed codes."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: Collection[str], expected: Collection[str]) -> None:
        self.right += len(set(found) & set(expected))
        self.wrong += len(set(found) - set(expected))
        self.missed += len(set(expected) - set(found))

    def said(self) -> dict[str, float]:
        precision = self.right / max(self.right + self.wrong, 1)
        recall = self.right / max(self.right + self.missed, 1)
        f1 = 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)
        return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def measured(
    practices: Sequence[Practice], embed: Embed, parts: Collection[str] = PARTS, folds: Collection[int] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the measures by language; `folds` are the parts that are judged, all by default."""
    examples = [
        Example(practice, lang, document_of(as_document(practice, lang, parts), embed))
        for practice in practices
        for lang in LANGS
    ]
    fold = _folds(practices)
    right: dict[tuple[str, str], list[bool]] = {}
    counts = {(lang, name): _Counts() for lang in LANGS for name in FIELDS}
    for number in folds if folds is not None else range(PARTS_OF_ALL):
        seen = [example for example in examples if fold[example.practice.id] != number]
        learned = Learned(seen)
        institutions = institutions_of({example.practice.id: example.practice for example in seen}.values())
        for example in (example for example in examples if fold[example.practice.id] == number):
            reading = learned.read(example.document)
            country = country_of(example.document, institutions, reading)[0][0]
            right.setdefault((example.lang, "country"), []).append(country == example.practice.country)
            for name in CHOICES:
                best = max(reading.likely[name].items(), key=lambda pair: pair[1])[0]
                right.setdefault((example.lang, name), []).append(best == getattr(example.practice, name))
            for name, field in FIELDS.items():
                counts[example.lang, name].add(chosen(name, reading), field.of(example.practice))
    return {
        lang: {name: round(float(np.mean(right[lang, name])), 3) for name in ("country", *CHOICES)}
        | {name: counts[lang, name].said() for name in FIELDS}
        for lang in LANGS
    }


def duplicates_found(practices: Sequence[Practice], embed: Embed) -> dict[str, dict[str, float]]:
    """Return, for each way of retelling, the share of practices found, at one false alarm in a hundred documents.

    The threshold is that of documents whose own practice is not in the base, in the other parts; weights likewise.
    """
    fold = _folds(practices)
    known = Duplicates([_known(practice, embed) for practice in practices])
    number_of = {name: number for number, name in enumerate(known.ids)}
    retold = {way: [(practice.id, _signals(known, practice, way, embed)) for practice in practices] for way in RETOLD}
    found: dict[str, list[bool]] = {way: [] for way in RETOLD}
    alarms: dict[str, list[bool]] = {way: [] for way in RETOLD}
    for part in range(PARTS_OF_ALL):
        others = [pair for pairs in retold.values() for pair in pairs if fold[pair[0]] != part]
        fitted = _fitted(others, number_of)
        for way, pairs in retold.items():
            for name, signals in pairs:
                if fold[name] == part:
                    odds = signals @ np.array(fitted.weights) + fitted.intercept
                    own = number_of[name]
                    found[way].append(bool(odds[own] >= fitted.threshold))
                    alarms[way].append(bool(np.delete(odds, own).max() >= fitted.threshold))
    return {
        way: {"found": round(float(np.mean(found[way])), 3), "false_alarms": round(float(np.mean(alarms[way])), 3)}
        for way in RETOLD
    } | {
        "all": {
            "found": round(float(np.mean([one for way in RETOLD for one in found[way]])), 3),
            "false_alarms": round(float(np.mean([one for way in RETOLD for one in alarms[way]])), 3),
        }
    }


def _folds(practices: Sequence[Practice]) -> Mapping[str, int]:
    order = np.random.default_rng(0).permutation(len(practices))
    return {practices[number].id: place % PARTS_OF_ALL for place, number in enumerate(order)}


def _known(practice: Practice, embed: Embed) -> Known:
    return Known(practice.id, document_of(as_document(practice, "en", COMPARED), embed))


def _signals(known: Duplicates, practice: Practice, way: str, embed: Embed) -> Numbers:
    lang, parts = RETOLD[way]
    return known.signals(document_of(as_document(practice, lang, parts), embed))


def _fitted(retold: Sequence[tuple[str, Numbers]], number_of: Mapping[str, int]) -> duplicates.Calibration:
    """Fit on each document with its own practice and the five others that are most like it by their pieces."""
    rows, same = [], []
    for name, signals in retold:
        own = number_of[name]
        others = [number for number in np.argsort(-signals[:, 2]) if number != own][:5]
        rows += [signals[own], *signals[others]]
        same += [True, *[False] * len(others)]
    model = LogisticRegression(C=100, max_iter=2000).fit(np.array(rows), same)
    weights, intercept = model.coef_[0], float(model.intercept_[0])
    highest = [np.delete(signals @ weights + intercept, number_of[name]).max() for name, signals in retold]
    return duplicates.Calibration(
        intercept=round(intercept, 4),
        weights=tuple(round(float(weight), 4) for weight in weights),
        threshold=round(float(np.quantile(highest, 1 - FALSE_ALARMS)), 4),
    )


def _calibrate(practices: Sequence[Practice], embed: Embed, once: Embed, pages: Path, fingerprint: str) -> None:
    """Write the weights for this encoder; `pages` is a copy of Zyte's article-extraction-benchmark."""
    encoder = fingerprint.rpartition(":")[0]
    known = Duplicates([_known(practice, embed) for practice in practices])
    number_of = {name: number for number, name in enumerate(known.ids)}
    retold = [(practice.id, _signals(known, practice, way, embed)) for way in RETOLD for practice in practices]
    _write(duplicates.__name__, encoder, _fitted(retold, number_of).model_dump(mode="json"))
    about = [signal for number in range(2) for signal in _relevance(practices[::2], number, embed)]
    outside = [
        relevance.signals(_page(path, once), known) for path in sorted((pages / "html").glob("*.html.gz"))[::PAGES]
    ]
    model = LogisticRegression(C=100, max_iter=2000, class_weight="balanced")
    model.fit(np.array([*about, *outside]), [True] * len(about) + [False] * len(outside))
    told = model.predict(np.array([*about, *outside]))
    print(f"relevance: {told[: len(about)].mean():.3f} of practices, {told[len(about) :].mean():.3f} of other pages")
    weights = [round(float(weight), 4) for weight in model.coef_[0]]
    _write(relevance.__name__, encoder, {"intercept": round(float(model.intercept_[0]), 4), "weights": weights})


def _relevance(practices: Sequence[Practice], half: int, embed: Embed) -> Iterator[list[float]]:
    """Yield the signals of one half of the practices against the other half."""
    base = Duplicates([_known(practice, embed) for practice in practices[1 - half :: 2]])
    for practice in practices[half::2]:
        for lang in LANGS:
            yield relevance.signals(document_of(as_document(practice, lang), embed), base)


def _page(path: Path, once: Embed) -> Document:
    return document_of(extract(gzip.decompress(path.read_bytes()), "text/html", ""), lambda pieces: once(pieces[:3]))


def _write(module: str, encoder: str, values: Mapping[str, Any]) -> None:
    path = Path(str(files("corpus.suggestions"))) / f"{module.rpartition('.')[2]}.yaml"
    text = path.read_text(encoding="utf-8")
    written = {**(yaml.safe_load(text) or {}), encoder: dict(values)}
    path.write_text(text.split("\n\n")[0] + "\n\n" + yaml.safe_dump(written), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
