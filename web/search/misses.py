"""Searches without a result are counted behind the answer, so that no search waits for a writer."""

from __future__ import annotations

from datetime import UTC, datetime

from kb.asking import misses
from web.context import base
from web.letters import afterwards


def count_miss(question: str) -> None:
    """Count a search without a result, if its words are kept at all."""
    file = base().store.file
    if not misses.normal(question):
        return

    def work() -> None:
        with file.write() as db:
            misses.record(db, question, datetime.now(UTC).date())

    afterwards(work)
