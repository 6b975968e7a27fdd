"""The main pages as pictures, at both widths, light and dark, in both languages, for people to look at.

`KB_TEST_SCREENSHOTS` names the folder in which the pictures are kept.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS

KEPT_IN = os.environ.get("KB_TEST_SCREENSHOTS")  # read before the tests clear what is set
SITE = {"en": "Social Security for Platform Workers", "id": "Jaminan Sosial Pekerja Platform"}
THREE = "country=MYS&country=IND&country=CHN"
PAGES = {
    "start": "/",
    "search": "/search?q=who+pays+for+work+injury+of+drivers",
    "no-evidence": "/search?q=xyzzyplugh&status=operating",
    "compare": f"/compare?{THREE}&question=who+pays+for+work+injury+of+drivers",
    "practice": "/practices/chn-occupational-injury-pilot-2022",
    "country": "/countries/IND",
    "countries": "/countries",
    "similar": "/similar",
    "known": "/known",
    "challenge": "/challenges/collection",
    "indicators": "/indicators",
}
LOOKS: tuple[tuple[str, Literal["light", "dark"]], ...] = (("wide", "light"), ("wide", "dark"), ("phone", "light"))
LOADED = """() => document.fonts.status === "loaded"
    && [...document.images].every(one => one.complete && one.naturalWidth)"""


def take(page: Page, path: str, file: Path) -> None:
    page.goto(path, wait_until="networkidle")
    if page.locator("#map").is_visible():
        page.locator("#map").scroll_into_view_if_needed()
        page.locator("#map[data-drawn=yes]").wait_for()
        page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=file, full_page=True, animations="disabled")


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", PAGES)
def test_a_main_page_looks_as_it_should(
    browser: Browser, wider_address: str, name: str, lang: str, tmp_path: Path
) -> None:
    folder = Path(KEPT_IN or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(base_url=wider_address)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(f"{request.url}: {request.failure}"))
    page.on(
        "response", lambda response: faults.append(f"{response.url}: {response.status}") if not response.ok else None
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((wider_address, "data:")) else faults.append(request.url),
    )
    path = PAGES[name]
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        page.emulate_media(color_scheme=scheme)
        file = folder / f"{name}-{lang}-{WIDTHS[width]}-{scheme}.png"
        take(page, f"{path}{'&' if '?' in path else '?'}lang={lang}", file)
        assert file.stat().st_size > 10_000, "an empty picture"
        assert page.title().endswith(f" – {SITE[lang]}")
        assert page.evaluate(LOADED)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.close()
    assert not faults
