"""The way of a first-time user: from the start page to who pays in three countries, and what can be copied."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.practice_file import load_practice
from tests.bases import FOLDER

MINUTE_MS = 60_000
CHINA = load_practice(FOLDER / "chn" / "chn-occupational-injury-pilot-2022.md").practice
WORDS = {
    "en": {
        "example": "Who pays for work-injury cover of drivers in Malaysia, India and China?",
        "typed": "who pays for work-injury cover of drivers in Malaysia, India and China",
        "countries": ["Malaysia", "India", "China"],
        "compare": "Compare Malaysia, India, China",
        "theme": "Financing",
        "row": "Who pays, rates and caps",
        "lessons": "Lessons for others",
        "brief": "Policy brief (Word)",
    },
    "id": {
        "example": "Siapa yang membayar jaminan kecelakaan kerja pengemudi di Malaysia, India, dan Tiongkok?",
        "typed": "siapa yang membayar jaminan kecelakaan kerja pengemudi di Malaysia, India dan Tiongkok",
        "countries": ["Malaysia", "India", "Tiongkok"],
        "compare": "Bandingkan Malaysia, India, Tiongkok",
        "theme": "Pendanaan",
        "row": "Siapa yang membayar, tarif, dan batas",
        "lessons": "Pelajaran bagi negara lain",
        "brief": "Risalah kebijakan (Word)",
    },
}


def ask(page: Page, way: str, words: str) -> None:
    if way == "example":
        page.get_by_role("link", name=words).click()
    else:
        page.locator("input[name=q]").fill(words)
        page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
@pytest.mark.parametrize("way", ["example", "typed"])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_who_pays_in_three_countries_and_what_can_be_copied(
    browser: Browser, wider_address: str, lang: str, way: str, javascript: bool, tmp_path: Path
) -> None:
    """Every step is a link, a form or a button that stands on the page; the page is the screen of a laptop."""
    words = WORDS[lang]
    context = browser.new_context(
        base_url=wider_address, java_script_enabled=javascript, viewport={"width": 1280, "height": 720}
    )
    context.set_default_timeout(MINUTE_MS)
    page = context.new_page()
    page.goto(f"/?lang={lang}")
    ask(page, way, str(words[way]))

    compare = page.get_by_role("button", name=str(words["compare"]))
    expect(compare).to_be_in_viewport()
    compare.click()
    for country in words["countries"]:
        expect(page.get_by_role("columnheader", name=country, exact=True)).to_be_visible()
    asked = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name=re.compile(f"^{re.escape(str(words[way]))}"))
    )
    expect(asked.get_by_role("cell").last.get_by_role("link").first).to_be_visible()

    page.get_by_role("link", name=str(words["theme"]), exact=True).click()
    paid = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=str(words["row"])))
    text = CHINA.facts["payers"].text
    assert text
    expect(paid.get_by_role("cell").last).to_contain_text(text.get(lang))

    page.get_by_role("link", name=str(words["lessons"]), exact=True).click()
    expect(page.get_by_role("heading", name=str(words["lessons"]))).to_be_in_viewport()
    lesson = page.get_by_role("article").filter(has_text=CHINA.title.get(lang))
    expect(lesson).to_contain_text("injury insurance can be detached from employee status")

    with page.expect_download() as download:
        page.get_by_role("link", name=str(words["brief"])).click()
    assert download.value.suggested_filename == "comparison-MYS-IND-CHN.brief.docx"
    download.value.save_as(tmp_path / "brief.docx")
    assert (tmp_path / "brief.docx").read_bytes().startswith(b"PK")
    context.close()
