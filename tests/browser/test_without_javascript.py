"""Every page and every download without JavaScript, in both languages, the same as with it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.test_accessibility import OWN_PAGES, PAGES
from web.app import create_app

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".csl.json": "application/vnd.citationstyles.csl+json",
    ".json": "application/json",
    ".ris": "application/x-research-info-systems",
    ".bib": "application/x-bibtex",
    ".atom": "application/atom+xml",
    ".md": "text/markdown",
}
WITH_DOWNLOADS = (
    "search",
    "search-similar",
    "browse",
    "practice",
    "country",
    "compare",
    "compare-turned",
    "indicator",
    "plan",
)
NO_PAGES = {"api", "feeds", "health", "static"}  # blueprints whose answers are for machines
NOR_ARE = {  # a question, which test_questions.py puts first; the values of the map; addresses that lead on
    "questions.question", "gaps.map_values", "practices.index", "account.single_sign_on", "account.single_sign_on_back",
}  # fmt: skip
ELSEWHERE = {"curate"}  # tests/browser/test_curate.py goes to the pages of this blueprint
WITH_A_SECRET = {  # a link of a letter, or a code; tests/browser/test_accounts.py goes there
    "account.welcome", "account.reset", "account.second_factor", "account.recovery_codes",
}  # fmt: skip


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def either(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a browser with JavaScript and of one without."""
    context = browser.new_context(base_url=address, java_script_enabled=request.param, locale="en-GB")
    yield context.new_page()
    context.close()


def in_language(path: str, lang: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_page_opens(either: Page, lang: str) -> None:
    for path in PAGES.values():
        response = either.goto(in_language(path, lang))
        assert response, path
        assert response.status == 200, path
        expect(either.locator("html")).to_have_attribute("lang", lang)
        expect(either.get_by_role("heading", level=1)).to_have_count(1)
        expect(either.locator("main")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_pages_of_an_administrator_open_without_javascript(
    browser: Browser, address: str, cookies: StorageState, lang: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, storage_state=cookies)
    page = context.new_page()
    for path in OWN_PAGES.values():
        response = page.goto(in_language(path, lang))
        assert response, path
        assert response.status == 200, path
        expect(page.locator(".own-account")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
    context.close()


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", WITH_DOWNLOADS)
def test_every_download_arrives(either: Page, name: str, lang: str) -> None:
    either.goto(in_language(PAGES[name], lang))
    links = sorted(
        set(
            either.locator("a[download], a[href*='.atom'], a[href*='/api/']").evaluate_all(
                "links => links.map(one => one.href)"
            )
        )
    )
    assert links, "nothing to take away"
    for link in links:
        answer = either.request.get(link)
        assert answer.status == 200, link
        ending = next((ending for ending in TYPES if urlsplit(link).path.endswith(ending)), ".json")
        assert answer.headers["content-type"].split(";")[0] == TYPES[ending], link
        assert len(answer.body()) > 100, link


def test_every_page_of_the_site_is_walked() -> None:
    """What a browser test does not open is not looked at by axe either."""
    app = create_app()
    adapter = app.url_map.bind("localhost")
    walked = {adapter.match(urlsplit(path).path)[0] for path in (*PAGES.values(), *OWN_PAGES.values())}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and "<ending>" not in rule.rule
        and rule.endpoint.partition(".")[0] not in NO_PAGES | ELSEWHERE
    }
    assert pages <= walked | NOR_ARE | WITH_A_SECRET, pages - walked
