"""A forgotten password, from the letter to the new one."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from kb.accounts import Role, letters
from kb.accounts.log import COMMAND_LINE
from tests.mail import Mailbox, link_in
from tests.web.accounts import PASSWORD, Site, path_in, text_of

FORGOTTEN = "/account/forgotten"
NEW = "perahu cadik hijau 7"
EDITOR = "editor@ministry.id"


@pytest.fixture
def way(posting: Site, mailbox: Mailbox) -> str:
    """The path of a letter that the editor asked for."""
    browser = posting.browser()
    assert "a letter with a link is on its way" in browser.follow(browser.send(FORGOTTEN, email="Editor@Ministry.id "))
    return path_in(mailbox.next())


def test_a_new_password_is_set_once_and_ends_every_session(posting: Site, way: str) -> None:
    elsewhere = posting.browser(Role.EDITOR)
    browser = posting.browser()
    assert EDITOR in text_of(browser.client.get(way))
    assert "Your password is set." in browser.follow(browser.send(way, password=NEW, again=NEW))
    elsewhere.get("/account/", 302)
    browser.get(way, 404)
    assert browser.send("/account/sign-in", email=EDITOR, password=PASSWORD).status_code == 403
    browser.sign_in(EDITOR, NEW)
    assert ("editor@ministry.id", "password-changed", EDITOR) in posting.logged()


def test_until_then_the_old_password_works(posting: Site, way: str) -> None:
    posting.browser().sign_in(EDITOR)


def test_a_letter_works_for_an_hour(posting: Site, way: str) -> None:
    posting.clock.pass_(timedelta(hours=1) - timedelta(seconds=1))
    posting.browser().get(way)
    posting.clock.pass_(timedelta(seconds=1))
    posting.browser().get(way, 404)


def test_of_two_letters_the_newer_works(posting: Site, way: str, mailbox: Mailbox) -> None:
    posting.browser().send(FORGOTTEN, email=EDITOR)
    newer = path_in(mailbox.next())
    posting.browser().get(way, 404)
    posting.browser().get(newer)


def test_a_new_password_ends_the_waiting_after_failures(posting: Site, way: str) -> None:
    for _ in range(10):
        posting.browser().send("/account/sign-in", email=EDITOR, password="wrong wrong wrong")
    assert posting.browser().send("/account/sign-in", email=EDITOR, password=PASSWORD).status_code == 429
    assert posting.browser().send(way, password=NEW, again=NEW).status_code == 303
    posting.browser().sign_in(EDITOR, NEW)


def test_nobody_learns_who_has_an_account(posting: Site, mailbox: Mailbox) -> None:
    posting.accounts.set_active(posting.people[Role.LIAISON], False, COMMAND_LINE)
    browsers = [posting.browser() for _ in range(3)]
    asked = (EDITOR, "nobody@ministry.id", "liaison@ministry.id")
    answers = [browser.send(FORGOTTEN, email=email) for browser, email in zip(browsers, asked, strict=True)]
    assert len({(answer.status_code, answer.headers["Location"], answer.text) for answer in answers}) == 1
    assert len({browser.follow(answer) for browser, answer in zip(browsers, answers, strict=True)}) == 1
    posting.letters_are_sent()
    assert mailbox.next()["To"] == EDITOR
    assert mailbox.is_empty()


@pytest.mark.parametrize("public", ["https://kb.ministry.id", ""])
def test_a_forged_host_does_not_get_into_the_letter(tmp_path, mailbox: Mailbox, public: str) -> None:  # type: ignore[no-untyped-def]
    """Whoever asks for somebody else's letter must not get the link to come to them."""
    site = Site(tmp_path, smtp_url=mailbox.url, site_url=public, port=8080)
    client = site.app.test_client()
    for base, headers in [
        ("http://evil.example", {}),
        ("http://localhost", {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}),
        ("http://localhost", {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "//evil.example"}),
    ]:
        browser = site.browser()
        page = client.get(FORGOTTEN, base_url=base, headers=headers).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = client.post(FORGOTTEN, data={"email": EDITOR, "csrf_token": token}, base_url=base, headers=headers)
        assert answer.status_code == 303
        assert "evil" not in answer.headers["Location"]
        letter = mailbox.next()
        assert "evil" not in letter.as_string()
        assert link_in(letter).startswith(f"{public or 'http://127.0.0.1:8080'}/account/reset/")
        browser.get(path_in(letter))
    site.base.close()


def test_a_server_that_takes_no_mail_breaks_nothing(
    posting: Site, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.full = True
    browser = posting.browser()
    assert "is on its way" in browser.follow(browser.send(FORGOTTEN, email=EDITOR))
    posting.letters_are_sent()
    assert "was not sent" in caplog.text
    mailbox.full = False
    browser.send(FORGOTTEN, email=EDITOR)
    assert browser.send(path_in(mailbox.next()), password=NEW, again=NEW).status_code == 303


def test_letters_to_one_address_are_not_asked_for_without_end(posting: Site, mailbox: Mailbox) -> None:
    browser = posting.browser()
    token = browser.token(FORGOTTEN)
    asked = [browser.client.post(FORGOTTEN, data={"csrf_token": token, "email": EDITOR}) for _ in range(6)]
    assert [answer.status_code for answer in asked] == [303] * 5 + [429]
    assert int(asked[-1].headers.get("Retry-After", "0")) >= 0


@pytest.mark.parametrize("email", ["", "x" * 300])
def test_what_is_no_address_is_said_so(posting: Site, mailbox: Mailbox, email: str) -> None:
    assert posting.browser().send(FORGOTTEN, email=email).status_code == 422


@pytest.mark.parametrize("make", [letters.invitation, letters.reset])
def test_the_paths_of_letters_are_those_of_pages(posting: Site, make) -> None:  # type: ignore[no-untyped-def]
    text = make(posting.people[Role.EDITOR], "https://kb.ministry.id", "a-secret").text
    (path,) = {urlsplit(word).path for word in text.split() if word.startswith("https:")}
    endpoint, values = posting.app.url_map.bind("localhost").match(path)
    assert (endpoint, values) == (
        f"account.{'welcome' if make is letters.invitation else 'reset'}",
        {"secret": "a-secret"},
    )
