"""Changes by day, in pages of whole days: a day is never cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import gettext

from kb.changes import Change
from kb.errors import UsageError

FULL = 60  # a page ends with the day on which it has as many changes


@dataclass(frozen=True)
class Day:
    """A day in UTC (ISO 8601) and its changes, newest first."""

    date: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class DaysPage:
    """Days, newest first. `earlier` and `later` are the last days of the pages beside it, empty where there is none."""

    days: tuple[Day, ...]
    earlier: str = ""
    later: str = ""


def days_page(changes: Iterable[Change], until: str = "", full: int = FULL) -> DaysPage:
    """Return the page of the days up to `until` (ISO 8601, that day included), up to the newest when it is empty."""
    newest_first = list(changes)[::-1]
    newest_first.sort(key=lambda change: change.day, reverse=True)
    days = [Day(day, tuple(found)) for day, found in groupby(newest_first, key=lambda change: change.day)]
    start = next((n for n, day in enumerate(days) if day.date <= until), len(days)) if until else 0
    end = start + _count(days[start:], full)
    above = days[:start][::-1]
    return DaysPage(
        days=tuple(days[start:end]),
        earlier=days[end].date if end < len(days) else "",
        later=above[_count(above, full) - 1].date if above else "",
    )


def day_of(text: str) -> str:
    """Return a day of an address as it stands there; raise `UsageError` when it is none."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise UsageError(gettext("“%(text)s” is no day; write it as YYYY-MM-DD, for example 2026-11-22.", text=text))


def _count(days: Iterable[Day], full: int) -> int:
    """Return how many of the days, from the first, make a full page."""
    total = number = 0
    for number, day in enumerate(days, start=1):  # noqa: B007 - the number of the last day is what is wanted
        total += len(day.changes)
        if total >= full:
            break
    return number
