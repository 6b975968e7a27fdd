"""Prints how well the main text of web pages is found: `python -m tests.benchmarks.extraction FOLDER…`.

FOLDER is a copy of https://github.com/scrapinghub/article-extraction-benchmark or of
https://github.com/adbar/trafilatura (its `tests` hold pages and annotations). Their data is not part of this project.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus.extraction.model import ExtractionError
from corpus.extraction.reading import extract

SHINGLE = 4  # words, as in the benchmark
DRAWS = 1000  # of the bootstrap


def main() -> int:
    """Measure on each folder named; return 2 when one is of neither kind."""
    for name in sys.argv[1:]:
        folder = Path(name)
        if (folder / "ground-truth.json").exists():
            _articles(folder)
        elif (folder / "tests" / "evaldata.json").exists():
            _segments(folder / "tests")
        else:
            print(f"{folder} is neither of the two benchmarks; see {__file__}", file=sys.stderr)
            return 2
    return 0 if sys.argv[1:] else 2


def _articles(folder: Path) -> None:
    """Measure as Zyte's benchmark does: words in fours of the article, precision and recall averaged over pages."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    counts = np.array(
        [
            _shares(item["articleBody"], _text(gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())))
            for name, item in sorted(truth.items())
        ]
    )
    took = time.perf_counter() - started
    random = np.random.default_rng(0)
    drawn = [_f1(counts[random.integers(0, len(counts), len(counts))])[0] for _ in range(DRAWS)]
    f1, precision, recall = _f1(counts)
    print(
        f"article-extraction-benchmark, {len(counts)} pages: F1 {f1:.3f} ± {statistics.stdev(drawn):.3f}, "
        f"precision {precision:.3f}, recall {recall:.3f}, {len(counts) / took:.1f} pages/s"
    )


def _segments(folder: Path) -> None:
    """Measure as trafilatura does: annotated segments that must, and others that must not, be in the text."""
    annotated = json.loads((folder / "evaldata.json").read_text(encoding="utf-8"))
    right = wrong = missed = 0
    started = time.perf_counter()
    for item in annotated.values():
        file = next(path for kind in ("cache", "eval") if (path := folder / kind / item["file"]).exists())
        text = _folded(_text(file.read_bytes()))
        found = sum(_folded(part) in text for part in item["with"])
        right, missed = right + found, missed + len(item["with"]) - found
        wrong += sum(_folded(part) in text for part in item["without"])
    took = time.perf_counter() - started
    print(
        f"trafilatura's evaluation, {len(annotated)} pages: F1 {2 * right / (2 * right + wrong + missed):.3f}, "
        f"precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}, "
        f"{len(annotated) / took:.1f} pages/s"
    )


def _text(content: bytes) -> str:
    """Return the text; a page that cannot be read has none, and any other error is a fault of ours."""
    try:
        return extract(content, "text/html", "").text
    except ExtractionError:
        return ""


def _shares(true: str, found: str) -> tuple[float, float, float]:
    """Return the shares of what is right, of what is too much and of what is missing."""
    expected, given = Counter(_shingles(true)), Counter(_shingles(found))
    right, over, missed = (sum(part.values()) for part in (expected & given, given - expected, expected - given))
    total = right + over + missed or 1
    return right / total, over / total, missed / total


def _f1(counts: np.ndarray) -> tuple[float, float, float]:
    right, over, missed = counts.T
    given, expected = right + over > 0, right + missed > 0
    precision = float(np.mean(right[given] / (right + over)[given]))
    recall = float(np.mean(right[expected] / (right + missed)[expected]))
    return 2 * precision * recall / (precision + recall), precision, recall


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return (tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1)) if words)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    sys.exit(main())
