"""Curating in a real browser: from an empty form to a case that search finds, and two people at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kb.accounts import Accounts, Role
from kb.accounts.log import COMMAND_LINE
from tests.bases import small_base
from tests.browser.conftest import WIDTHS
from tests.browser.test_accessibility import TAGS
from tests.servers import free_port, served
from tests.web.accounts import PASSWORD

SUMMARY = (
    "Warung Zyxomma registers riders at the counter of small shops for the public agency.",
    "Warung Zyxomma mendaftarkan pengendara di loket toko kecil untuk lembaga publik.",
)
CASE = {
    "title.id": "Pengendara mendaftar di toko",
    "summary.en": SUMMARY[0],
    "summary.id": SUMMARY[1],
    "institutions": "Warung Zyxomma",
    "status": "operating",
    "sources.s1.url": "https://www.bpjsketenagakerjaan.go.id/toko",
    "sources.s1.title": "Mendaftar di toko",
    "sources.s1.publisher": "BPJS Ketenagakerjaan",
    "sources.s1.kind": "official",
    "sources.s1.language": "id",
    "sources.s2.url": "https://www.example.ac.id/shops",
    "sources.s2.title": "Shops that sign up riders",
    "sources.s2.publisher": "Example University",
    "sources.s2.kind": "research",
    "sources.s2.language": "en",
    "sections.context": "Riders did not know where to go.[^s1]",
    "sections.what-was-done": "Shops took the forms in.[^s1]",
    "sections.targets": "Every district was to have a shop.[^s2]",
    "sections.results": "No count was published.[^s2]",
    "sections.what-did-not-work": "Some shops closed early.[^s2]",
    "sections.lessons-for-others": "Go where riders are.[^s2]",
}
EVENT = {
    "events.e1.date": "2024",
    "events.e1.type": "launched",
    "events.e1.text.en": "The first shops opened a counter.",
    "events.e1.text.id": "Toko pertama membuka loket.",
}
ROW = {
    "facts.institution.text.en": "In Indonesia the shops register for the agency.",
    "facts.institution.text.id": "Di Indonesia toko mendaftarkan untuk lembaga itu.",
    "facts.institution.as_of": "2024",
}

SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own with a liaison of Indonesia and a reviewer; its encoder never loads."""
    home = tmp_path_factory.mktemp("desk")
    base = small_base(home)
    accounts = Accounts(base.store.file)
    for name, role, countries in (("lia", Role.LIAISON, ("IDN",)), ("rev", Role.REVIEWER, ())):
        accounts.create(f"{name}@ministry.id", name, role, COMMAND_LINE, countries=countries, password=PASSWORD)
    base.close()
    port = free_port()
    with served(os.environ | {"KB_HOME": str(home), "KB_ENCODER": str(home / "none")}, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def sign_in(browser: Browser, desk: str) -> Iterator[SignIn]:
    """Open a browser of its own for a person; a script that fails or breaks the policy fails the test."""
    contexts, complaints = [], []

    def sign_in_(name: str, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(
            base_url=desk, viewport={"width": width, "height": 900}, locale="en-GB", **options
        )  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
        )
        page.goto("/account/sign-in")
        page.fill("[name=email]", f"{name}@ministry.id")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    yield sign_in_
    for context in contexts:
        context.close()
    assert not complaints


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        field = page.locator(f'[name="{name}"]')
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def save(page: Page, button: str = "Save") -> None:
    page.locator(".save-bar").get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_an_empty_form_to_a_case_that_search_finds(sign_in: SignIn, scripts: bool) -> None:
    lia, rev = sign_in("lia", java_script_enabled=scripts), sign_in("rev")
    word = "Zyxomma" if scripts else "Qwyxalpa"
    case = {name: value.replace("Zyxomma", word) for name, value in CASE.items()}
    lia.goto("/curate/new")
    lia.get_by_label("Institutional practice").check()
    lia.get_by_label("Country", exact=True).select_option("IDN")
    lia.get_by_label("Title").fill(f"Riders register at shops {word}")
    lia.get_by_role("button", name="Begin the draft").click()
    case["title.id"] += f" {word}"
    case["sources.s1.url"] += word
    case["sources.s2.url"] += word
    fill(lia, case)
    lia.get_by_role("button", name="Add an event").click()
    fill(lia, EVENT)
    lia.locator('[name="events.e1.cites"][value=s1]').check()
    save(lia, "Submit for review")
    faults = lia.get_by_role("alert")
    expect(faults).to_contain_text("1 thing to mend")
    expect(faults).to_contain_text("'institution' is missing")
    lia.locator("#f-facts-institution summary").first.click()
    fill(lia, ROW)
    lia.locator('[name="facts.institution.cites"][value=s2]').check()
    save(lia, "Submit for review")
    expect(lia.get_by_role("status")).to_contain_text("submitted")
    expect(lia.get_by_role("button", name="Approve")).to_have_count(0)

    rev.goto("/curate/")
    rev.get_by_role("link", name=f"Riders register at shops {word}").click()
    rev.get_by_role("link", name="Preview").click()
    expect(rev.get_by_role("heading", level=1)).to_have_text(f"Riders register at shops {word}")
    expect(rev.locator("#section-what-was-done + .prose h3, .prose h3")).to_have_text("Targets")
    rev.go_back()
    rev.get_by_role("button", name="Request changes").click()
    expect(rev.get_by_role("alert")).to_contain_text("Write a comment")
    rev.get_by_label("Comment", exact=True).fill("Good; the sources say so.")
    rev.get_by_role("button", name="Approve and publish").click()
    expect(rev.get_by_role("status")).to_contain_text("Published")

    lia.goto(f"/search?q={word}&lang=en")
    expect(lia.locator(".result").first).to_contain_text(f"Riders register at shops {word}")


def test_two_people_at_once_are_shown_both(sign_in: SignIn) -> None:
    lia, rev = sign_in("lia"), sign_in("rev")
    lia.goto("/curate/practices/idn-bpu-drivers-jkk-jkm-2015")
    lia.get_by_role("button", name="Revise in a draft").click()
    address = lia.url.replace(lia.url.split("/curate")[0], "")
    rev.goto(address)
    fill(rev, {"title.en": "The title of the reviewer"})
    save(rev)
    expect(rev.get_by_role("status").first).to_have_text("Saved.")
    fill(lia, {"title.en": "The title of Lia", "facts.payers.text.en": "Other payers."})
    expect(lia.locator("[data-state]")).to_contain_text("Somebody else saved meanwhile", timeout=15_000)
    save(lia)
    expect(lia.get_by_role("heading", level=1)).to_have_text("Two versions of one draft")
    _no_faults(lia)
    expect(lia.get_by_role("group", name="Who pays, rates and caps").get_by_label("This version")).to_be_checked()
    lia.get_by_role("group", name="Title (English)").get_by_label("This version").check()
    lia.get_by_role("button", name="Save what is chosen").click()
    expect(lia.locator('[name="title.en"]')).to_have_value("The title of Lia")
    expect(lia.locator('[name="facts.payers.text.en"]')).to_have_value("Other payers.")


def test_the_form_saves_itself(sign_in: SignIn) -> None:
    lia = sign_in("lia")
    lia.goto("/curate/new?kind=measure&country=IDN")
    lia.get_by_label("Title").fill("A draft that saves itself")
    lia.get_by_role("button", name="Begin the draft").click()
    fill(lia, {"summary.en": "Three words more"})
    expect(lia.locator("[data-words-of=f-summary-en]")).to_have_text("3 of about 100 words")
    expect(lia.locator("[data-state]")).to_contain_text("Saved at", timeout=15_000)
    lia.reload()
    expect(lia.locator('[name="summary.en"]')).to_have_value("Three words more")


@pytest.mark.parametrize(("width", "lang"), [(WIDTHS["wide"], "en"), (WIDTHS["phone"], "id")])
def test_axe_finds_nothing(sign_in: SignIn, width: int, lang: str) -> None:
    page = sign_in("rev", width)
    page.goto("/curate/practices/sgp-platform-workers-act-2024")
    page.get_by_role("button", name=re.compile("Revise")).click()
    number = re.search(r"drafts/(\d+)", page.url)
    assert number
    draft = f"/curate/drafts/{number[1]}"
    if page.url.endswith("/edit"):
        fill(page, {"title.id": "", "events.e1.date": "soon"})
        save(page, "Save and check")
    for path in (
        "/curate/",
        "/curate/new",
        f"{draft}/edit?check=1",
        draft,
        f"{draft}/preview",
        f"{draft}/changes",
        "/curate/practices/sgp-platform-workers-act-2024",
    ):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        _no_faults(page)


def _no_faults(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page scrolls sideways"
