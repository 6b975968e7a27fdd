"""From an address and from the ISSA template to a published case that search finds, by two people; what it takes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kb.accounts import Accounts, Role
from kb.accounts.log import COMMAND_LINE
from tests.bases import small_base
from tests.browser.conftest import WIDTHS
from tests.browser.test_accessibility import TAGS
from tests.browser.test_curate import SignIn, save, sign_in
from tests.corpus.collecting.site import Site, serving
from tests.servers import free_port, served
from tests.web.accounts import PASSWORD
from tests.web.test_start import ARTICLE, FILLED, filled, workbook

__all__ = ["sign_in"]  # a fixture
SECONDS_A_FIELD = 12  # to read a field and write a sentence that one knows
SECONDS_A_CLICK = 3
MINUTES = 10


@dataclass
class Hands:
    """What a person does on a page, counted."""

    page: Page
    fields: list[str] = field(default_factory=list)
    clicks: int = 0

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            one = self.page.locator(f'[name="{name.replace("__", ".")}"]')
            if one.evaluate("one => one.tagName") == "SELECT":
                one.select_option(value)
            else:
                one.fill(value)
            self.fields.append(name)

    def click(self, what: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=what, exact=True).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f'[name="{name}"][value={value}]').check()
        self.clicks += 1

    def save(self, button: str) -> None:
        save(self.page, button)
        self.clicks += 1

    @property
    def minutes(self) -> float:
        return (len(self.fields) * SECONDS_A_FIELD + self.clicks * SECONDS_A_CLICK) / 60


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The site whose page is pasted."""
    with serving() as made:
        made.put("/riders", ARTICLE)
        yield made


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[str]:
    """The address of a server that may ask the site; its encoder never loads."""
    home = tmp_path_factory.mktemp("start")
    base = small_base(home)
    accounts = Accounts(base.store.file)
    for name, role, countries in (("lia", Role.LIAISON, ("IDN",)), ("rev", Role.REVIEWER, ())):
        accounts.create(f"{name}@ministry.id", name, role, COMMAND_LINE, countries=countries, password=PASSWORD)
    base.close()
    port = free_port()
    own = {
        "KB_HOME": str(home),
        "KB_ENCODER": str(home / "none"),
        "KB_CONTACT": "tests@example.org",
        "KB_COLLECT_ALLOW": f"127.0.0.1:{site.port}",
    }
    with served(os.environ | own, port):
        yield f"http://127.0.0.1:{port}"


SECOND_SOURCE = {
    "sources.s2.url": "https://www.example.ac.id/shops",
    "sources.s2.title": "Shops that sign up riders",
    "sources.s2.publisher": "Example University",
    "sources.s2.kind": "research",
    "sources.s2.language": "en",
}
FACT = {
    "facts.institution.text.en": "In Indonesia the shops register for the agency.",
    "facts.institution.text.id": "Di Indonesia toko mendaftarkan untuk lembaga itu.",
    "facts.institution.as_of": "2024",
}
EVENT = {
    "events.e1.type": "launched",
    "events.e1.text.en": "The first shops opened a counter.",
    "events.e1.text.id": "Toko pertama membuka loket.",
}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_a_pasted_address_to_a_case_that_search_finds(sign_in: SignIn, site: Site, scripts: bool) -> None:
    word = "Zyxomma" if scripts else "Qwyxalpa"
    site.put(f"/{word}", ARTICLE.replace("counter of small shops", f"counter of small shops {word}"))
    lia, rev = sign_in("lia", java_script_enabled=scripts), sign_in("rev")
    lia.goto("/curate/")
    hands = Hands(lia)
    hands.click("Start a draft")
    hands.fill(address=f"{site.base}/{word}")
    hands.click("Read it")
    expect(lia.locator("p.message")).to_contain_text("The draft is begun", timeout=60_000)
    expect(lia.locator('[name="title.en"]')).to_have_value("Riders covered at the counter")
    expect(lia.locator('[name="sources.s1.publisher"]')).to_have_value("Agency News")
    expect(lia.locator(".noted").first).to_contain_text("the document says so itself")
    hands.fill(kind="institutional", title__en=f"Riders register at shops {word}")
    hands.fill(title__id=f"Pengendara mendaftar di toko {word}", institutions="Agency", status="operating")
    hands.fill(
        summary__en=f"In Indonesia shops {word} register riders for the agency.",
        summary__id=f"Di Indonesia toko {word} mendaftarkan pengendara untuk lembaga.",
        sources__s1__kind="official",
        sources__s1__url=f"https://www.example.go.id/{word}",  # readers cannot open the address of a test server
    )
    hands.fill(**{name: value.replace("/shops", f"/{word}") for name, value in SECOND_SOURCE.items()})
    _submitted_and_published(hands, rev, word)
    assert hands.minutes <= MINUTES, (len(hands.fields), hands.clicks)
    print(f"address: {len(hands.fields)} fields, {hands.clicks} clicks, {hands.minutes:.1f} minutes")


