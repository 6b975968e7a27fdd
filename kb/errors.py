"""The one family of errors that a person is meant to read."""


class KbError(Exception):
    """Something a person can act on: the message says what is wrong, where, and what to do."""

    exit_code = 1


class UsageError(KbError):
    """The command or the request was called wrongly."""

    exit_code = 2
