"""Requests that other sites, or other people, make in someone's name."""

from __future__ import annotations

import pytest

from kb.accounts import Role
from tests.web.accounts import Site

NAME = "/account/name"


def sent(site: Site, token: str | None, **headers: str) -> int:
    """The status of a change by an editor's browser; the name must have changed just when it is a success."""
    browser = site.browser(Role.EDITOR)
    token = browser.token(NAME) if token == "own" else token
    data = {"name": "Changed"} | ({"csrf_token": token} if token is not None else {})
    status = browser.client.post(NAME, data=data, headers={name.replace("_", "-"): v for name, v in headers.items()})
    changed = site.accounts.people.by_id(site.people[Role.EDITOR].id).name == "Changed"
    assert changed == (status.status_code == 303)
    return status.status_code


def test_a_form_of_this_site_is_taken(site: Site) -> None:
    assert sent(site, "own", Origin="http://localhost", Sec_Fetch_Site="same-origin") == 303


def test_old_browsers_that_say_nothing_need_the_token(site: Site) -> None:
    assert sent(site, "own") == 303


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "é", "0" * 5000])
def test_without_the_right_token_nothing_changes(site: Site, token: str | None) -> None:
    assert sent(site, token, Origin="http://localhost") == 400


def test_the_token_of_another_session_is_none(site: Site) -> None:
    assert sent(site, site.browser(Role.EDITOR).token(NAME)) == 400
    assert sent(site, site.browser(Role.ADMINISTRATOR).token(NAME)) == 400
    assert sent(site, site.browser().token("/account/sign-in")) == 400


def test_a_token_from_before_signing_in_is_none_after(site: Site) -> None:
    browser = site.browser()
    before = browser.token("/account/sign-in")
    browser.sign_in("editor@ministry.id")
    assert browser.client.post(NAME, data={"name": "Changed", "csrf_token": before}).status_code == 400


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost.evil.example", "https://localhost", "http://localhost:1"],
)
def test_a_page_of_another_site_is_refused_even_with_the_token(site: Site, origin: str) -> None:
    assert sent(site, "own", Origin=origin) == 403


@pytest.mark.parametrize("fetched", ["cross-site", "same-site"])
def test_the_browser_is_believed_when_it_says_another_site(site: Site, fetched: str) -> None:
    assert sent(site, "own", Sec_Fetch_Site=fetched) == 403


def test_the_public_address_counts_as_this_site(tmp_path: object) -> None:
    site = Site(tmp_path, site_url="https://kb.ministry.id")  # type: ignore[arg-type]
    assert sent(site, "own", Origin="https://kb.ministry.id") == 303
    site.base.close()


def test_a_forged_cookie_is_nobodys(site: Site) -> None:
    browser = site.browser(Role.EDITOR)
    cookie = browser.client.get_cookie("kb_session")
    assert cookie
    for forged in (cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B"), "x", "eyJzZWNyZXQiOiJ4In0.x.y", ""):
        browser.client.set_cookie("kb_session", forged)
        assert browser.client.get("/account/").status_code == 302


def test_a_cookie_signed_with_another_key_is_nobodys(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Site(tmp_path_factory.mktemp("other"))
    cookie = other.browser(Role.ADMINISTRATOR).client.get_cookie("kb_session")
    other.base.close()
    assert cookie
    browser = site.browser()
    browser.client.set_cookie("kb_session", cookie.value)
    assert browser.client.get("/account/people").status_code == 302
