"""Single sign-on against a real provider on a local port."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey

from kb.accounts import Role
from kb.accounts.log import COMMAND_LINE
from tests.web.accounts import Browser, Site, text_of
from tests.web.provider import CLIENT, SECRET, Provider

START, BACK = "/account/single-sign-on", "/account/single-sign-on/back"


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def site(tmp_path: Path, provider: Provider) -> Iterator[Site]:
    site = Site(
        tmp_path, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_name="Ministry ID"
    )
    yield site
    site.base.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def authorised(way: str) -> str:
    """Where the provider sends the browser back to, as path and query."""
    opener = urllib.request.build_opener(_Stay)
    try:
        opener.open(way)
    except urllib.error.HTTPError as answer:
        with answer:
            back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def way_back(browser: Browser, start: str = START) -> str:
    return authorised(browser.client.get(start).headers["Location"])


def is_signed_in(browser: Browser) -> bool:
    return browser.client.get("/account/").status_code == 200


def test_an_identity_signs_in_as_the_account_of_its_address(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/account/sign-in").find("a", string="Sign in with Ministry ID")
    answer = browser.client.get(way_back(browser, f"{START}?next=/countries"))
    assert answer.headers["Location"] == "/countries"
    assert "One Editor" in browser.get("/account/").text
    entries = site.accounts.log.latest(2)
    assert [entry.action for entry in entries] == ["signed-in", "identity-linked"]


def test_afterwards_the_subject_counts_and_no_longer_the_address(site: Site, provider: Provider) -> None:
    browser = site.browser()
    browser.client.get(way_back(browser))
    provider.user |= {"email": "administrator@ministry.id", "email_verified": False}
    again = site.browser()
    again.client.get(way_back(again))
    assert "One Editor" in again.get("/account/").text


@pytest.mark.parametrize(
    "user",
    [
        {"email": "nobody@ministry.id"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": "liaison@ministry.id"},
    ],
)
def test_who_has_no_open_account_or_no_verified_address_gets_none(
    site: Site, provider: Provider, user: dict[str, Any]
) -> None:
    site.accounts.set_active(site.people[Role.LIAISON], False, COMMAND_LINE)
    provider.user |= user
    browser = site.browser()
    answer = browser.client.get(way_back(browser))
    assert answer.status_code == 403
    assert "Ask an administrator to invite you" in text_of(answer)
    assert not is_signed_in(browser)
    assert len(site.accounts.people.all()) == len(Role)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another site"},
        {"aud": "another site", "azp": CLIENT},
        {"aud": [], "azp": CLIENT},
        {"aud": None},
        {"azp": "another site"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_says_something_wrong_is_refused(site: Site, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims = claims
    browser = site.browser()
    answer = browser.client.get(way_back(browser))
    assert answer.status_code == 400
    assert "Single sign-on did not work" in text_of(answer)
    assert not is_signed_in(browser)


def test_a_token_signed_by_somebody_else_is_refused(site: Site, provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "first"})
    browser = site.browser()
    assert browser.client.get(way_back(browser)).status_code == 400
    assert not is_signed_in(browser)


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_anyone_could_sign_is_refused(site: Site, provider: Provider, algorithm: str) -> None:
    published = json.dumps(provider.key.as_dict(private=False)).encode()
    provider.key = OctKey.import_key(published)  # type: ignore[assignment]
    provider.algorithm = algorithm
    browser = site.browser()
    assert browser.client.get(way_back(browser)).status_code == 400
    assert not is_signed_in(browser)


def test_a_way_back_works_once_and_in_its_own_browser(site: Site) -> None:
    browser, thief = site.browser(), site.browser()
    back = way_back(browser)
    assert thief.client.get(back).status_code == 400
    assert browser.client.get(back).status_code == 302
    assert is_signed_in(browser)
    assert browser.client.get(back).status_code == 400
    assert not is_signed_in(thief)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied&state=x"])
def test_a_way_back_that_nobody_started_is_refused(site: Site, query: str) -> None:
    assert site.browser().client.get(BACK + query).status_code == 400


def test_a_code_given_to_another_session_is_refused(site: Site) -> None:
    """PKCE and nonce: an attacker's code in a victim's browser, with the victim's own state."""
    attacker, victim = site.browser(), site.browser()
    stolen = parse_qs(urlsplit(way_back(attacker)).query)["code"][0]
    state = parse_qs(urlsplit(way_back(victim)).query)["state"][0]
    assert victim.client.get(BACK, query_string={"code": stolen, "state": state}).status_code == 400
    assert not is_signed_in(victim)


def test_the_way_there_asks_for_all_that_is_checked_later(site: Site, provider: Provider) -> None:
    way = urlsplit(site.browser().client.get(START).headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(way.query).items()}
    assert f"{way.scheme}://{way.netloc}" == provider.issuer
    assert asked["code_challenge_method"] == "S256"
    assert len(base64.urlsafe_b64decode(asked["code_challenge"] + "=")) == 32
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == "http://localhost" + BACK


def test_a_provider_that_calls_itself_otherwise_is_not_trusted(site: Site, provider: Provider) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    assert site.browser().client.get(START).status_code == 400


def test_a_provider_that_does_not_answer_is_said_so(site: Site, provider: Provider) -> None:
    provider.close()
    assert site.browser().client.get(START).status_code == 400


def test_without_a_provider_there_is_no_single_sign_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Site(tmp_path_factory.mktemp("without"))
    assert site.browser().client.get(START).status_code == 404
    assert site.browser().client.get(BACK).status_code == 404
    site.base.close()
