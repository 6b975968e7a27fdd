"""Signing in and out, and the cookies of it."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from kb.accounts import Role
from kb.accounts.log import COMMAND_LINE
from tests.web.accounts import PASSWORD, Site, text_of
from web.sessions import kept_key

SIGN_IN = "/account/sign-in"


def test_a_reader_gets_no_cookie(site: Site) -> None:
    for path in ("/", "/search?q=x", "/countries", "/compare", "/about", "/health"):
        response = site.app.test_client().get(path)
        assert "Set-Cookie" not in response.headers, path
        assert "no-store" not in response.headers.get("Cache-Control", "") or path == "/health"


def test_who_signs_in_is_named_on_every_page_and_can_sign_out(site: Site) -> None:
    browser = site.browser(Role.EDITOR)
    assert "One Editor" in browser.get("/about").select_one(".own-account").text
    assert browser.send("/account/sign-out", page="/about").status_code == 303
    assert not browser.get("/about").select(".own-account")


def test_the_cookie_is_closed_to_scripts_and_other_sites(site: Site) -> None:
    cookies = site.browser().sign_in("editor@ministry.id").headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]
    assert "Secure" not in cookies[0]
    with site.app.test_client() as client:
        secure = client.get(SIGN_IN, base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in secure


def test_pages_of_who_is_signed_in_stay_out_of_caches(site: Site) -> None:
    response = site.browser(Role.EDITOR).client.get("/about")
    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))


def test_the_session_changes_at_sign_in(site: Site) -> None:
    browser = site.browser()
    before = browser.token(SIGN_IN)
    browser.sign_in("reader@ministry.id")
    with browser.client.session_transaction() as session:
        first = session["secret"]
        assert session.get("csrf_token") not in (None, before) or "csrf_token" not in session
    browser.send("/account/sign-out", page="/account/")
    browser.sign_in("reader@ministry.id")
    with browser.client.session_transaction() as session:
        assert session["secret"] != first


def test_a_session_that_was_signed_out_cannot_be_used_again(site: Site) -> None:
    browser = site.browser(Role.EDITOR)
    stolen = browser.client.get_cookie("kb_session")
    assert stolen
    browser.send("/account/sign-out", page="/account/")
    thief = site.browser()
    thief.client.set_cookie("kb_session", stolen.value)
    assert thief.client.get("/account/").status_code == 302


def test_a_session_ends_after_a_week(site: Site) -> None:
    browser = site.browser(Role.EDITOR)
    site.clock.pass_(timedelta(days=7) - timedelta(seconds=1))
    browser.get("/account/")
    site.clock.pass_(timedelta(seconds=1))
    browser.get("/account/", 302)


def test_unknown_closed_and_wrong_are_told_alike(site: Site) -> None:
    site.accounts.set_active(site.people[Role.LIAISON], False, COMMAND_LINE)
    answers = {
        text_of(site.browser().send(SIGN_IN, email=email, password=password)).replace(email, "")
        for email, password in [
            ("nobody@ministry.id", PASSWORD),
            ("liaison@ministry.id", PASSWORD),
            ("editor@ministry.id", "something else entirely"),
        ]
    }
    assert len(answers) == 1
    assert "E-mail address or password is wrong." in answers.pop()


def test_addresses_are_read_in_any_case(site: Site) -> None:
    site.browser().sign_in(" Editor@Ministry.ID ")


def test_after_ten_failures_even_the_right_password_waits(site: Site) -> None:
    for _ in range(10):
        response = site.browser().send(SIGN_IN, email="editor@ministry.id", password="wrong wrong wrong")
        assert response.status_code == 403
    response = site.browser().send(SIGN_IN, email="Editor@ministry.id", password=PASSWORD)
    assert response.status_code == 429
    assert "Wait 15 minutes" in text_of(response)
    site.browser().sign_in("reader@ministry.id")
    site.clock.pass_(timedelta(minutes=15))
    site.browser().sign_in("editor@ministry.id")


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/countries?lang=id", "/countries?lang=id"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("/\\evil.example/", "/account/"),
        ("\\\\evil.example", "/account/"),
        ("/x\\..\\//evil.example", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("/%0d%0aSet-Cookie:x", "/%0d%0aSet-Cookie:x"),
        ("/a\r\nSet-Cookie: x=1", "/account/"),
        ("/\t/evil.example", "/account/"),
        ("countries", "/account/"),
        ("", "/account/"),
    ],
)
def test_the_way_on_leads_to_pages_of_this_site_only(site: Site, wanted: str, reached: str) -> None:
    browser = site.browser()
    response = browser.client.post(
        SIGN_IN,
        query_string={"next": wanted},
        data={"csrf_token": browser.token(SIGN_IN), "email": "reader@ministry.id", "password": PASSWORD},
    )
    assert response.headers["Location"] == reached


def test_who_is_sent_to_sign_in_comes_back(site: Site) -> None:
    browser = site.browser()
    way = browser.client.get("/account/?lang=id").headers["Location"]
    assert browser.sign_in("reader@ministry.id", path=way).headers["Location"] == "/account/?lang=id"


def test_the_key_of_the_cookies_is_made_once_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(kept_key, [path] * 8))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["secret.key"]
    assert len(kept_key(tmp_path / "missing" / "secret.key")) == 64


def test_one_address_may_not_try_for_ever(site: Site) -> None:
    browser = site.browser()
    token = browser.token(SIGN_IN)
    tries = [browser.client.post(SIGN_IN, data={"csrf_token": token}) for _ in range(31)]
    assert [response.status_code for response in tries] == [422] * 30 + [429]
    assert "Wait some minutes" in text_of(tries[-1])
    assert browser.client.get(SIGN_IN).status_code == 200
    others = browser.client.post(SIGN_IN, data={"csrf_token": token}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert others.status_code == 422
