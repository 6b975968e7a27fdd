"""The pinned floors of the search: `python -m tests.evaluation.floors` raises them to what is measured now.

A floor that would fall is left as it is, and the command fails, unless `--allow-regression` says that this is meant.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.intake import load_seed
from indexer.base import Base
from indexer.questions import ask_all, read_questions, report
from kb.settings import Settings

FOLDER = Path(__file__).parent
QUESTIONS, FLOORS = FOLDER / "questions.jsonl", FOLDER / "floors.json"
MEASURES = (
    "country_hit@1",
    "country_hit@3",
    "country_hit@5",
    "mrr",
    "fact_recall@5",
    "answered",
    "unanswerable_recognised",
)
LANGUAGES = ("all", "en", "id")  # the few Spanish and French questions count in "all" only
TOLERANCE = 0.015  # two questions of a language: float32, and bfloat16 in other company, order near ties differently


def digest() -> str:
    """Return the SHA-256 of the questions: floors hold for these and no others."""
    return hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()


def measured(base: Base) -> dict[str, dict[str, float]]:
    """Return the measures that have floors, by language."""
    found = report(ask_all(base.searcher, read_questions(QUESTIONS)))
    return {lang: {name: found[lang][name] for name in MEASURES} for lang in LANGUAGES}


def pinned() -> dict[str, Any]:
    """Return the floors as kept in the file."""
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def below(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return one line for each measure that is below its floor."""
    return [
        f"{lang} {name}: {found[lang][name]:.4f}, floor {floor:.4f}"
        for lang, row in floors.items()
        for name, floor in row.items()
        if found[lang][name] < floor - TOLERANCE
    ]


def raised(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the floors, each raised to what is measured where that is higher."""
    return {lang: {name: max(value, floors[lang][name]) for name, value in row.items()} for lang, row in found.items()}


def main() -> int:
    """Pin what is measured on a base made for the purpose; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--allow-regression", action="store_true", help="lower floors, too")
    parser.add_argument("home", nargs="?", help="folder of a base to bring up to date, instead of a new one")
    given = parser.parse_args()
    allow = given.allow_regression
    with home_of([given.home] if given.home else []) as home:
        base = full_base(home)
        found = measured(base)
        base.close()
    if FLOORS.exists() and not allow and (lower := below(found, pinned()["floors"])):
        print("\n".join(lower), "\nfloors stay; --allow-regression lowers them", sep="", file=sys.stderr)
        return 1
    floors = found if allow or not FLOORS.exists() else raised(found, pinned()["floors"])
    FLOORS.write_text(json.dumps({"questions_sha256": digest(), "floors": floors}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    return 0


@contextmanager
def home_of(arguments: Sequence[str]) -> Iterator[Path]:
    """Give the folder that is named, so that a second run embeds only what is new, or one for this run alone."""
    if arguments:
        yield Path(arguments[0])
    else:
        with tempfile.TemporaryDirectory() as home:
            yield Path(home)


def full_base(home: Path) -> Base:
    """Return a base of all curated practices, indexed with the bundled encoder; the caller closes it."""
    base = Base(Settings(home=home))
    base.store.create()
    load_seed(base.store, base.settings.practices)
    base.index.ensure(base.load_encoder())
    return base


if __name__ == "__main__":
    sys.exit(main())
