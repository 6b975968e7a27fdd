"""What can go wrong with accounts, each a class of its own so that the pages can say it in the reader's language."""

from __future__ import annotations

from kb.errors import KbError, UsageError


class UnknownAccount(KbError):
    """No account of that number or e-mail address."""


class BadEmail(UsageError):
    """Not an e-mail address."""


class EmailTaken(UsageError):
    """The e-mail address belongs to another account."""


class LastAdministrator(UsageError):
    """Nobody would be left who administers accounts."""


class SignInRefused(KbError):
    """E-mail address, password or code is wrong; which of them is not told."""


class TooManyAttempts(KbError):
    """Too many failures within a short time. `minutes`: how long to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"too many failed attempts; try again in {minutes} minutes")
        self.minutes = minutes


class LinkSpent(KbError):
    """A link that was used, has expired, or never was one."""


class WeakPassword(UsageError):
    """A password that is refused. `reason`: short, long, simple, or about-you."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
