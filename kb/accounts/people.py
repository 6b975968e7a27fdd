"""The accounts themselves: found, made, given other duties, closed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import email_validator
from sqlite_utils import Database

from kb.accounts.errors import BadEmail, EmailTaken, UnknownAccount
from kb.accounts.model import Account, Role
from kb.sqlite import SqliteFile

# Intranets have mail under .local, set aside for them (RFC 6762, appendix G); the package lets it pass in no other way.
email_validator.SPECIAL_USE_DOMAIN_NAMES = [
    name for name in email_validator.SPECIAL_USE_DOMAIN_NAMES if name != "local"
]

MAX_ID = 2**63 - 1  # of SQLite; addresses may hold greater numbers


class People:
    """Reads accounts."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def all(self) -> list[Account]:
        """Return every account by name, the closed ones too."""
        return self._found("ORDER BY name COLLATE NOCASE, id", [])

    def by_id(self, number: int) -> Account:
        """Return an account; raise `UnknownAccount`."""
        for account in self._found("WHERE id = ?", [min(number, MAX_ID)]):
            return account
        raise UnknownAccount(f"no account {number}")

    def by_email(self, email: str) -> Account:
        """Return the account of an e-mail address, written in any case; raise `UnknownAccount`."""
        for account in self._found("WHERE email = ?", [email.strip().lower()]):
            return account
        raise UnknownAccount(f"no account of {email.strip()!r}")

    def by_identity(self, issuer: str, subject: str) -> Account | None:
        """Return the account to which an identity of a single sign-on was linked."""
        where = "WHERE id = (SELECT account FROM account_identity WHERE issuer = ? AND subject = ?)"
        return next(iter(self._found(where, [issuer, subject])), None)

    def has_password(self, account: int) -> bool:
        """Tell whether an account has a password; one that was only invited has none."""
        return bool(kept_password(self._file.read(), account))

    def _found(self, where: str, parameters: list[Any]) -> list[Account]:
        return [account_of(row) for row in self._file.read().query(f"SELECT * FROM account {where}", parameters)]  # noqa: S608


def account_of(row: Mapping[str, Any]) -> Account:
    """Return the account that a row of the table describes."""
    return Account(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        role=Role(row["role"]),
        countries=tuple(json.loads(row["countries"])),
        institution=row["institution"],
        active=bool(row["active"]),
    )


def insert(
    db: Database, email: str, name: str, role: Role, countries: Iterable[str], institution: str, created_at: str
) -> int:
    """Add an account and return its number; raise `EmailTaken`."""
    if db.execute("SELECT 1 FROM account WHERE email = ?", [email]).fetchone():
        raise EmailTaken(f"there is an account of {email} already")
    sql = (
        "INSERT INTO account (email, name, role, countries, institution, created_at) VALUES (?, ?, ?, ?, ?, ?)"
        " RETURNING id"
    )
    row = db.execute(sql, [email, name, role, json.dumps(sorted(set(countries))), institution, created_at]).fetchone()
    return int(row[0])


def kept_password(db: Database, account: int) -> str:
    """Return the hash of an account's password, empty for none."""
    row = db.execute("SELECT password FROM account WHERE id = ?", [account]).fetchone()
    return str(row[0]) if row else ""


def normal_email(email: str) -> str:
    """Return an e-mail address as accounts keep it, in small letters; raise `BadEmail`."""
    try:
        found = email_validator.validate_email(email.strip(), check_deliverability=False, globally_deliverable=False)
    except email_validator.EmailNotValidError as error:
        raise BadEmail(f"{email.strip()!r} is no e-mail address: {error}") from None
    return found.normalized.lower()
