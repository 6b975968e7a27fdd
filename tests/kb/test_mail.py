"""Letters, against a real server of mail."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest

from kb.accounts import Account, Role, letters
from kb.mail import Letter, MailError, send
from kb.settings import Settings
from tests.mail import Mailbox, link_in
from tests.servers import free_port

ANI = Account(1, "ani@ministry.id", "Ani Wijaya", Role.LIAISON)
LETTER = Letter("ani@ministry.id", "Percobaan – é", "Satu\n.\nDua – é\n")


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    send(Settings(smtp_url=mailbox.url, smtp_from="Basis Praktik <kb@ministry.id>"), LETTER)
    arrived = mailbox.next()
    assert arrived["To"] == "ani@ministry.id"
    assert arrived["From"] == "Basis Praktik <kb@ministry.id>"
    assert arrived["Subject"] == LETTER.subject
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Message-ID"]
    assert parsedate_to_datetime(arrived["Date"]).year >= 2024
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize("make", [letters.invitation, letters.reset])
def test_letters_speak_both_languages_and_hold_one_link(mailbox: Mailbox, make) -> None:  # type: ignore[no-untyped-def]
    send(Settings(smtp_url=mailbox.url), make(ANI, "https://kb.ministry.id/", "a-secret"))
    arrived = mailbox.next()
    text = arrived.get_content()
    assert text.startswith("Ani Wijaya,")
    assert "kata sandi" in text
    assert "password" in text
    assert link_in(arrived).startswith("https://kb.ministry.id/account/")
    assert link_in(arrived).endswith("/a-secret")


def test_a_server_that_takes_nothing_is_said_so(mailbox: Mailbox) -> None:
    mailbox.full = True
    with pytest.raises(MailError, match=r"ani@ministry.id was not sent .*no room left.*KB_SMTP_URL"):
        send(Settings(smtp_url=mailbox.url), LETTER)
    mailbox.full = False
    send(Settings(smtp_url=mailbox.url), LETTER)
    assert mailbox.next()["Subject"] == LETTER.subject
    assert mailbox.is_empty()


def test_no_server_is_said_so() -> None:
    for url in (f"smtp://127.0.0.1:{free_port()}", f"smtps://127.0.0.1:{free_port()}", "smtp://no-such-host.invalid"):
        with pytest.raises(MailError, match="KB_SMTP_URL"):
            send(Settings(smtp_url=url), LETTER)


def test_a_password_is_never_sent_in_the_open(mailbox: Mailbox) -> None:
    """The server takes passwords, but no encryption."""
    url = mailbox.url.replace("smtp://", "smtp://kb:rahasia@")
    with pytest.raises(MailError, match="STARTTLS"):
        send(Settings(smtp_url=url), LETTER)
    assert mailbox.passwords == []
    assert mailbox.is_empty()


def test_without_a_server_letters_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    send(Settings(), LETTER)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"To: ani@ministry.id\nSubject: {LETTER.subject}\n\n{LETTER.text}\n"


@pytest.mark.parametrize("subject", ["a\nBcc: b@y.id", "a\r\nBcc: b@y.id"])
def test_a_letter_has_the_headers_that_it_should(mailbox: Mailbox, subject: str) -> None:
    with pytest.raises(ValueError, match="Header"):
        send(Settings(smtp_url=mailbox.url), Letter("ani@ministry.id", subject, "x"))
    assert mailbox.is_empty()
