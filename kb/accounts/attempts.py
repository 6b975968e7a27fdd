"""Failures are counted, so that nobody tries passwords or codes until one fits."""

from __future__ import annotations

from datetime import timedelta

from kb.accounts.clock import Clock, stamp
from kb.accounts.errors import TooManyAttempts
from kb.accounts.secrets import digest
from kb.sqlite import SqliteFile

MOST_FAILURES = 10
WINDOW = timedelta(minutes=15)


class Attempts:
    """Attempts at signing in, by what they are about. Kept as hashes: people type passwords into the wrong field."""

    def __init__(self, file: SqliteFile, now: Clock) -> None:
        self._file = file
        self._now = now

    def begin(self, about: str) -> None:
        """Count an attempt before its outcome is known, so that many at once are no way around the limit.

        Raises `TooManyAttempts`.
        """
        now = self._now()
        with self._file.write() as db:
            db.execute("DELETE FROM account_attempt WHERE at <= ?", [stamp(now - WINDOW)])
            made = db.execute("SELECT COUNT(*) FROM account_attempt WHERE about = ?", [digest(about)]).fetchone()[0]
            if made >= MOST_FAILURES:
                raise TooManyAttempts(int(WINDOW.total_seconds() // 60))
            db.execute("INSERT INTO account_attempt (about, at) VALUES (?, ?)", [digest(about), stamp(now)])

    def succeeded(self, about: str) -> None:
        """Forget the attempts that went before a success."""
        with self._file.write() as db:
            db.execute("DELETE FROM account_attempt WHERE about = ?", [digest(about)])
