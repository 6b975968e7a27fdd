"""The tables of accounts, in the file of the store."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("kb.accounts")

# An identity belongs to an issuer of OpenID Connect; `totp_step` is the last period of which a code was taken.
_TABLES = (
    "CREATE TABLE account (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " role INTEGER NOT NULL, countries TEXT NOT NULL, institution TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1,"
    " password TEXT NOT NULL DEFAULT '', totp_secret TEXT NOT NULL DEFAULT '', totp_step INTEGER NOT NULL DEFAULT 0,"
    " created_at TEXT NOT NULL)",
    "CREATE TABLE account_session (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE,"
    " account INTEGER NOT NULL REFERENCES account(id), expires_at TEXT NOT NULL)",
    "CREATE INDEX account_session_account ON account_session (account)",
    "CREATE TABLE account_link (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE,"
    " account INTEGER NOT NULL REFERENCES account(id), purpose TEXT NOT NULL, expires_at TEXT NOT NULL)",
    "CREATE TABLE account_recovery_code (id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id),"
    " hash TEXT NOT NULL)",
    "CREATE TABLE account_identity (id INTEGER PRIMARY KEY, issuer TEXT NOT NULL, subject TEXT NOT NULL,"
    " account INTEGER NOT NULL REFERENCES account(id), UNIQUE (issuer, subject))",
    "CREATE TABLE account_attempt (id INTEGER PRIMARY KEY, about TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE INDEX account_attempt_about ON account_attempt (about)",
    "CREATE TABLE account_log (id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor INTEGER REFERENCES account(id),"
    " action TEXT NOT NULL, account INTEGER REFERENCES account(id), detail TEXT NOT NULL, place TEXT NOT NULL)",
    "CREATE TRIGGER account_log_stays BEFORE UPDATE ON account_log"
    " BEGIN SELECT RAISE(ABORT, 'the log of accounts is only added to'); END",
    "CREATE TRIGGER account_log_is_kept BEFORE DELETE ON account_log"
    " BEGIN SELECT RAISE(ABORT, 'the log of accounts is only added to'); END",
)


@MIGRATIONS()
def m001_accounts(db: Database) -> None:
    """Accounts, what they sign in with, and the log of what was done to them."""
    for statement in _TABLES:
        db.execute(statement)
