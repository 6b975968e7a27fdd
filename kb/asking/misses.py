"""Searches without a result, counted by their words and the day, and by nothing that says who searched.

What could name a person is not kept at all: words with an e-mail address or a long number, and long texts. What was
searched for on one day only is shown to nobody and forgotten after a month: it may be one person's own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

LONGEST, MOST_WORDS = 120, 15
MOST_A_DAY, MOST_ROWS = 500, 20_000
DAYS_SEEN = 2  # days on which words must have been searched for before anybody sees them
FORGET_ONCE, FORGET = timedelta(days=30), timedelta(days=365)

_PERSONAL = re.compile(r"@|\d[\d\s.-]{4,}\d|https?:|www\.")


@dataclass(frozen=True)
class Miss:
    """Words that were searched for without a result: how often, on how many days, and when last (ISO 8601)."""

    words: str
    count: int
    days: int
    last: str


def normal(question: str) -> str:
    """Return the words of a question by which it is counted; empty for one that is not kept."""
    words = re.sub(r"[^\w\s@./:-]", " ", question.casefold())
    words = " ".join(bare for word in words.split() if (bare := word.strip("./:-_")))
    kept = words and len(words) <= LONGEST and len(words.split()) <= MOST_WORDS and words.isprintable()
    return words if kept and not _PERSONAL.search(words) else ""


def record(db: Database, question: str, today: date) -> None:
    """Count a search without a result, within a write transaction; forget what is old."""
    words, day = normal(question), today.isoformat()
    if not words:
        return
    counted = "UPDATE search_miss SET count = count + 1 WHERE day = ? AND words = ?"
    if db.execute(counted, [day, words]).rowcount:
        return
    if db["search_miss"].count_where("day = ?", [day]) >= MOST_A_DAY:
        return
    db.execute("INSERT INTO search_miss (day, words, count) VALUES (?, ?, 1)", [day, words])
    db.execute("DELETE FROM search_miss WHERE day < ?", [(today - FORGET).isoformat()])
    db.execute(
        "DELETE FROM search_miss WHERE day < ? AND words IN"
        " (SELECT words FROM search_miss GROUP BY words HAVING COUNT(*) < ?)",
        [(today - FORGET_ONCE).isoformat(), DAYS_SEEN],
    )
    db.execute(
        "DELETE FROM search_miss WHERE id <= (SELECT id FROM search_miss ORDER BY id DESC LIMIT 1 OFFSET ?)",
        [MOST_ROWS],
    )


def read(db: Database, most: int = 50) -> list[Miss]:
    """Return what was searched for in vain on several days, most days first."""
    sql = (
        "SELECT words, SUM(count) AS count, COUNT(*) AS days, MAX(day) AS last FROM search_miss GROUP BY words"
        " HAVING days >= ? ORDER BY days DESC, count DESC, words LIMIT ?"
    )
    return [Miss(**row) for row in db.query(sql, [DAYS_SEEN, most])]
