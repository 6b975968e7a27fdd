"""Headers of every answer, and static files that browsers may keep."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

STATIC = Path(__file__).parents[2] / "web" / "static"


@pytest.mark.parametrize("path", ["/", "/search?q=x", "/nothing", "/search?country=XX", "/countries/idn", "/health"])
def test_every_answer_is_strict_about_what_may_run(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_the_language_cookie_is_closed_to_scripts(client: FlaskClient) -> None:
    cookie = client.get("/?lang=id").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Set-Cookie" not in client.get("/").headers


def test_style_sheets_have_addresses_that_change_with_them(client: FlaskClient) -> None:
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', client.get("/").text)
    assert len(sheets) == 2
    for sheet in sheets:
        assert re.search(r"\?v=[0-9a-f]{12}$", sheet)
        with client.get(sheet) as response:
            assert response.status_code == 200
            assert "immutable" in response.headers["Cache-Control"]


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    for sheet in STATIC.rglob("*.css"):
        addresses = re.findall(r"url\(\s*['\"]?([^)'\"]+)", sheet.read_text(encoding="utf-8"))
        assert all(address.startswith("data:") for address in addresses), sheet
