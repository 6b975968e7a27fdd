"""Sessions: a secret in the browser's cookie, its hash here, so that they can be ended from here."""

from __future__ import annotations

from datetime import timedelta

from sqlite_utils import Database

from kb.accounts.clock import Clock, stamp
from kb.accounts.log import Actor, record
from kb.accounts.model import Account
from kb.accounts.people import account_of
from kb.accounts.secrets import digest, new_secret
from kb.sqlite import SqliteFile

LASTS = timedelta(days=7)


class Sessions:
    """Who is signed in."""

    def __init__(self, file: SqliteFile, now: Clock) -> None:
        self._file = file
        self._now = now

    def start(self, account: int, place: str, how: str) -> str:
        """Return the secret of a new session. `how` is for the log: password, or the issuer of the identity."""
        secret, now = new_secret(), self._now()
        with self._file.write() as db:
            db.execute("DELETE FROM account_session WHERE expires_at <= ?", [stamp(now)])
            db.execute(
                "INSERT INTO account_session (hash, account, expires_at) VALUES (?, ?, ?)",
                [digest(secret), account, stamp(now + LASTS)],
            )
            record(db, self._now, Actor(account, place), "signed-in", account, how)
        return secret

    def account(self, secret: str) -> Account | None:
        """Return whose session it is; none when it has ended or the account is not active."""
        sql = (
            "SELECT account.* FROM account_session AS s JOIN account ON account.id = s.account"
            " WHERE s.hash = ? AND s.expires_at > ? AND active"
        )
        for row in self._file.read().query(sql, [digest(secret), stamp(self._now())]):
            return account_of(row)
        return None

    def end(self, secret: str, actor: Actor) -> None:
        """End one session."""
        with self._file.write() as db:
            db.execute("DELETE FROM account_session WHERE hash = ?", [digest(secret)])
            record(db, self._now, actor, "signed-out", actor.account)

    def end_all(self, account: int, actor: Actor) -> None:
        """End every session of an account, on every device."""
        with self._file.write() as db:
            end_sessions(db, account)
            record(db, self._now, actor, "signed-out-everywhere", account)


def end_sessions(db: Database, account: int) -> None:
    """End the sessions of an account within the transaction of what makes them invalid."""
    db.execute("DELETE FROM account_session WHERE account = ?", [account])
