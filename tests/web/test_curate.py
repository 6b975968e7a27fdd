"""Curating on the web: who may do what, forms that keep everything, conflicts, refusals as pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from kb.accounts import Account, Role
from kb.accounts.log import COMMAND_LINE
from kb.model import Practice
from kb.practice_file import load_practice
from kb.store import Store
from kb.text import LocalText
from kb.workflow.content import of_practice
from kb.workflow.states import State
from kb.workflow.workflow import Workflow
from tests.conftest import CASES, publish
from tests.web.accounts import PASSWORD, Browser, Site, text_of

OTHER = load_practice(CASES / "idn" / "idn-bpjskes-rehab-instalments-2022.md").practice


class Desk:
    """A site with a published practice of Indonesia, a liaison of Indonesia, and a draft that meets every rule."""

    def __init__(self, site: Site, case: Practice) -> None:
        self.site, self.case = site, case
        self.store: Store = site.base.store
        publish(self.store, case)
        self.workflow = Workflow(self.store, 12)
        self.liaison = self.person("lia@example.id", Role.LIAISON, "IDN")
        self.abroad = self.person("ana@example.es", Role.LIAISON, "ESP")
        self.reviewer = site.people[Role.REVIEWER]

    def person(self, email: str, role: Role, *countries: str) -> Account:
        return self.site.accounts.create(
            email, email.split("@")[0], role, COMMAND_LINE, countries=countries, password=PASSWORD
        )

    def browser(self, account: Account) -> Browser:
        browser = self.site.browser()
        browser.sign_in(account.email)
        return browser

    def draft(self, number: int = 1) -> int:
        told = LocalText(en="Riders register at shops", id="Pengendara mendaftar di toko")
        new = OTHER.model_copy(update={"id": f"idn-new-{number}", "title": told})
        return self.workflow.create_draft(self.liaison, of_practice(new)).id

    def in_review(self) -> int:
        number = self.draft()
        self.workflow.perform(self.liaison, number, "submit", self.workflow.draft(number).version)
        return number

    def act(self, browser: Browser, number: int, action: str, comment: str = "") -> int:
        """The status of an action on a draft, as a form sends it."""
        version = self.workflow.draft(number).version
        token = browser.token("/curate/new")
        fields = {"csrf_token": token, "action": action, "version": str(version), "comment": comment}
        return browser.client.post(f"/curate/drafts/{number}/act", data=fields).status_code


@pytest.fixture
def desk(tmp_path: Path, case: Practice) -> Iterator[Desk]:
    site = Site(tmp_path)
    yield Desk(site, case)
    site.base.close()


def form_of(page: BeautifulSoup) -> dict[str, list[str]]:
    """What a browser without JavaScript would send of the form of a draft."""
    sent: dict[str, list[str]] = {}
    form = page.select_one("form.draft-form")
    assert form
    for field in form.select("[name]"):
        name = str(field["name"])
        if field.name == "button":
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            sent.setdefault(name, []).append(str(chosen.get("value", chosen.text)) if chosen else "")
        elif field.name == "textarea":
            sent.setdefault(name, []).append(field.text.removeprefix("\n"))
        elif field.get("type") not in ("checkbox", "radio") or field.has_attr("checked"):
            sent.setdefault(name, []).append(str(field.get("value", "")))
    return sent


def test_a_form_that_is_sent_back_unchanged_changes_nothing(desk: Desk, cases: list[Practice]) -> None:
    browser = desk.browser(desk.reviewer)
    for practice in (case for case in cases if case.country in ("IDN", "SGP")):
        content = of_practice(practice)
        draft = desk.workflow.create_draft(desk.reviewer, content)
        page = f"/curate/drafts/{draft.id}/edit"
        assert browser.client.post(page, data=form_of(browser.get(page))).status_code == 303
        after = desk.workflow.draft(draft.id)
        assert after.content == content, practice.id
        assert after.version == draft.version


def test_a_half_filled_form_is_kept_and_its_faults_stand_beside_the_fields(desk: Desk) -> None:
    browser = desk.browser(desk.liaison)
    begun = browser.send("/curate/new", kind="measure", country="IDN", title="Riders register at shops")
    page = begun.headers["Location"]
    fields = form_of(browser.get(page)) | {"sources.s1.url": ["ftp://nowhere"], "events.e1.date": ["soon"]}
    assert (
        browser.client.post(page, data=fields | {"_then": ["submit"]}).headers["Location"].endswith("?check=1#faults")
    )
    checked = browser.get(f"{page}?check=1")
    for link in checked.select("#faults a"):
        assert checked.select_one(f"[id='{link['href'][1:]}']"), link["href"]
    beside = checked.select_one("#f-sources-s1-url-fault")
    assert beside
    assert "web address" in beside.text
    assert checked.select_one("#f-sources-s1-url")["aria-describedby"] == "f-sources-s1-url-fault"
    assert checked.select_one("#f-events-e1-date")["value"] == "soon"
    assert desk.workflow.draft(1).state is State.DRAFT


def test_entries_are_added_and_removed_without_javascript(desk: Desk) -> None:
    browser = desk.browser(desk.liaison)
    page = f"/curate/drafts/{desk.draft()}/edit"
    for field, letter in (("sources", "s"), ("events", "e"), ("results", "r")):
        before = browser.get(page)
        keys = {name.split(".")[1] for name in form_of(before) if name.startswith(f"{field}.")}
        added = f"{letter}{max(int(key[1:]) for key in keys) + 1}"
        answer = browser.client.post(page, data=form_of(before) | {"_add": [field]})
        assert answer.headers["Location"].endswith(f"#f-{field}-{added}")
        after = browser.get(page)
        assert after.select_one(f"#f-{field}-{added}")
        browser.client.post(page, data=form_of(after) | {"_remove": [f"{field}.{added}"]})
        assert not browser.get(page).select_one(f"#f-{field}-{added}")


def test_two_people_at_once_lose_nothing(desk: Desk) -> None:
    number = desk.draft()
    page = f"/curate/drafts/{number}/edit"
    lia, rev = desk.browser(desk.liaison), desk.browser(desk.reviewer)
    of_lia, of_rev = form_of(lia.get(page)), form_of(rev.get(page))
    of_rev |= {"title.en": ["By the reviewer"], "summary.en": ["Other summary."]}
    of_lia |= {"title.en": ["By Lia"], "facts.payers.text.en": ["Other payers."]}
    assert rev.client.post(page, data=of_rev).status_code == 303
    asked = lia.client.post(page, data=of_lia, headers={"Accept": "application/json"})
    assert asked.status_code == 409, "the save that the page makes by itself"
    address = asked.get_json()["conflict"]
    assert lia.client.post(page, data=of_lia).status_code == 303, "and the button leads to the same choice"
    merge = lia.get(address)
    chosen = {field["name"]: field["value"] for field in merge.select("[type=radio][checked]")}
    assert chosen == {"pick.summary.en": "theirs", "pick.facts.payers.text.en": "mine"}, "one side changed it"
    texts = merge.main.get_text(" ")
    assert "By Lia" in texts
    assert "By the reviewer" in texts
    hidden = {name: merge.select_one(f"[name={name}]")["value"] for name in ("csrf_token", "_version")}
    assert lia.client.post(address, data=chosen | hidden).status_code == 400, "a field without a choice"
    assert lia.client.post(address, data=chosen | hidden | {"pick.title.en": "mine"}).status_code == 303
    after = desk.workflow.draft(number).content
    assert (after.title.en, after.summary.en, after.facts["payers"].text.en) == (
        "By Lia", "Other summary.", "Other payers.",
    )  # fmt: skip


def test_both_keep_what_they_added_under_one_number(desk: Desk) -> None:
    number = desk.draft()
    page = f"/curate/drafts/{number}/edit"
    lia, rev = desk.browser(desk.liaison), desk.browser(desk.reviewer)
    of_lia, of_rev = form_of(lia.get(page)), form_of(rev.get(page))
    rev.client.post(page, data=of_rev | {"sources.s90.title": ["Of the reviewer"]})
    lia.client.post(page, data=of_lia | {"sources.s90.title": ["Of Lia"], "facts.payers.cites": ["s1", "s90"]})
    address = f"/curate/drafts/{number}/merge/3"
    merge = lia.get(address)
    chosen = {field["name"]: field["value"] for field in merge.select("[type=radio][checked]")}
    hidden = {name: merge.select_one(f"[name={name}]")["value"] for name in ("csrf_token", "_version")}
    assert lia.client.post(address, data=chosen | hidden).status_code == 303
    after = desk.workflow.draft(number).content
    assert (after.sources["s90"].title, after.sources["s91"].title) == ("Of the reviewer", "Of Lia")
    assert after.facts["payers"].cites == ("s1", "s91")


def test_readers_see_the_published_revision_until_another_person_let_the_draft_pass(desk: Desk) -> None:
    lia, rev, reader = desk.browser(desk.liaison), desk.browser(desk.reviewer), desk.site.browser()
    practice = f"/curate/practices/{desk.case.id}"
    begun = lia.send(f"{practice}/act", page=practice, action="revise")
    page = begun.headers["Location"]
    assert (
        lia.send(f"{practice}/act", page=practice, action="revise").headers["Location"].startswith("/curate/drafts/1")
    )
    fields = form_of(lia.get(page)) | {"title.en": ["Quite another title"], "title.id": ["Judul yang lain"]}
    assert lia.client.post(page, data=fields | {"_then": ["submit"]}).headers["Location"] == "/curate/drafts/1"
    assert desk.case.title.en in reader.get(f"/practices/{desk.case.id}").h1.text
    review = rev.get("/curate/drafts/1")
    assert "Quite another title" in review.select_one(".differences ins").text
    assert desk.act(lia, 1, "publish") == 403
    assert desk.act(rev, 1, "publish", "checked") == 303
    assert "Quite another title" in reader.get(f"/practices/{desk.case.id}").h1.text
    assert "checked" in rev.get(practice).main.text
    assert "checked" not in reader.get(f"/practices/{desk.case.id}/changes").text


ROLES = [None, *Role]
EXPECTED = {  # the least role for which each action on a draft in review is done, and its status
    "take-back": {Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR},
    "request-changes": {Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR},
    "publish": {Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR},
    "comment": {Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR},
    "submit": set(),
    "discard": set(),
    "save": set(),
    "create": set(),
    "nonsense": set(),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_action_on_a_draft_by_each_role(desk: Desk, role: Role | None) -> None:
    """Liaisons here are of no country: the draft does not exist for them."""
    browser = desk.site.browser(role)
    outside = role is None or role < Role.LIAISON
    for action, allowed in EXPECTED.items():
        number = desk.in_review()
        before = desk.workflow.draft(number)
        if outside:
            response = browser.client.post(f"/curate/drafts/{number}/act", data={"action": action})
            assert response.status_code in (400, 401, 403)
        else:
            status = desk.act(browser, number, action, "why")
            refused = (404,) if role is Role.LIAISON else (400, 403)
            assert status == 303 if role in allowed else status in refused, (action, status)
        if role not in allowed:
            assert desk.workflow.draft(number) == before
        if desk.workflow.draft(number).state is State.PUBLISHED:
            desk.workflow.perform_on_practice(desk.site.people[Role.EDITOR], "idn-new-1", "withdraw", "why")
            return


PAGES = ("", "new", "drafts/1", "drafts/1/edit", "drafts/1/preview", "drafts/1/changes", "practices/{slug}")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_by_each_role(desk: Desk, path: str) -> None:
    desk.draft()
    address = f"/curate/{path.format(slug=desk.case.id)}"
    assert "/account/sign-in" in desk.site.browser().client.get(address).headers["Location"]
    assert desk.site.browser(Role.READER).client.get(address).status_code == 403
    of_one_draft = "drafts" in path
    assert desk.browser(desk.abroad).client.get(address).status_code == (404 if of_one_draft else 200)
    for person in (desk.liaison, desk.reviewer):
        assert desk.browser(person).client.get(address).status_code == 200


def test_a_liaison_moves_nothing_to_another_country(desk: Desk) -> None:
    browser = desk.browser(desk.liaison)
    assert browser.send("/curate/new", kind="measure", country="ESP", title="x").status_code == 403
    page = f"/curate/drafts/{desk.draft()}/edit"
    answer = browser.client.post(page, data=form_of(browser.get(page)) | {"country": ["ESP"]})
    assert answer.status_code == 403
    assert "own countries" in text_of(answer)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"_end": []}, 400),
        ({"_version": ["x"]}, 400),
        ({"_version": ["99"]}, 404),
        ({"facts.nothing.text.en": ["x"]}, 400),
        ({"facts.payers": ["x"]}, 400),
        ({"events.e0.date": ["x"]}, 400),
        ({"events.e100.date": ["x"]}, 400),
        ({"sections.other": ["x"]}, 400),
        ({"title": ["x"]}, 400),
        ({"a.b.c.d": ["x"]}, 400),
        ({"summary.en": ["x" * 20_001]}, 400),
        ({"_add": ["facts"]}, 400),
        ({"_remove": ["sources"]}, 400),
        ({"summary.en": ["x" * 1_100_000]}, 413),
    ],
)
def test_crafted_forms_are_refused_and_change_nothing(desk: Desk, fields: dict[str, list[str]], status: int) -> None:
    browser = desk.browser(desk.liaison)
    number = desk.draft()
    page = f"/curate/drafts/{number}/edit"
    before = desk.workflow.draft(number)
    sent = form_of(browser.get(page)) | {"title.id": ["Lain"]} | fields
    answer = browser.client.post(page, data=sent)
    assert answer.status_code == status, text_of(answer)
    assert desk.workflow.draft(number) == before


def test_the_home_says_what_waits_for_whom(desk: Desk) -> None:
    number = desk.in_review()
    title = desk.workflow.draft(number).content.title.en

    def under(person: Account) -> dict[str, str]:
        page = desk.browser(person).get("/curate/")
        return {one.h2["id"]: one.get_text(" ") for one in page.select("main section")}

    assert title in under(desk.reviewer)["to-review"]
    assert title in under(desk.liaison)["in-review"]
    assert title not in " ".join(under(desk.abroad).values())
    desk.workflow.perform(desk.reviewer, number, "request-changes", 1, "why")
    assert title in under(desk.liaison)["changes-requested"]
    assert title in under(desk.reviewer)["others"]


def test_numbers_that_no_draft_has_are_not_found(desk: Desk) -> None:
    browser = desk.browser(desk.reviewer)
    number, far = desk.draft(), "9" * 30
    for path in (
        f"drafts/{far}",
        f"drafts/{number}/merge/{far}",
        f"drafts/{number}/changes?from=-{far}",
        "practices/none",
    ):
        assert browser.client.get(f"/curate/{path}").status_code == 404, path
    assert browser.client.get(f"/curate/drafts/{number}/changes?from=x").status_code == 400
    assert browser.client.get(f"/curate/drafts/{number}/merge/0").status_code == 400, "nothing was published"


def test_a_request_from_elsewhere_changes_nothing(desk: Desk) -> None:
    browser = desk.browser(desk.liaison)
    number = desk.draft()
    version = str(desk.workflow.draft(number).version)
    for path, fields in (
        (f"drafts/{number}/act", {"action": "discard", "version": version}),
        ("new", {"country": "IDN"}),
    ):
        assert browser.client.post(f"/curate/{path}", data=fields).status_code == 400
    assert desk.workflow.draft(number).state is State.DRAFT
