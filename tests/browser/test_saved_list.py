"""The saved list: kept by the browser, shared by its address, and whole without JavaScript as far as it needs none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_accessibility import TAGS

SGP, MYS = "sgp-platform-workers-act-2024", "mys-gig-workers-act-2025"
KEY = "kb.saved-practices"


def save_button(page: Page, slug: str) -> Locator:
    return page.locator(f"button.save[data-practice={slug}]")


def keep(page: Page, *ids: str) -> None:
    for slug in ids:
        page.goto(f"/practices/{slug}")
        save_button(page, slug).click()


def test_a_practice_is_saved_and_taken_back_by_keyboard(page: Page) -> None:
    page.goto(f"/practices/{SGP}")
    button = save_button(page, SGP)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(button).to_have_accessible_name(re.compile("^Saved Platform"))
    expect(page.locator("#saved-status")).to_have_text("Saved. Practices in your list: 1.")
    expect(page.locator("#saved-status")).to_have_attribute("aria-live", "polite")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.focus()
    page.keyboard.press("Space")
    expect(page.locator("#saved-status")).to_have_text("Removed. Practices in your list: 0.")
    expect(page.get_by_role("link", name="Saved 0")).to_be_visible()


def test_results_are_saved_and_the_list_opens_from_every_page(page: Page) -> None:
    page.goto("/search?q=contributions")
    for slug in (SGP, MYS):
        save_button(page, slug).click()
    expect(page).to_have_url(re.compile("/search"))
    page.goto("/about")
    page.get_by_role("link", name="Saved 2").click()
    expect(page).to_have_url(re.compile(f"/list\\?practice={SGP}&practice={MYS}$"))
    expect(page.get_by_role("heading", level=2)).to_have_count(2)
    expect(page.locator(".foreign")).to_be_hidden()
    page.get_by_role("button", name="Compare their countries").click()
    expect(page.get_by_role("columnheader", name="Singapore")).to_be_visible()


def test_removing_from_the_own_list_removes_it_from_the_browser(page: Page) -> None:
    keep(page, SGP, MYS)
    page.get_by_role("link", name="Saved 2").click()
    page.get_by_role("link", name=re.compile("^Remove from this list")).first.click()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    expect(page.get_by_role("link", name="Saved 1")).to_be_visible()
    expect(page.locator(".foreign")).to_be_hidden()


def test_what_was_withdrawn_since_can_be_removed_from_the_own_list(page: Page) -> None:
    page.goto(f"/practices/{SGP}")
    page.evaluate("([key, ids]) => localStorage.setItem(key, JSON.stringify(ids))", [KEY, [SGP, "gone-since"]])
    page.reload()
    page.get_by_role("link", name="Saved 2").click()
    expect(page.locator(".foreign")).to_be_hidden()
    page.get_by_role("link", name="Remove from this list gone-since").click()
    expect(page.get_by_role("link", name="Saved 1")).to_be_visible()
    expect(page.locator(".notice code")).to_have_count(0)


def test_a_list_of_others_is_told_apart_and_can_be_taken_over(page: Page) -> None:
    keep(page, SGP)
    page.goto(f"/list?practice={MYS}&practice=idn-bpu-drivers-jkk-jkm-2015&lang=en")
    expect(page.locator(".foreign")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Remove from this list")).first.click()
    expect(page.get_by_role("link", name="Saved 1")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Add these practices to my list").click()
    expect(page.locator("#saved-status")).to_have_text("Saved. Practices in your list: 3.")
    expect(page.get_by_role("link", name="Saved 3")).to_be_visible()


def test_the_address_is_copied(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(f"/list?practice={SGP}&practice={MYS}")
    page.get_by_role("button", name="Copy the address").click()
    expect(page.locator("#saved-status")).to_have_text("The address was copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}/list?practice={SGP}&practice={MYS}"


def test_without_a_clipboard_the_address_is_selected(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"/list?practice={SGP}")
    page.get_by_role("button", name="Copy the address").click()
    expect(page.locator("#saved-status")).to_contain_text("The address is selected")
    assert page.evaluate("getSelection().toString()") == f"{address}/list?practice={SGP}"


def test_another_tab_follows(page: Page) -> None:
    page.goto(f"/practices/{SGP}")
    other = page.context.new_page()
    other.goto(f"/practices/{SGP}")
    save_button(other, SGP).click()
    expect(save_button(page, SGP)).to_have_attribute("aria-pressed", "true")


def test_a_full_list_says_so(page: Page) -> None:
    page.goto(f"/practices/{SGP}")
    page.evaluate(
        "key => localStorage.setItem(key, JSON.stringify([...Array(50).keys()].map(n => `practice-${n}`)))", KEY
    )
    page.reload()
    save_button(page, SGP).click()
    expect(page.locator("#saved-status")).to_have_text("Not saved: a list holds at most 50 practices.")
    expect(save_button(page, SGP)).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("kept", ["{", "null", '"x"', '{"a": 1}', '[1, null, "<img src=x>", "a b", "../.."]'])
def test_what_else_stands_in_the_storage_does_no_harm(page: Page, kept: str) -> None:
    page.goto(f"/practices/{SGP}")
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, kept])
    page.reload()
    expect(page.get_by_role("link", name="Saved 0")).to_have_attribute("href", re.compile(r"/list$"))
    save_button(page, SGP).click()
    expect(page.get_by_role("link", name="Saved 1")).to_be_visible()


def test_where_storage_is_refused_nothing_is_offered(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page.goto(f"/practices/{SGP}")
    expect(save_button(page, SGP)).to_be_hidden()
    page.goto(f"/list?practice={SGP}")
    expect(page.locator(".own-list")).to_be_hidden()
    expect(page.get_by_role("link", name=re.compile("^Remove from this list"))).to_be_visible()


def test_the_language_of_the_address_stays(page: Page) -> None:
    page.goto(f"/practices/{SGP}?lang=id")
    save_button(page, SGP).click()
    expect(page.locator("#saved-status")).to_have_text("Disimpan. Jumlah praktik dalam daftar Anda: 1.")
    page.get_by_role("link", name="Tersimpan 1").click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator(".foreign")).to_be_hidden()


def test_axe_finds_nothing_once_something_is_saved(page: Page) -> None:
    keep(page, MYS)
    for path in (f"/practices/{MYS}", "/search?q=contributions", f"/list?practice={SGP}&practice=unknown"):
        page.goto(path)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def test_without_javascript_a_list_is_shown_and_shortened(plain: Page, address: str) -> None:
    plain.goto(f"/list?practice={SGP}&practice={MYS}&practice=unknown")
    for hidden in ("button.copy", ".foreign", ".own-list"):
        expect(plain.locator(hidden)).to_be_hidden()
    expect(plain.get_by_label("Address of this list")).to_have_value(f"{address}/list?practice={SGP}&practice={MYS}")
    plain.locator(f"a.remove[data-practice={SGP}]").click()
    expect(plain.get_by_role("heading", level=2)).to_have_count(1)
    plain.goto(f"/practices/{SGP}")
    expect(plain.locator("button.save")).to_be_hidden()


def test_without_javascript_changes_are_chosen_by_day(plain: Page) -> None:
    plain.goto("/changes")
    plain.get_by_label("Show changes up to this day").fill("2020-01-01")
    plain.get_by_role("button", name="Show").click()
    expect(plain).to_have_url(re.compile(r"/changes\?until=2020-01-01$"))
    expect(plain.get_by_role("status")).to_have_text("Nothing changed up to this day.")
