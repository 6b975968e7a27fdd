"""A mail server on a local port, and what arrived there."""

from __future__ import annotations

import queue
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.servers import free_port

ARRIVES_WITHIN_S = 20


class Mailbox:
    """Takes every letter; while it is `full`, none."""

    def __init__(self) -> None:
        self.full = False
        self.passwords: list[Any] = []
        self.url = ""
        self._arrived: queue.Queue[EmailMessage] = queue.Queue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        if self.full:
            return "452 4.3.1 no room left"
        self._arrived.put(cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        """Let anybody in who gives a password, and note it."""
        self.passwords.append(given)
        return AuthResult(success=True)

    def next(self) -> EmailMessage:
        """The letter that arrives next."""
        return self._arrived.get(timeout=ARRIVES_WITHIN_S)

    def is_empty(self) -> bool:
        return self._arrived.empty()


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    port = free_port()
    server = Controller(
        mailbox, hostname="127.0.0.1", port=port, auth_require_tls=False, authenticator=mailbox.authenticate
    )
    server.start()
    mailbox.url = f"smtp://127.0.0.1:{port}"
    try:
        yield mailbox
    finally:
        server.stop()


def link_in(letter: EmailMessage) -> str:
    """The one address that a letter holds, once in each language."""
    (link,) = set(re.findall(r"https?://\S+", letter.get_content()))
    return str(link)
