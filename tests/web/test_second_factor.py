"""The second factor: set up, asked for at sign-in, lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from bs4 import BeautifulSoup

from kb.accounts import Role
from tests.web.accounts import PASSWORD, Browser, Site, text_of

EDITOR = "editor@ministry.id"
SET_UP = "/account/second-factor/set-up"
ASKED = "/account/second-factor"


class Telephone:
    """An authenticator that was given the secret of the set-up page, and the recovery codes that came of it."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self._site = site
        shown = browser.get(SET_UP).select_one("figcaption code")
        assert shown
        self._totp = pyotp.TOTP("".join(shown.get_text().split()))
        answer = browser.send(SET_UP, code=self.code())
        assert answer.status_code == 200, text_of(answer)
        self.recovery = [one.get_text() for one in BeautifulSoup(answer.text, "html.parser").select(".codes code")]
        site.clock.pass_(timedelta(minutes=5))

    def code(self, periods: int = 0) -> str:
        return self._totp.at(self._site.clock.now + timedelta(seconds=30 * periods))


@pytest.fixture
def telephone(site: Site) -> Telephone:
    return Telephone(site, site.browser(Role.EDITOR))


def asked(site: Site) -> Browser:
    """A browser that gave the password and is asked for the code."""
    browser = site.browser()
    assert browser.sign_in(EDITOR).headers["Location"] == ASKED
    return browser


def test_after_setting_up_signing_in_asks_for_a_code(site: Site, telephone: Telephone) -> None:
    browser = asked(site)
    browser.get("/account/", 302)
    code = telephone.code()
    assert "One Editor" in browser.follow(browser.send(ASKED, code=f" {code[:3]} {code[3:]}"))
    assert "10 recovery codes are left." in text_of(browser.client.get("/account/"))


def test_the_set_up_shows_one_secret_until_its_code_is_given(site: Site) -> None:
    browser = site.browser(Role.EDITOR)
    first = browser.get(SET_UP).select_one("figcaption code").get_text()
    answer = browser.send(SET_UP, code="000000")
    assert answer.status_code == 422
    assert "This code does not fit." in text_of(answer)
    assert browser.get(SET_UP).select_one("figcaption code").get_text() == first
    assert not site.accounts.second_factor.is_on(site.people[Role.EDITOR].id)
    assert site.browser(Role.EDITOR).get(SET_UP).select_one("figcaption code").get_text() != first


def test_the_secret_is_not_shown_again(site: Site, telephone: Telephone) -> None:
    assert len(set(telephone.recovery)) == 10
    browser = asked(site)
    browser.send(ASKED, code=telephone.code())
    browser.get(SET_UP, 302)
    text = browser.client.get("/account/").text
    assert not [code for code in telephone.recovery if code in text]


def test_a_code_that_was_seen_is_refused_the_second_time(site: Site, telephone: Telephone) -> None:
    code = telephone.code()
    assert asked(site).send(ASKED, code=code).status_code == 303
    thief = asked(site)
    answer = thief.send(ASKED, code=code)
    assert answer.status_code == 403
    assert "wrong or was used already" in text_of(answer)
    thief.get("/account/", 302)
    assert thief.send(ASKED, code=telephone.code(1)).status_code == 303


def test_a_recovery_code_signs_in_once(site: Site, telephone: Telephone) -> None:
    first = telephone.recovery[0]
    assert re.fullmatch(r"([0-9a-f]{4}-){3}[0-9a-f]{4}", first)
    browser = asked(site)
    assert browser.send(ASKED, code=first.upper()).status_code == 303
    assert "9 recovery codes are left." in text_of(browser.client.get("/account/"))
    again = asked(site)
    assert again.send(ASKED, code=first).status_code == 403
    assert again.send(ASKED, code=telephone.recovery[1]).status_code == 303
    assert (EDITOR, "recovery-code-used", EDITOR) in site.logged()


def test_codes_are_not_guessed(site: Site, telephone: Telephone) -> None:
    browser = asked(site)
    for number in range(10):
        assert browser.send(ASKED, code=f"x{number}").status_code == 403
    assert browser.send(ASKED, code=telephone.code()).status_code == 429
    with_new_password_step = asked(site)
    assert with_new_password_step.send(ASKED, code=telephone.code()).status_code == 429


def test_the_step_after_the_password_is_not_kept_open(site: Site, telephone: Telephone) -> None:
    browser = asked(site)
    token = browser.token(ASKED)
    site.clock.pass_(timedelta(minutes=10))
    answer = browser.client.post(ASKED, data={"csrf_token": token, "code": telephone.code()})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/sign-in"
    browser.get("/account/", 302)


def test_nobody_comes_to_the_code_without_the_password(site: Site, telephone: Telephone) -> None:
    browser = site.browser()
    answer = browser.client.post(
        ASKED, data={"csrf_token": browser.token("/account/sign-in"), "code": telephone.code()}
    )
    assert answer.headers["Location"] == "/account/sign-in"
    browser.get("/account/", 302)


def test_the_way_on_is_kept_through_the_code(site: Site, telephone: Telephone) -> None:
    browser = site.browser()
    way = browser.sign_in(EDITOR, path="/account/sign-in?next=/countries").headers["Location"]
    assert browser.send(way, code=telephone.code()).headers["Location"] == "/countries"
    browser = site.browser()
    way = browser.sign_in(EDITOR, path="/account/sign-in?next=//evil.example").headers["Location"]
    assert browser.send(way, code=telephone.code(1)).headers["Location"] == "/account/"


def test_turning_off_and_new_codes_need_the_password(site: Site, telephone: Telephone) -> None:
    browser = asked(site)
    browser.send(ASKED, code=telephone.code())
    for path in ("/account/second-factor/codes", "/account/second-factor/off"):
        answer = browser.send(path, present="wrong")
        assert answer.status_code == 422
        assert "This password is wrong." in text_of(answer)
    answer = browser.send("/account/second-factor/codes", present=PASSWORD)
    renewed = [one.get_text() for one in BeautifulSoup(answer.text, "html.parser").select(".codes code")]
    assert len(set(renewed) | set(telephone.recovery)) == 20
    assert asked(site).send(ASKED, code=telephone.recovery[0]).status_code == 403
    assert asked(site).send(ASKED, code=renewed[0]).status_code == 303
    assert "turned off" in browser.follow(browser.send("/account/second-factor/off", present=PASSWORD))
    assert site.browser().sign_in(EDITOR).headers["Location"] == "/account/"
    browser.get("/account/second-factor/codes", 302)


def test_an_administrator_turns_it_off_for_who_has_lost_it(site: Site, telephone: Telephone) -> None:
    page = f"/account/people/{site.people[Role.EDITOR].id}"
    administrator = site.browser(Role.ADMINISTRATOR)
    assert "turned off" in administrator.follow(administrator.send(f"{page}/second-factor/off", page=page))
    assert site.browser().sign_in(EDITOR).headers["Location"] == "/account/"
    assert ("administrator@ministry.id", "second-factor-off", EDITOR) in site.logged()
