"""Asking on the web: from a practice, a challenge, an empty cell; answered, agreed to, shown as a note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.candidates import MIGRATIONS, Candidates
from kb import mail
from kb.accounts import Account, Role
from kb.accounts.log import COMMAND_LINE
from kb.asking import misses
from kb.mail import Letter
from kb.model import Practice
from kb.settings import Settings
from kb.sqlite import SqliteFile
from tests.conftest import publish
from tests.web.accounts import PASSWORD, Browser, Site, text_of
from web.letters import LETTERS
from web.questions import views

ASK = "/questions/ask"


class Forum:
    """A site with a practice of Indonesia, its liaison, a reader, and the letters that were sent."""

    def __init__(self, site: Site, case: Practice, letters: list[Letter]) -> None:
        self.site, self.case, self._letters = site, case, letters
        publish(site.base.store, case)
        self.liaison = site.accounts.create(
            "lia@example.id", "Lia Hartono", Role.LIAISON, COMMAND_LINE, countries=("IDN",), password=PASSWORD
        )

    def letters(self) -> list[str]:
        """Who was written to, once all letters are sent."""
        self.site.app.extensions[LETTERS].submit(lambda: None).result()
        sent, self._letters[:] = [letter.to for letter in self._letters], []
        return sent

    def as_(self, account: Account) -> Browser:
        browser = self.site.browser()
        browser.sign_in(account.email)
        return browser

    def asked(self, text: str = "How are payroll data shared?") -> str:
        """The address of a question that the reader puts from the page of the practice."""
        sent = self.site.browser(Role.READER).send(ASK, text=text, practice=self.case.id)
        assert sent.status_code == 303
        return sent.headers["Location"]


@pytest.fixture
def forum(tmp_path: Path, case: Practice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forum]:
    letters: list[Letter] = []

    def send(settings: Settings, letter: Letter) -> None:
        mail._message(settings.smtp_from, letter)  # what cannot be a message fails here
        letters.append(letter)

    monkeypatch.setattr(views, "send", send)
    site = Site(tmp_path)
    yield Forum(site, case, letters)
    site.base.close()


def test_from_a_question_on_a_practice_to_a_note_on_its_page(forum: Forum) -> None:
    reader = forum.site.browser(Role.READER)
    link = reader.get(f"/practices/{forum.case.id}").find("a", string="Ask the liaisons")
    assert forum.case.title.en in reader.get(str(link["href"])).main.text
    thread = forum.asked()
    assert forum.letters() == ["lia@example.id"]
    liaison, reviewer = forum.as_(forum.liaison), forum.site.browser(Role.REVIEWER)
    assert "How are payroll data shared?" in liaison.get("/curate/").select_one("[aria-labelledby=questions]").text
    sent = liaison.send(f"{thread}/reply", thread, text="By a monthly file.\nSince 2024.", agreed="1")
    assert sent.status_code == 303
    assert forum.letters() == ["reader@ministry.id"]
    assert not liaison.get("/curate/").select("[aria-labelledby=questions]")
    assert "By a monthly file." in reader.get(thread).main.text
    assert not forum.site.browser().get(f"/practices/{forum.case.id}").select("#notes"), "nothing shows by itself"
    assert reviewer.send(f"{thread}/posts/1/note", thread, practice=forum.case.id).status_code == 303
    for lang, name in (("en", "Note of a liaison"), ("id", "Catatan")):
        page = forum.site.browser().get(f"/practices/{forum.case.id}?lang={lang}")
        assert name in page.select_one("#notes").text
        note = page.select_one("figure.note").text
        assert "By a monthly file." in note
        assert "Lia Hartono" in note
    assert liaison.send(f"{thread}/posts/1/agree", thread).status_code == 303
    assert not forum.site.browser().get(f"/practices/{forum.case.id}").select("#notes"), "agreed no longer"


def test_an_answer_with_a_source_becomes_a_candidate(forum: Forum) -> None:
    thread = forum.asked()
    liaison, reviewer = forum.as_(forum.liaison), forum.site.browser(Role.REVIEWER)
    for source in ("https://www.bpjsketenagakerjaan.go.id/data", "http://10.0.0.1.nip.local/x"):
        liaison.send(f"{thread}/reply", thread, text="It is described there.", source=source, agreed="1")
    assert reviewer.send(f"{thread}/posts/1/candidate", thread).status_code == 303
    refused = reviewer.send(f"{thread}/posts/2/candidate", thread)
    assert refused.status_code == 422
    assert "not a public web address" in text_of(refused)
    candidates = Candidates(SqliteFile(forum.site.base.settings.store_path, MIGRATIONS))
    (kept,) = candidates.all()
    candidates.file.close()
    assert kept.found.address == "https://www.bpjsketenagakerjaan.go.id/data"
    assert kept.found.first("summary") == "It is described there."
    assert kept.found.fields["title"][0].where == "answer to question 1"
    assert "Candidates to decide on" in reviewer.get("/curate/").main.text


def test_a_stranger_sees_no_question(forum: Forum) -> None:
    thread = forum.asked()
    other = forum.site.accounts.create("o@example.org", "O", Role.READER, COMMAND_LINE, password=PASSWORD)
    assert forum.as_(other).client.get(thread).status_code == 404
    assert forum.site.browser(Role.LIAISON).client.get(thread).status_code == 404, "a liaison of no country"
    assert "sign-in" in forum.site.app.test_client().get(thread).headers["Location"]
    assert "How are payroll" not in forum.as_(other).get("/questions/").main.text


def test_a_visitor_sees_where_to_sign_in_and_comes_back_to_the_question(forum: Forum) -> None:
    visitor = forum.site.browser()
    link = visitor.get(f"/practices/{forum.case.id}").find("a", string="Sign in to ask the liaisons")
    to = visitor.client.get(str(link["href"])).headers["Location"]
    back = visitor.sign_in("reader@ministry.id", path=to).headers["Location"]
    assert back.endswith(f"practice={forum.case.id}")


@pytest.mark.parametrize(
    ("given", "goes_to"),
    [
        ({"challenge": "collection"}, ["editor@ministry.id", "administrator@ministry.id"]),
        ({"challenge": "collection", "country": "IDN"}, ["lia@example.id"]),
        ({"country": "IDN", "row": "payers"}, ["lia@example.id"]),
        ({"country": "KEN", "row": "payers"}, ["editor@ministry.id", "administrator@ministry.id"]),
        ({}, ["editor@ministry.id", "administrator@ministry.id"]),
    ],
)
def test_a_question_goes_to_those_responsible(forum: Forum, given: dict[str, str], goes_to: list[str]) -> None:
    reader = forum.site.browser(Role.READER)
    assert reader.send(ASK, text="Who pays?", **given).status_code == 303
    assert sorted(forum.letters()) == sorted(goes_to)


def test_an_empty_cell_leads_to_the_form(forum: Forum) -> None:
    reader = forum.site.browser(Role.READER)
    page = reader.get("/compare?country=IDN&country=KEN&row=payers")
    links = [str(link["href"]) for link in page.select(".ask-cell a")]
    assert "/questions/ask?country=KEN&row=payers" in links
    assert "Kenya" in reader.get(links[-1]).main.text


@pytest.mark.parametrize("query", ["practice=none", "challenge=none", "country=XX", "row=none", "country=%00"])
def test_what_there_is_not_cannot_be_asked_about(forum: Forum, query: str) -> None:
    assert forum.site.browser(Role.READER).client.get(f"{ASK}?{query}").status_code in (400, 404)


def test_faults_stand_above_the_form_and_keep_the_text(forum: Forum) -> None:
    reader = forum.site.browser(Role.READER)
    page = reader.send(ASK, text="x" * 2001, practice=forum.case.id)
    assert page.status_code == 422
    assert "2001 characters" in text_of(page)
    assert "x" * 2001 in page.text
    hostile = forum.asked("<script>alert(1)</script>\r\nBcc: all@example.org")
    assert "<script>alert" not in reader.client.get(hostile).text
    assert forum.letters() == ["lia@example.id"]


def test_searches_without_a_result_are_counted_by_words_alone(forum: Forum) -> None:
    forum.site.base.index.ensure(None)
    client = forum.site.app.test_client()
    for path in ("/search?q=Xyzzyplugh+levy", "/search?q=xyzzyplugh++LEVY", "/search?q=xyzzyplugh&status=operating",
                 "/search?q=xyzzyplugh+budi@example.org"):  # fmt: skip
        assert client.get(path).status_code == 200
    forum.letters()
    file = forum.site.base.store.file
    assert [(row["words"], row["count"]) for row in file.read().query("SELECT * FROM search_miss")] == [
        ("xyzzyplugh levy", 2)
    ]
    reviewer = forum.site.browser(Role.REVIEWER)
    assert not reviewer.get("/curate/").select("[aria-labelledby=misses]"), "one day only"
    with file.write() as db:
        misses.record(db, "xyzzyplugh levy", datetime.now(UTC).date() - timedelta(days=1))
    assert "xyzzyplugh levy" in reviewer.get("/curate/").select_one("[aria-labelledby=misses]").text
