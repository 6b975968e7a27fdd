"""The main actions by keyboard alone: what has the focus is seen, and what came of an action is told."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_use import is_phone

SGP = "sgp-platform-workers-act-2024"
MOST_STEPS = 150
FOCUS_IS_SEEN = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return ringed && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on by Tab until the element has the focus; wherever the focus comes by, it must be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    tab_to(page, wanted)
    page.keyboard.press(key)


def to_content(page: Page) -> None:
    press(page, page.get_by_role("link", name="Skip to the content"))
    expect(page.locator("main")).to_be_focused()


def test_from_a_question_to_a_practice_and_its_place_in_the_list(page: Page) -> None:
    page.goto("/")
    to_content(page)
    tab_to(page, page.locator("input[name=q]"))
    page.keyboard.type("who pays contributions")
    page.keyboard.press("Enter")
    expect(page.locator(".status-line[role=status]")).to_contain_text(re.compile(r"\d+ countries, \d+ practices"))
    to_content(page)
    press(page, page.locator(".result h3 a").first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    to_content(page)
    press(page, page.locator("button.save").first)
    expect(page.locator("#saved-status")).to_have_text("Saved. Practices in your list: 1.")
    page.goto("/about")
    press(page, page.get_by_role("link", name="Saved 1"))
    expect(page).to_have_url(re.compile(r"/list\?practice="))


def test_a_filter_is_set_and_taken_away(page: Page) -> None:
    page.goto("/search?q=contributions")
    to_content(page)
    if is_phone(page):
        press(page, page.locator(".filters summary").first)
    press(page, page.locator(".filters input[value=operating]"), "Space")
    press(page, page.get_by_role("button", name="Apply filters"))
    expect(page).to_have_url(re.compile("status=operating"))
    expect(page.locator(".status-line[role=status]")).to_contain_text("countries")
    to_content(page)
    press(page, page.get_by_role("link", name=re.compile("Remove the filter Status: Operating")))
    expect(page.locator(".applied")).to_have_count(0)


def test_countries_are_ticked_compared_and_taken_away(page: Page) -> None:
    page.goto("/search?q=contributions")
    to_content(page)
    ticks = page.locator(".pick input")
    press(page, ticks.nth(0), "Space")
    press(page, ticks.nth(1), "Space")
    press(page, page.get_by_role("button", name="Compare the ticked countries"))
    expect(page.get_by_role("status")).to_contain_text("2 countries, ")
    to_content(page)
    tab_to(page, page.get_by_role("link", name="Policy brief (Word)"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".brief.docx")
    tab_to(page, page.get_by_role("region", name=re.compile("Social security of platform workers")))


def test_the_form_of_the_comparison_is_filled_in(page: Page) -> None:
    page.goto("/compare")
    to_content(page)
    tab_to(page, page.get_by_label("Countries by name"))
    page.keyboard.type("Indonesia, Singapore")
    press(page, page.get_by_role("button", name="Compare", exact=True).first)
    expect(page.get_by_role("status")).to_contain_text("2 countries, 20 rows")


def test_what_the_map_shows_is_reached_without_it(page: Page) -> None:
    page.goto("/known")
    to_content(page)
    tab_to(page, page.get_by_label("Status of the practices"))
    page.keyboard.type("Operating")
    press(page, page.get_by_role("button", name="Show"))
    expect(page.get_by_role("status")).to_contain_text("Operating: nothing is recorded in")
    to_content(page)
    tab_to(page, page.get_by_role("region", name="Countries and branches"))
    press(page, page.get_by_role("rowheader", name="Indonesia").get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Indonesia")


def test_the_colours_are_chosen(page: Page) -> None:
    page.goto("/about")
    press(page, page.get_by_role("link", name="Dark"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 25, 31)"
