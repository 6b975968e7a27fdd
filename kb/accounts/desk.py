"""What is done with accounts, each as one transaction with its line in the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress

from sqlite_utils import Database

from kb.accounts import people
from kb.accounts.attempts import Attempts
from kb.accounts.clock import Clock, stamp, utc_now
from kb.accounts.errors import LastAdministrator, SignInRefused, UnknownAccount
from kb.accounts.links import Links, Purpose, use_link
from kb.accounts.log import Action, Actor, Log, record
from kb.accounts.model import Account, Role
from kb.accounts.passwords import hashed, is_outdated, matches, require_strong
from kb.accounts.people import People, kept_password
from kb.accounts.second_factor import SecondFactor
from kb.accounts.sessions import Sessions, end_sessions
from kb.errors import UsageError
from kb.sqlite import SqliteFile

NAME_LENGTH = 120


class Accounts:
    """The accounts in the file of a store.

    `key` encrypts the secrets of second factors; nothing else needs it, so the command line does without.
    """

    def __init__(self, file: SqliteFile, now: Clock = utc_now, *, key: str = "") -> None:
        self._file = file
        self._now = now
        self.people = People(file)
        self.sessions = Sessions(file, now)
        self.links = Links(file, now)
        self.attempts = Attempts(file, now)
        self.second_factor = SecondFactor(file, now, self.attempts, key)
        self.log = Log(file)

    def create(
        self, email: str, name: str, role: Role, by: Actor, *, countries: Iterable[str] = (), institution: str = "",
        password: str | None = None,
    ) -> Account:  # fmt: skip
        """Add an account, without a password when the person is to be invited.

        Raises `BadEmail`, `EmailTaken`, `WeakPassword`, and `UsageError` for a name that is empty or too long.
        """
        email, name = people.normal_email(email), require_name(name)
        if password is not None:
            require_strong(password, name, email)
        kept = "" if password is None else hashed(password)
        with self._file.write() as db:
            number = people.insert(db, email, name, role, countries, institution.strip(), stamp(self._now()))
            db.execute("UPDATE account SET password = ? WHERE id = ?", [kept, number])
            record(db, self._now, by, "created", number, role.name.lower())
        return self.people.by_id(number)

    def sign_in(self, email: str, password: str, place: str) -> Account:
        """Return the account of an e-mail address and password; its second factor, if any, is still to be asked.

        Raises `SignInRefused`, the same for an unknown address, a closed account and a wrong password, and
        `TooManyAttempts`.
        """
        about = f"password {email.strip().lower()}"
        self.attempts.begin(about)
        account: Account | None = None
        with suppress(UnknownAccount):
            account = self.people.by_email(email)
        kept = kept_password(self._file.read(), account.id) if account else ""
        if not matches(kept, password) or account is None or not account.active:
            with self._file.write() as db:
                record(db, self._now, Actor(None, place), "sign-in-failed", account.id if account else None)
            raise SignInRefused("e-mail address or password is wrong")
        self.attempts.succeeded(about)
        if is_outdated(kept):
            with self._file.write() as db:
                sql = "UPDATE account SET password = ? WHERE id = ? AND password = ?"
                db.execute(sql, [hashed(password), account.id, kept])
        return account

    def confirm(self, account: Account, password: str) -> None:
        """Raise `SignInRefused` unless it is the account's password, `TooManyAttempts` after too many."""
        about = f"password {account.email}"
        self.attempts.begin(about)
        if not matches(kept_password(self._file.read(), account.id), password):
            raise SignInRefused("the password is wrong")
        self.attempts.succeeded(about)

    def set_password(self, account: Account, password: str, by: Actor) -> None:
        """Give an account a password and end its sessions; raise `WeakPassword`."""
        require_strong(password, account.name, account.email)
        kept = hashed(password)
        with self._file.write() as db:
            self._put_password(db, account.id, kept, by)

    def set_password_by(self, secret: str, purpose: Purpose, password: str, place: str, name: str = "") -> Account:
        """Use up an invitation or a reset: set the password, and the name when given; end the account's sessions.

        Raises `WeakPassword`, after which the link still works, and `LinkSpent`.
        """
        account = self.links.holder(secret, purpose)
        name = require_name(name) if name else account.name
        require_strong(password, name, account.email)
        kept = hashed(password)
        with self._file.write() as db:
            number = use_link(db, self._now, secret, purpose)
            db.execute("UPDATE account SET name = ? WHERE id = ?", [name, number])
            self._put_password(db, number, kept, Actor(number, place), joined=purpose == "invitation")
        self.attempts.succeeded(f"password {account.email}")
        return self.people.by_id(number)

    def invite(self, account: Account, by: Actor) -> str:
        """Return the secret of an invitation for an account."""
        secret = self.links.give(account.id, "invitation")
        self._tell(by, "invited", account.id)
        return secret

    def reset(self, account: Account, by: Actor) -> str:
        """Return the secret with which the person sets a new password; the present one works until then."""
        secret = self.links.give(account.id, "reset")
        self._tell(by, "reset-sent", account.id)
        return secret

    def link_identity(self, account: Account, issuer: str, subject: str, by: Actor) -> None:
        """Let an identity of a single sign-on sign in as an account from now on."""
        with self._file.write() as db:
            sql = "INSERT INTO account_identity (issuer, subject, account) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            db.execute(sql, [issuer, subject, account.id])
            record(db, self._now, by, "identity-linked", account.id, issuer)

    def rename(self, account: Account, name: str, by: Actor) -> None:
        """Change how a person is named; raise `UsageError` for a name that is empty or too long."""
        name = require_name(name)
        with self._file.write() as db:
            db.execute("UPDATE account SET name = ? WHERE id = ?", [name, account.id])
            record(db, self._now, by, "name-changed", account.id)

    def change_duties(
        self, account: Account, role: Role, countries: Iterable[str], institution: str, by: Actor
    ) -> None:
        """Give an account another role, countries or institution and end its sessions; raise `LastAdministrator`."""
        values = [int(role), json.dumps(sorted(set(countries))), institution.strip()]
        with self._file.write() as db:
            db.execute(
                "UPDATE account SET role = ?, countries = ?, institution = ? WHERE id = ?", [*values, account.id]
            )
            self._require_administrator(db)
            end_sessions(db, account.id)
            record(db, self._now, by, "duties-changed", account.id, f"{account.role.name} → {role.name}".lower())

    def set_active(self, account: Account, active: bool, by: Actor) -> None:
        """Close an account, which ends its sessions and links, or open it again; raise `LastAdministrator`."""
        with self._file.write() as db:
            db.execute("UPDATE account SET active = ? WHERE id = ?", [active, account.id])
            self._require_administrator(db)
            end_sessions(db, account.id)
            db.execute("DELETE FROM account_link WHERE account = ?", [account.id])
            record(db, self._now, by, "activated" if active else "deactivated", account.id)

    def _put_password(self, db: Database, account: int, kept: str, by: Actor, *, joined: bool = False) -> None:
        db.execute("UPDATE account SET password = ? WHERE id = ?", [kept, account])
        db.execute("DELETE FROM account_link WHERE account = ?", [account])
        end_sessions(db, account)
        record(db, self._now, by, "joined" if joined else "password-changed", account)

    def _require_administrator(self, db: Database) -> None:
        sql = "SELECT 1 FROM account WHERE role = ? AND active"
        if not db.execute(sql, [int(Role.ADMINISTRATOR)]).fetchone():
            raise LastAdministrator("this is the last active administrator; make another one first")

    def _tell(self, by: Actor, action: Action, account: int) -> None:
        with self._file.write() as db:
            record(db, self._now, by, action, account)


def require_name(name: str) -> str:
    """Return a name in one line; raise `UsageError` when it is empty or too long."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise UsageError(f"a name has 1 to {NAME_LENGTH} characters")
    return name
