"""What people do: ask, filter, compare, change the language, work by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect


def is_phone(page: Page) -> bool:
    return page.viewport_size is not None and page.viewport_size["width"] < 500


def test_a_question_typed_on_the_start_page_is_answered_by_country(page: Page) -> None:
    page.goto("/")
    page.locator("input[name=q]").fill("who pays work injury contributions")
    page.keyboard.press("Enter")
    expect(page.locator(".status-line[role=status]")).to_contain_text(re.compile(r"\d+ countries, \d+ practices"))
    countries = page.locator(".result-country")
    expect(countries.first.get_by_role("heading", level=2)).to_be_visible()
    expect(countries.first.locator("mark").first).to_be_visible()
    expect(countries.first.locator(".source-line a").first).to_have_attribute("href", re.compile("^https?://"))
    expect(page.locator("input[name=q]")).to_have_value("who pays work injury contributions")


def test_the_language_switch_keeps_the_question(page: Page) -> None:
    page.goto("/search?q=contributions&status=operating")
    page.get_by_role("link", name="Bahasa Indonesia").click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("input[name=q]")).to_have_value("contributions")
    expect(page.locator(".applied")).to_contain_text("Status: Berjalan")
    page.goto("/countries")
    expect(page.get_by_role("heading", level=1)).to_have_text("Negara")


def test_a_filter_narrows_and_can_be_removed(page: Page) -> None:
    page.goto("/search?q=contributions")
    if page.viewport_size and page.viewport_size["width"] < 500:
        expect(page.get_by_label("Malaysia 2")).to_be_hidden()
        page.get_by_text("Filters", exact=True).click()
    page.get_by_text("Country", exact=True).first.click()
    page.locator(".filters input[value=MYS]").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator(".result-country")).to_have_count(1)
    page.get_by_role("link", name=re.compile("Remove the filter Country: Malaysia")).click()
    expect(page.locator(".result-country")).not_to_have_count(1)


def test_ticked_countries_are_laid_side_by_side_under_the_question(page: Page) -> None:
    page.goto("/search?q=contributions")
    for code in ("IDN", "SGP"):
        page.locator(f".pick input[value={code}]").check()
    page.get_by_role("button", name="Compare the ticked countries").click()
    expect(page.get_by_role("columnheader", name="Indonesia")).to_be_visible()
    expect(page.get_by_role("rowheader", name=re.compile("^contributions "))).to_be_visible()


@pytest.mark.parametrize("turn", ["", "&turn=1"])
def test_the_head_and_the_rows_of_a_comparison_stay_in_sight(page: Page, turn: str) -> None:
    page.goto(f"/compare?country=IDN&country=MYS&country=SGP&country=PHL{turn}")
    region = page.get_by_role("region", name=re.compile("Social security of platform workers"))
    region.focus()
    expect(region).to_be_focused()
    if is_phone(page):
        return
    region.evaluate("region => region.scrollTo(region.scrollWidth, 4000)")
    top, left = region.evaluate("region => [region.getBoundingClientRect().top, region.getBoundingClientRect().left]")
    head = region.locator("thead th[scope=col]").last.bounding_box()
    first = region.locator("tbody th[scope=row]").last.bounding_box()
    assert head
    assert first
    assert abs(head["y"] - top) <= 2, "the names of the countries scrolled away"
    assert abs(first["x"] - left) <= 2, "the names of the rows scrolled away"


def test_weights_and_pins_are_set_in_the_form_and_stand_in_a_clean_address(page: Page) -> None:
    page.goto("/similar")
    page.get_by_text("Choose the country, the weights and what is shown").click()
    page.get_by_label("Population", exact=True).select_option("0")
    page.get_by_label("Pin a country to the top").select_option("Norway")
    page.get_by_role("button", name="Rank").click()
    expect(page).to_have_url(re.compile(r"/similar\?country=IDN&weight=population(=|%3D)0&pin=NOR$"))
    first = page.locator(".ranked tbody").first
    expect(first.get_by_role("rowheader", name="Norway").first).to_be_visible()
    expect(first.get_by_role("img", name=re.compile("Indonesia stands above")).first).to_be_visible()
    expect(first.get_by_role("rowheader", name="Population", exact=True)).to_have_count(0)
    page.get_by_role("link", name="pinned: Norway").click()
    expect(page.locator(".ranked").first).not_to_contain_text("Norway")


def test_the_mark_of_a_country_leads_to_the_reasons(page: Page) -> None:
    page.goto("/search?q=contributions")
    page.get_by_role("link", name="Conditions compared with Indonesia (Singapore)").click()
    expect(page.locator(".ranked tbody").first).to_contain_text("Singapore and Indonesia are similar in")


def test_on_a_phone_each_cell_stands_under_its_name(page: Page) -> None:
    page.goto("/compare?country=IDN&country=MYS&row=payers&row=coverage")
    cells = page.locator(".compare .rows tr").first.locator("td")
    names = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    boxes = [cells.nth(number).bounding_box() for number in range(2)]
    first, second = (box for box in boxes if box)
    if is_phone(page):
        assert names == ['"Indonesia"', '"Malaysia"']
        assert second["y"] >= first["y"] + first["height"]
        assert first["width"] > 300
    else:
        assert set(names) == {"none"}
        assert first["y"] == second["y"]
    expect(page.get_by_role("rowheader", name=re.compile("Who pays"))).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("driver")).first).to_be_visible()


def test_countries_typed_and_a_question_give_a_table_with_an_address_to_keep(page: Page) -> None:
    page.goto("/compare")
    page.get_by_label("Countries by name").fill("Indonesia, Malaysia")
    page.get_by_label("Question 1").fill("who pays contributions")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="who pays contributions")).to_be_visible()
    assert page.url.endswith("/compare?country=IDN&country=MYS&question=who+pays+contributions")
    note = page.locator(".compare .rows div > p + p a").first
    number = note.inner_text().strip("[]")
    note.click()
    expect(page.locator(f"#n{number} a")).to_be_in_viewport()
    page.get_by_role("link", name="Countries down").click()
    expect(page.get_by_role("columnheader", name="who pays contributions")).to_have_count(1)


def test_the_first_tab_leads_past_the_head(page: Page) -> None:
    page.goto("/about")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_filters_stand_open_beside_the_results_where_there_is_room(page: Page) -> None:
    page.goto("/search")
    wide = page.viewport_size is not None and page.viewport_size["width"] > 1000
    expect(page.get_by_role("button", name="Apply filters")).to_be_visible(visible=wide)


def test_nothing_is_fetched_from_elsewhere(page: Page, address: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for path in ("/", "/search?q=ojol", "/practices/sgp-platform-workers-act-2024"):
        page.goto(path)
    assert fetched
    assert all(url.startswith((address, "data:")) for url in fetched)
