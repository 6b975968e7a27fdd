"""Mail by SMTP, or printed on the console where no server is set."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

import click

from kb.errors import KbError
from kb.settings import Settings

TIMEOUT_S = 20


class MailError(KbError):
    """A letter that was not taken."""


@dataclass(frozen=True)
class Letter:
    """One message in plain text."""

    to: str
    subject: str
    text: str


def send(settings: Settings, letter: Letter) -> None:
    """Send a letter; raise `MailError` when the server does not take it."""
    if not settings.smtp_url:
        click.echo(f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}", err=True)
        return
    try:
        with _connected(urlsplit(settings.smtp_url)) as server:
            server.send_message(_message(settings.smtp_from, letter))
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"the mail to {letter.to} was not sent ({error}); check KB_SMTP_URL and KB_SMTP_FROM") from None


@contextmanager
def _connected(url: SplitResult) -> Iterator[smtplib.SMTP]:
    """Yield a connection, encrypted wherever the server can; a password is never sent in the open."""
    trust, host = ssl.create_default_context(), url.hostname or ""
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_S, context=trust)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT_S)
    with server:
        server.ehlo()
        if url.scheme == "smtp" and (url.username or server.has_extn("starttls")):
            server.starttls(context=trust)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _message(sender: str, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="kb.invalid")
    message["Auto-Submitted"] = "auto-generated"  # so that no machine answers (RFC 3834)
    message.set_content(letter.text)
    return message
