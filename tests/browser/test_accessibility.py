"""WCAG 2.2 AA as far as a machine can tell, and no page wider than the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "home": "/",
    "search": "/search?q=who+pays+contributions&status=operating",
    "understood": "/search?q=iuran+JKK+pengemdi+di+negara+ASEAN+selain+Singapura+-xyz&ignore=platform-type:delivery",
    "browse": "/search?kind=measure",
    "nothing": "/search?q=xyzzyplugh",
    "practice": "/practices/sgp-platform-workers-act-2024",
    "countries": "/countries",
    "country": "/countries/MYS",
    "compare": "/compare?country=IDN&country=MYS&country=SGP",
    "compare-turned": "/compare?country=IDN&country=SGP&row=payers&row=branches&turn=1&fold=1&question=who+pays",
    "compare-apart": "/compare?country=MYS&split=1&row=branches",
    "compare-form": "/compare",
    "similar": "/similar?pin=NOR&weight=population=0",
    "similar-all": "/similar?all=1&exclude=MYS",
    "search-similar": "/search?q=who+pays+contributions&order=similar",
    "about": "/about",
    "changes": "/changes",
    "changes-of-one": "/practices/sgp-platform-workers-act-2024/changes",
    "list": "/list?practice=sgp-platform-workers-act-2024&practice=mys-gig-workers-act-2025&practice=unknown",
    "list-empty": "/list",
    "known": "/known",
    "known-status": "/known?status=operating",
    "challenges": "/challenges",
    "challenge": "/challenges/collection",
    "indicators": "/indicators",
    "indicator": "/indicators/registered-workers",
    "plan-form": "/indicators/plan",
    "plan": "/indicators/plan?practice=sgp-platform-workers-act-2024",
    "sign-in": "/account/sign-in",
    "forgotten": "/account/forgotten",
}
OWN_PAGES = {  # of an administrator; tests/browser/test_accounts.py looks at those that need a link or a code
    "account": "/account/",
    "name": "/account/name",
    "password": "/account/password",
    "set-up": "/account/second-factor/set-up",
    "turn-off": "/account/second-factor/off",
    "people": "/account/people",
    "invite": "/account/people/invite",
    "person": "/account/people/1",
    "log": "/account/log",
    "ask": "/questions/ask?country=IDN&row=payers",
    "questions": "/questions/",
}


FAULTS = {"no-page": "/nothing", "bad-address": "/compare?country=XX"}
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def opened(page: Page, path: str, lang: str) -> None:
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def check(page: Page) -> None:
    """Run every rule in the light, and in the dark, where nothing but the colours differs, those of colours."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no colour on its way between two
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 25, 31)"
    found = Axe().run(page, options={"runOnly": {"type": "rule", "values": OF_COLOURS}})
    assert found.violations_count == 0, found.generate_report()


def check_width(page: Page) -> None:
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, name: str, lang: str) -> None:
    opened(page, PAGES[name], lang)
    check(page)
    check_width(page)


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", OWN_PAGES)
def test_axe_finds_nothing_on_the_pages_of_an_administrator(own_page: Page, name: str, lang: str) -> None:
    opened(own_page, OWN_PAGES[name], lang)
    expect(own_page.locator(".own-account")).to_be_visible()
    check(own_page)
    check_width(own_page)


@pytest.mark.parametrize("name", FAULTS)
def test_axe_finds_nothing_on_the_page_of_an_error(browser: Browser, address: str, name: str) -> None:
    page = browser.new_page(base_url=address)
    opened(page, FAULTS[name], "en")
    check(page)
    page.close()
