"""What the practices of a comparison teach others: the section of their records that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from kb.comparison import Comparison
from kb.model import Practice

SECTION = "lessons-for-others"
TEXTS = 6  # of all countries together, each has one at least

Lessons = tuple[tuple[str, tuple[Practice, ...]], ...]  # countries with their practices

_ENDED = frozenset({"suspended", "repealed", "rejected"})


def lessons(comparison: Comparison, known: Mapping[str, Practice]) -> Lessons:
    """Return (country, practices whose lessons are shown) in the order of the columns.

    First what answers a question, then what is in force, then what says most in the rows.
    """
    asked = Counter(_telling(comparison, asked=True))
    told = Counter(_telling(comparison, asked=False))

    def weight(practice: Practice) -> tuple[int, bool, int]:
        return -asked[practice.id], practice.status in _ENDED, -told[practice.id]

    countries = groupby(comparison.columns, key=lambda column: column.country)
    found = {
        country: [known[one.id] for column in columns for one in column.practices] for country, columns in countries
    }
    room = max(1, TEXTS // max(1, len(found)))
    teaching = {
        country: sorted((practice for practice in practices if SECTION in practice.sections), key=weight)
        for country, practices in found.items()
    }
    return tuple((country, tuple(practices[:room])) for country, practices in teaching.items() if practices)


def _telling(comparison: Comparison, *, asked: bool) -> Iterable[str]:
    """Yield the practice of each text in the rows that are, or are not, questions."""
    rows = (row for row in comparison.rows if row.asked == asked)
    return (entry.practice for row in rows for cell in row.cells for entry in cell if entry.text)