def test_from_the_word_template_to_a_case_that_search_finds(sign_in: SignIn) -> None:
    word = "Brumvexo"
    content = filled(
        FILLED
        | {
            "Title of the good practice": f"Riders register at shops {word}",
            "Summary": f"In Indonesia shops {word} register riders for the agency.",
            "What did not work": "Some shops closed early.",
            "Sources": "Mendaftar di toko, https://www.bpjsketenagakerjaan.go.id/brumvexo",
        }
    )
    lia, rev = sign_in("lia"), sign_in("rev")
    lia.goto("/curate/")
    hands = Hands(lia)
    hands.click("Start a draft")
    lia.locator("[name=file]").set_input_files({"name": "case.docx", "mimeType": "", "buffer": content})
    hands.clicks += 2
    lia.locator("form[enctype] button").click()
    expect(lia.locator("p.message")).to_contain_text("The draft is begun", timeout=60_000)
    expect(lia.locator('[name="sections.context"]')).to_have_value(FILLED["The issue or challenge"])
    hands.fill(
        title__id=f"Pengendara mendaftar di toko {word}",
        summary__id=f"Di Indonesia toko {word} mendaftarkan pengendara untuk lembaga.",
        status="operating",
        sources__s1__publisher="BPJS Ketenagakerjaan",
        sources__s1__kind="official",
        sources__s1__language="id",
    )
    hands.fill(**{name: value.replace("/shops", f"/{word}") for name, value in SECOND_SOURCE.items()})
    _submitted_and_published(hands, rev, word, told=True)
    assert hands.minutes <= MINUTES, (len(hands.fields), hands.clicks)
    print(f"template: {len(hands.fields)} fields, {hands.clicks} clicks, {hands.minutes:.1f} minutes")


def _submitted_and_published(hands: Hands, rev: Page, word: str, *, told: bool = False) -> None:
    """Write what is left, submit, let another person approve, and find it as a reader."""
    lia = hands.page
    if not told:
        for name, text in (
            ("context", "Riders did not know where to go."),
            ("what-was-done", "Shops took the forms in."),
            ("results", "No count was published."),
            ("what-did-not-work", "Some shops closed early."),
            ("lessons-for-others", "Go where riders are."),
        ):
            hands.fill(**{f"sections.{name}": text})
        hands.click("Add an event")
        hands.fill(**{"events.e1.date": "2024"})
        hands.tick("events.e1.cites", "s1")
    hands.fill(**EVENT)
    lia.locator("#f-facts-institution summary").first.click()
    hands.clicks += 1
    hands.fill(**FACT)
    hands.tick("facts.institution.cites", "s2")
    hands.save("Submit for review")
    expect(lia.get_by_role("status").first).to_contain_text("submitted")
    rev.goto("/curate/")
    rev.get_by_role("link", name=f"Riders register at shops {word}").first.click()
    rev.get_by_role("button", name="Approve and publish").click()
    expect(rev.get_by_role("status")).to_contain_text("Published")
    reader = rev.context.browser.new_page(base_url=lia.url.split("/curate")[0])  # type: ignore[union-attr]
    reader.goto(f"/search?q={word}&lang=en")
    expect(reader.locator(".result").first).to_contain_text(f"Riders register at shops {word}")
    reader.close()


@pytest.mark.parametrize(("width", "lang"), [(WIDTHS["wide"], "en"), (WIDTHS["phone"], "id")])
def test_axe_finds_nothing(sign_in: SignIn, site: Site, width: int, lang: str) -> None:
    page = sign_in("rev", width)
    page.goto(f"/curate/start?lang={lang}")
    _no_faults(page)
    page.fill("[name=address]", "http://10.0.0.1/")
    page.locator("form").filter(has=page.locator("[name=address]")).get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("10.0.0.1", timeout=60_000)
    _no_faults(page)
    page.locator("[name=file]").set_input_files({"name": "a.xlsx", "mimeType": "", "buffer": workbook("One", "Two")})
    page.locator("form[enctype] button").click()
    expect(page.locator("[name=row]")).to_have_count(2, timeout=60_000)
    _no_faults(page)
    page.locator("form.narrow, form").filter(has=page.locator("[name=row]")).get_by_role("button").click()
    expect(page.locator('[name="title.en"]')).to_have_value("One", timeout=60_000)
    _no_faults(page)
    page.goto("/curate/candidates")
    _no_faults(page)


def _no_faults(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page scrolls sideways"
