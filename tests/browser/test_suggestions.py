"""Suggestions while typing: by keyboard and pointer, told to assistive technology, and never in the way."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import TAGS


def test_arrow_keys_choose_and_enter_asks(page: Page) -> None:
    page.goto("/?lang=en")
    field = page.get_by_role("combobox", name="Your question")
    field.press_sequentially("employment inj")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "none")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"q=Employment\+injury"))


def test_escape_closes_and_what_was_typed_stays(page: Page) -> None:
    page.goto("/?lang=id")
    field = page.get_by_role("combobox")
    field.press_sequentially("kecelak")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("ArrowDown")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("kecelak")
    expect(field).not_to_have_attribute("aria-activedescendant", "q-suggestion-0")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"q=kecelak"))


def test_a_suggestion_is_chosen_by_pointer(page: Page) -> None:
    page.goto("/?lang=id")
    page.get_by_role("combobox").press_sequentially("singap")
    page.get_by_role("option", name="Singapura").first.click()
    expect(page).to_have_url(re.compile(r"q=Singapura"))


def test_without_a_script_the_field_is_a_plain_one(page: Page) -> None:
    page.route("**/suggest.js*", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    page.goto("/?lang=en")
    page.get_by_role("textbox", name="Your question").fill("who pays")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page).to_have_url(re.compile(r"q=who\+pays"))
