"""The one family of errors that a person is meant to read."""


class KbError(Exception):
    """Something a person can act on: the message says what is wrong, where, and what to do."""

    exit_code = 1

    @property
    def message(self) -> str:
        """What is wrong; a `kb.messages.Message` where readers of the web meet the error."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class UsageError(KbError):
    """The command or the request was called wrongly."""

    exit_code = 2
