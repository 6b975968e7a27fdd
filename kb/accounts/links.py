"""Secrets that are sent or set aside for one use: invitations, resets, the step between password and code."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from sqlite_utils import Database

from kb.accounts.clock import Clock, stamp
from kb.accounts.errors import LinkSpent
from kb.accounts.model import Account
from kb.accounts.people import account_of
from kb.accounts.secrets import digest, new_secret
from kb.sqlite import SqliteFile

Purpose = Literal["invitation", "reset", "second-factor"]
LASTS: dict[Purpose, timedelta] = {
    "invitation": timedelta(days=7),
    "reset": timedelta(hours=1),
    "second-factor": timedelta(minutes=10),
}


class Links:
    """Gives such secrets out. Each works once, and only until it expires or a newer one of its kind is given out."""

    def __init__(self, file: SqliteFile, now: Clock) -> None:
        self._file = file
        self._now = now

    def give(self, account: int, purpose: Purpose) -> str:
        """Return a new secret; the earlier ones of the account and purpose work no more."""
        secret, now = new_secret(), self._now()
        with self._file.write() as db:
            db.execute("DELETE FROM account_link WHERE account = ? AND purpose = ?", [account, purpose])
            db.execute("DELETE FROM account_link WHERE expires_at <= ?", [stamp(now)])
            db.execute(
                "INSERT INTO account_link (hash, account, purpose, expires_at) VALUES (?, ?, ?, ?)",
                [digest(secret), account, purpose, stamp(now + LASTS[purpose])],
            )
        return secret

    def holder(self, secret: str, purpose: Purpose) -> Account:
        """Return whose secret it is, without using it; raise `LinkSpent` when it does not work."""
        sql = (
            "SELECT account.* FROM account_link AS l JOIN account ON account.id = l.account"
            " WHERE l.hash = ? AND purpose = ? AND expires_at > ? AND active"
        )
        for row in self._file.read().query(sql, [digest(secret), purpose, stamp(self._now())]):
            return account_of(row)
        raise LinkSpent("this link was used already or has expired")

    def use(self, secret: str, purpose: Purpose) -> int:
        """Use a secret up and return the number of its account; raise `LinkSpent` when it does not work."""
        with self._file.write() as db:
            return use_link(db, self._now, secret, purpose)


def use_link(db: Database, now: Clock, secret: str, purpose: Purpose) -> int:
    """Use a secret up within the transaction of what it allows; see `Links.use`."""
    sql = "DELETE FROM account_link WHERE hash = ? AND purpose = ? AND expires_at > ? RETURNING account"
    rows = db.execute(sql, [digest(secret), purpose, stamp(now())]).fetchall()
    if not rows:
        raise LinkSpent("this link was used already or has expired")
    return int(rows[0][0])
