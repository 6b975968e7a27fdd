"""Light, dark, or as the system: the choice is kept by a cookie, and every colour has both values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Pages

STATIC = Path(__file__).parents[2] / "web" / "static"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|light-dark)\(|:\s*(?:white|black)\b", re.IGNORECASE)


def test_without_a_choice_the_system_decides(pages: Pages) -> None:
    page = pages.get("/about")
    assert "data-theme" not in page.html.attrs
    assert page.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert page.select_one(".themes [aria-current]").string == "As the system"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_leads_back_to_the_page_and_is_kept(client: FlaskClient, pages: Pages, theme: str) -> None:
    page = pages.get("/search?q=iuran&country=IDN&lang=id")
    (link,) = [one["href"] for one in page.select(".themes a") if f"theme={theme}" in one["href"]]
    answer = client.get(link)
    assert answer.status_code == 302
    assert answer.location == "/search?q=iuran&country=IDN&lang=id", "the choice stands in no address"
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("theme=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert pages.get("/about").html["data-theme"] == theme
    client.get("/about?theme=system")
    assert "data-theme" not in pages.get("/about").html.attrs


@pytest.mark.parametrize("theme", ["", "sepia", "dark light", "<b>", "dark;"])
def test_an_unknown_theme_changes_nothing(client: FlaskClient, pages: Pages, theme: str) -> None:
    assert "data-theme" not in pages.get(f"/about?theme={theme}").html.attrs
    client.set_cookie("theme", theme)
    assert "data-theme" not in pages.get("/about").html.attrs


def test_a_theme_never_leads_to_another_host(client: FlaskClient) -> None:
    assert client.get("/?theme=dark", environ_overrides={"PATH_INFO": "//example.org/"}).location == "/example.org/"


def test_a_page_that_does_not_exist_has_its_colours_too(client: FlaskClient, pages: Pages) -> None:
    assert client.get("/nothing?theme=dark").status_code == 302
    assert pages.get("/nothing", 404).html["data-theme"] == "dark"


def test_no_colour_stands_outside_the_tokens() -> None:
    style = (STATIC / "kb.css").read_text()
    tokens, _, rules = style.partition("/* Page */")
    assert rules
    assert not COLOUR.findall(rules)
    named = re.findall(r"^  --(?!pico)[\w-]+: (.*);$", tokens, re.MULTILINE)
    assert len(named) > 30
    assert all(value.startswith("light-dark(") for value in named), "each has a light and a dark value"
    assert not COLOUR.findall((STATIC / "known" / "map.vl.json").read_text())
