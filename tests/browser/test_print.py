"""Pages on paper, as Chromium prints them to PDF: all that matters, nothing that is only for the screen."""

from __future__ import annotations

import io
import unicodedata

from playwright.sync_api import Page
from pypdf import PdfReader

from kb.practice_file import load_practice
from tests.bases import FOLDER

SLUG = "sgp-platform-workers-act-2024"
LEAST_CHARACTERS = 200  # on a sheet: fewer are a blank one
ONLY_ON_SCREEN = (
    "Download this",
    "Choose countries, questions and rows",
    "Skip to the content",
    "On this page",
    "reference manager",
)


def printed(page: Page, path: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the text of each sheet and its size in points."""
    page.goto(path)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4"))).pages
    texts = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    return texts, [(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in sheets]


def squeezed(text: str) -> str:
    """A text without spaces and ligatures: lines are broken anywhere on paper."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_a_practice_is_printed_whole(page: Page) -> None:
    texts, sizes = printed(page, f"/practices/{SLUG}?lang=en")
    whole = squeezed(" ".join(texts))
    practice = load_practice(FOLDER / "sgp" / f"{SLUG}.md").practice
    assert {(595, 842), (596, 843)} >= set(sizes)
    assert squeezed(practice.title.en) in whole
    for fact in practice.facts.values():
        assert fact.text is None or squeezed(fact.text.en) in whole
    for source in practice.sources.values():
        assert squeezed(f"<{source.url}>") in whole, "an address cannot be clicked on paper"
    assert not [words for words in ONLY_ON_SCREEN if squeezed(words) in whole]


def test_a_comparison_is_printed_across_the_sheet(page: Page) -> None:
    texts, sizes = printed(page, "/compare?country=IDN&country=MYS&country=SGP&lang=en")
    whole = squeezed(" ".join(texts))
    assert (842, 595) in sizes or (843, 596) in sizes
    assert all(len(text) > LEAST_CHARACTERS for text in texts[:-1]), "a sheet is left blank"
    for words in ("Who pays, rates and caps", "Platform Workers Act 2024", "Cite this page"):
        assert squeezed(words) in whole
    heads = [squeezed("Row Indonesia Malaysia Singapore") in squeezed(text) for text in texts]
    assert sum(heads) > 2, "the heads come again on every sheet of the table"
    assert not [words for words in ONLY_ON_SCREEN if squeezed(words) in whole]


def test_many_countries_are_printed_as_cards_that_can_be_read(page: Page) -> None:
    countries = "&".join(f"country={code}" for code in ("IDN", "MYS", "SGP", "BRN", "KHM", "LAO", "PHL", "THA"))
    texts, sizes = printed(page, f"/compare?{countries}&row=payers&row=coverage&lang=en")
    whole = squeezed(" ".join(texts))
    assert {(842, 595), (843, 596)} >= set(sizes)
    assert "PlatformWorkersAct2024" in whole, "the letters are explained"
    for name in ("Indonesia", "Brunei", "Thailand"):
        assert whole.count(name) > 2, "each cell stands under the name of its country"


def test_an_answer_is_printed_with_its_question_and_all_passages(page: Page) -> None:
    path = "/search?q=who+pays+contributions&lang=en"
    texts, _ = printed(page, path)
    whole = squeezed(" ".join(texts))
    assert squeezed("who pays contributions") in whole
    passages = page.locator(".passage blockquote").all_text_contents()
    assert len(passages) > 3
    for passage in passages:
        assert squeezed(passage) in whole
    assert not [words for words in ONLY_ON_SCREEN if squeezed(words) in whole]
