"""The map: drawn under the strict policy, leading to practices, and never needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDTHS
from tests.browser.test_accessibility import TAGS

DRAWN = "#map[data-drawn=yes]"


@pytest.fixture(params=WIDTHS)
def plain_page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a browser without JavaScript."""
    context = browser.new_context(
        base_url=address, viewport={"width": WIDTHS[request.param], "height": 900}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def draw(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("#map").scroll_into_view_if_needed()
    page.locator(DRAWN).wait_for()


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_drawn_map_has_no_fault_of_access(page: Page, lang: str) -> None:
    draw(page, f"/known?lang={lang}")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_the_map_are_those_of_its_legend(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    draw(page, "/known")
    colours = page.evaluate("[...document.querySelectorAll('#map svg path')].map(path => getComputedStyle(path).fill)")
    for stage in ("operating", "none"):
        swatch = page.locator(f".swatch.stage-{stage}").evaluate("one => getComputedStyle(one).backgroundColor")
        assert swatch in colours
    coming = page.locator(".swatch.stage-coming").evaluate("one => getComputedStyle(one).backgroundColor")
    assert coming not in colours, "no practice of the small base is on its way"


def test_a_country_of_the_map_leads_to_its_practices(page: Page) -> None:
    draw(page, "/known")
    swatch = page.locator(".swatch.stage-operating").evaluate("one => getComputedStyle(one).backgroundColor")
    spot = page.evaluate(
        """colour => {
            const paths = [...document.querySelectorAll('#map svg path')];
            const inked = paths.filter(one => getComputedStyle(one).fill === colour);
            const box = inked[0].getBoundingClientRect();
            for (let x = box.left; x < box.right; x += 1)
                for (let y = box.top; y < box.bottom; y += 1)
                    if (document.elementFromPoint(x, y) === inked[0]) return [x, y];
        }""",
        swatch,
    )
    page.mouse.move(*spot)
    expect(page.locator("#vg-tooltip-element")).to_contain_text(re.compile(r"practices?; operating or evaluated"))
    page.mouse.click(*spot)
    page.wait_for_url(re.compile(r"/search\?country=(IDN|MYS|SGP)"))


def test_the_libraries_wait_until_the_map_is_in_sight(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.set_viewport_size({"width": page.viewport_size["width"] if page.viewport_size else 390, "height": 200})
    page.goto("/known", wait_until="networkidle")
    assert not [url for url in fetched if "/vendor/vega" in url]
    page.locator("#map").scroll_into_view_if_needed()
    page.locator(DRAWN).wait_for()
    assert len([url for url in fetched if "/vendor/vega" in url]) == 3


def test_a_map_that_cannot_be_drawn_gives_way_to_its_hint(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/vega.min.js*", lambda route: route.abort())
    page.goto("/known")
    expect(page.get_by_text("The map needs JavaScript")).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()
    context.close()


def test_other_pages_load_no_charts(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for path in ("/", "/indicators/registered-workers", "/challenges/collection"):
        page.goto(path)
    assert not [url for url in fetched if "/vendor/vega" in url]


def test_without_javascript_the_table_is_there_and_the_map_is_not(plain_page: Page) -> None:
    plain_page.goto("/known")
    expect(plain_page.locator("#map")).to_be_hidden()
    expect(plain_page.get_by_text("The map needs JavaScript")).to_be_visible()
    plain_page.get_by_label("Status of the practices").select_option("operating")
    plain_page.get_by_role("button", name="Show").click()
    expect(plain_page.get_by_role("status")).to_contain_text("Operating: nothing is recorded in")
    plain_page.get_by_role("rowheader", name="Indonesia").get_by_role("link").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Indonesia")


def test_without_javascript_a_plan_is_made_and_taken_away(plain_page: Page) -> None:
    plain_page.goto("/indicators/plan")
    plain_page.get_by_label("Reform").select_option("sgp-platform-workers-act-2024")
    plain_page.get_by_role("button", name="Make the plan").click()
    expect(plain_page.get_by_role("status")).to_contain_text("Singapore · Operating")
    with plain_page.expect_download() as download:
        plain_page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename == "plan-sgp-platform-workers-act-2024-en.xlsx"


def test_the_head_and_the_countries_of_the_matrix_stay_in_sight(page: Page) -> None:
    page.goto("/known")
    region = page.get_by_role("region", name="Countries and branches")
    region.scroll_into_view_if_needed()
    region.evaluate("region => region.scrollTo(region.scrollWidth, 900)")
    box = region.bounding_box()
    head = region.locator("thead th").last.bounding_box()
    name = region.get_by_role("rowheader", name="Indonesia").bounding_box()
    assert box
    assert head
    assert name
    assert abs(head["y"] - box["y"]) <= 2
    assert abs(name["x"] - box["x"]) <= 2
