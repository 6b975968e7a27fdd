"""A second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost."""

from __future__ import annotations

import hmac
import logging
import secrets

import pyotp
from sqlite_utils import Database

from kb.accounts.attempts import Attempts
from kb.accounts.clock import Clock
from kb.accounts.errors import SignInRefused
from kb.accounts.log import Actor, record
from kb.accounts.model import Account
from kb.accounts.sealing import Seal
from kb.accounts.secrets import digest
from kb.sqlite import SqliteFile

ISSUER = "Social Security for Platform Workers"
PERIOD_S = 30
DRIFT = 1  # periods that the clock of a telephone may be early or late
RECOVERY_CODES = 10
RECOVERY_BYTES = 8
_log = logging.getLogger(__name__)


class SecondFactor:
    """Second factors of accounts. A code is taken once: its period, and every earlier one, is spent with it."""

    def __init__(self, file: SqliteFile, now: Clock, attempts: Attempts, key: str) -> None:
        self._file = file
        self._now = now
        self._attempts = attempts
        self._seal = Seal(key)

    def is_on(self, account: int) -> bool:
        """Tell whether an account is asked for a code."""
        return bool(self._kept(account)[0])

    def codes_left(self, account: int) -> int:
        """Return the number of recovery codes that were not used yet."""
        sql = "SELECT COUNT(*) FROM account_recovery_code WHERE account = ?"
        return int(self._file.read().execute(sql, [account]).fetchone()[0])

    def turn_on(self, account: Account, secret: str, code: str, by: Actor) -> list[str]:
        """Ask an account for codes from now on and return its recovery codes.

        `code` shows that the authenticator has the secret; raises `SignInRefused` when it does not fit.
        """
        step = self._step(secret, code, 0)
        if step is None:
            raise SignInRefused("the code is wrong")
        with self._file.write() as db:
            sql = "UPDATE account SET totp_secret = ?, totp_step = ? WHERE id = ?"
            db.execute(sql, [self._seal.close(secret), step, account.id])
            record(db, self._now, by, "second-factor-on", account.id)
            return _new_codes(db, account.id)

    def turn_off(self, account: Account, by: Actor) -> None:
        """Ask an account for its password alone."""
        with self._file.write() as db:
            db.execute("UPDATE account SET totp_secret = '', totp_step = 0 WHERE id = ?", [account.id])
            db.execute("DELETE FROM account_recovery_code WHERE account = ?", [account.id])
            record(db, self._now, by, "second-factor-off", account.id)

    def renew_codes(self, account: Account, by: Actor) -> list[str]:
        """Return new recovery codes; the earlier ones work no more."""
        with self._file.write() as db:
            record(db, self._now, by, "recovery-codes-made", account.id)
            return _new_codes(db, account.id)

    def check(self, account: Account, code: str, place: str) -> None:
        """Take a code of the authenticator or a recovery code.

        Raises `SignInRefused` for one that does not fit or was taken before, and `TooManyAttempts`.
        """
        about = f"code {account.id}"
        self._attempts.begin(about)
        code = "".join(code.split()).replace("-", "").lower()
        if not (self._take(account.id, code) or self._recover(account.id, code, place)):
            with self._file.write() as db:
                record(db, self._now, Actor(None, place), "sign-in-failed", account.id, "code")
            raise SignInRefused("the code is wrong or was used already")
        self._attempts.succeeded(about)

    def _take(self, account: int, code: str) -> bool:
        kept, last = self._kept(account)
        secret = self._seal.open(kept) if kept else None
        if kept and secret is None:
            _log.warning("the second factor of account %d was set up under another KB_SECRET_KEY", account)
        step = self._step(secret, code, last) if secret else None
        if step is None:
            return False
        sql = "UPDATE account SET totp_step = ? WHERE id = ? AND totp_step < ? AND totp_secret = ? RETURNING id"
        with self._file.write() as db:
            return bool(db.execute(sql, [step, account, step, kept]).fetchall())

    def _recover(self, account: int, code: str, place: str) -> bool:
        with self._file.write() as db:
            sql = "DELETE FROM account_recovery_code WHERE account = ? AND hash = ? RETURNING id"
            taken = bool(db.execute(sql, [account, digest(code)]).fetchall())
            if taken:
                record(db, self._now, Actor(account, place), "recovery-code-used", account)
        return taken

    def _step(self, secret: str, code: str, last: int) -> int | None:
        """Return the period after `last` whose code it is, of those that count as now."""
        present = int(self._now().timestamp()) // PERIOD_S
        totp = pyotp.TOTP(secret, interval=PERIOD_S)
        given = "".join(code.split()).encode("utf-8", errors="replace")
        steps = range(max(present - DRIFT, last + 1), present + DRIFT + 1)
        return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), given)), None)

    def _kept(self, account: int) -> tuple[str, int]:
        sql = "SELECT totp_secret, totp_step FROM account WHERE id = ?"
        row = self._file.read().execute(sql, [account]).fetchone()
        return (row[0], row[1]) if row else ("", 0)


def new_totp_secret() -> str:
    """Return a secret for an authenticator, in Base32."""
    return pyotp.random_base32()


def authenticator_address(secret: str, email: str) -> str:
    """Return the `otpauth:` address that authenticators read from a picture."""
    return pyotp.TOTP(secret, interval=PERIOD_S).provisioning_uri(name=email, issuer_name=ISSUER)


def _new_codes(db: Database, account: int) -> list[str]:
    codes = [secrets.token_hex(RECOVERY_BYTES) for _ in range(RECOVERY_CODES)]
    db.execute("DELETE FROM account_recovery_code WHERE account = ?", [account])
    for code in codes:
        db.execute("INSERT INTO account_recovery_code (account, hash) VALUES (?, ?)", [account, digest(code)])
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]
