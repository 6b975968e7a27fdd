"""Who is behind web servers in front: believed as many as the settings name, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.accounts import Site

SIGN_IN = "/account/sign-in"
SENT = {"X-Forwarded-For": "192.0.2.66, 198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "place", "secure"),
    [(0, "127.0.0.1", False), (1, "203.0.113.9", True), (2, "198.51.100.7", False)],
)
def test_the_address_is_the_one_that_the_outermost_own_server_saw(
    tmp_path: Path, proxies: int, place: str, secure: bool
) -> None:
    """What a client writes into the header itself, here 192.0.2.66, counts for nobody."""
    site = Site(tmp_path, proxies=proxies)
    browser = site.browser()
    page = browser.client.get(SIGN_IN, headers=SENT)
    assert ("Secure" in page.headers["Set-Cookie"]) is secure
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    browser.client.post(SIGN_IN, data={"csrf_token": token, "email": "x@ministry.id", "password": "x"}, headers=SENT)
    assert site.accounts.log.latest(1)[0].place == place
    site.base.close()


def test_people_behind_one_server_are_counted_apart(tmp_path: Path) -> None:
    site = Site(tmp_path, proxies=1)
    client, counted = site.app.test_client(), {}
    page = client.get(SIGN_IN).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    for address in ["203.0.113.9"] * 31 + ["203.0.113.10"]:
        counted[address] = client.post(SIGN_IN, data={"csrf_token": token}, headers={"X-Forwarded-For": address})
    assert {address: answer.status_code for address, answer in counted.items()} == {
        "203.0.113.9": 429,
        "203.0.113.10": 422,
    }
    site.base.close()
