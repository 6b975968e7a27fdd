"""One's own account: name, password, sessions."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from kb.accounts import Role
from tests.web.accounts import PASSWORD, Site, text_of

EDITOR = "editor@ministry.id"
NEW = "perahu cadik hijau 7"
CHANGE = "/account/password"


def test_the_name_is_changed(site: Site) -> None:
    browser = site.browser(Role.EDITOR)
    told = browser.follow(browser.send("/account/name", name="  Édith\n  Sari "))
    assert "Your name is changed." in told
    assert "Édith Sari" in told
    assert (EDITOR, "name-changed", EDITOR) in site.logged()
    assert browser.send("/account/name", name="<b>x</b>").status_code == 303
    assert "&lt;b&gt;x&lt;/b&gt;" in browser.client.get("/account/").text


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b", "a\u202eb"])
def test_what_is_no_name_is_said_beside_the_field(site: Site, name: str) -> None:
    answer = site.browser(Role.EDITOR).send("/account/name", name=name)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert site.accounts.people.by_email(EDITOR).name == "One Editor"


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(site: Site) -> None:
    here, elsewhere, another = site.browser(Role.EDITOR), site.browser(Role.EDITOR), site.browser(Role.READER)
    with here.client.session_transaction() as session:
        before = session["secret"]
    assert "Sessions on other devices have ended." in here.follow(
        here.send(CHANGE, present=PASSWORD, password=NEW, again=NEW)
    )
    elsewhere.get("/account/", 302)
    another.get("/account/")
    here.get("/account/")
    assert site.accounts.sessions.account(before) is None, "this session goes on under another secret"
    site.browser().sign_in(EDITOR, NEW)
    assert site.browser().send("/account/sign-in", email=EDITOR, password=PASSWORD).status_code == 403


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"present": "wrong"}, "This password is wrong."),
        ({"present": ""}, "Fill this in."),
        ({"password": "editor@ministry.id", "again": "editor@ministry.id"}, "More than your name"),
        ({"again": "another one 1234"}, "The two passwords differ."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_and_changes_nothing(
    site: Site, fields: dict[str, str], says: str
) -> None:
    browser, elsewhere = site.browser(Role.EDITOR), site.browser(Role.EDITOR)
    answer = browser.send(CHANGE, **({"present": PASSWORD, "password": NEW, "again": NEW} | fields))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert NEW not in answer.text
    listed = [link["href"] for link in BeautifulSoup(answer.text, "html.parser").select(".faults a")]
    assert listed == [field for field in ("#present", "#password", "#again") if field in listed], "as on the page"
    elsewhere.get("/account/")
    site.browser().sign_in(EDITOR, PASSWORD)


def test_who_found_an_open_session_cannot_guess_the_password(site: Site) -> None:
    browser = site.browser(Role.EDITOR)
    for _ in range(10):
        browser.send(CHANGE, present="guess", password=NEW, again=NEW)
    answer = browser.send(CHANGE, present=PASSWORD, password=NEW, again=NEW)
    assert answer.status_code == 422
    assert "Wait 15 minutes" in text_of(answer)
    assert site.accounts.people.by_email(EDITOR).active
    assert (EDITOR, "password-changed", EDITOR) not in site.logged()


def test_signing_out_everywhere_ends_every_session(site: Site) -> None:
    here, elsewhere, another = site.browser(Role.EDITOR), site.browser(Role.EDITOR), site.browser(Role.READER)
    told = here.follow(here.send("/account/sign-out-everywhere", page="/account/"))
    assert "You are signed out everywhere." in told
    for browser in (here, elsewhere):
        browser.get("/account/", 302)
    another.get("/account/")


def test_signing_out_ends_this_session_alone(site: Site) -> None:
    here, elsewhere = site.browser(Role.EDITOR), site.browser(Role.EDITOR)
    assert "You are signed out." in here.follow(here.send("/account/sign-out", page="/account/"))
    here.get("/account/", 302)
    elsewhere.get("/account/")
    assert (EDITOR, "signed-out", EDITOR) in site.logged()
