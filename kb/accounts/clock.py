"""The time as accounts use it: given from outside, so that what expires can be tested."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return ISO 8601 in UTC to the second; such texts sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
