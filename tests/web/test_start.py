"""Drafts that begin from an address, a file or a candidate: read in the background, kept, refused with a sentence."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from corpus.candidates import Candidates
from corpus.sources.model import Candidate, Read
from corpus.templates import sheet_template, word_template
from corpus.uploads import MAX_UPLOAD
from kb.accounts import Account, Role
from kb.settings import settings
from kb.workflow.workflow import Workflow
from tests.corpus.collecting.site import Site as Served
from tests.corpus.collecting.site import serving
from tests.corpus.extraction.files import BODY, bomb_pdf, page, pdf, with_parts
from tests.corpus.extraction.test_hostile import LAUGHS
from tests.web.accounts import PASSWORD, Browser, Site, text_of
from web.context import BEGINNINGS

WORD = word_template("en")
ARTICLE = (
    "<html lang=en><head><title>Riders covered at the counter</title><meta property=og:site_name content='Agency News'>"
    "</head><body><article><h1>Riders covered at the counter</h1>"
    + "<p>In Indonesia the agency registers motorcycle taxi riders at the counter of small shops. </p>" * 8
    + "</article></body></html>"
)
FILLED = {
    "Title of the good practice": "Riders register at shops",
    "Institution": "BPJS Ketenagakerjaan",
    "Country": "Indonesia",
    "Implemented since": "2024",
    "Summary": "Shops register riders for the agency.",
    "The issue or challenge": "Riders did not know where to go.",
    "Addressing the challenge": "Shops took the forms in.",
    "Targets to be achieved": "Every district was to have a shop.",
    "Evaluating the results": "No count was published.",
    "Lessons learned": "Go where riders are.",
    "Sources": "Mendaftar di toko, https://www.bpjsketenagakerjaan.go.id/toko",
}


class Desk:
    """A site whose jobs may ask a server on this machine."""

    def __init__(self, site: Site, served: Served) -> None:
        self.site, self.served = site, served
        self.workflow = Workflow(site.base.store, 12)
        self.liaison = site.people[Role.REVIEWER]
        self.beginnings = site.app.extensions[BEGINNINGS]

    def browser(self, role: Role = Role.REVIEWER) -> Browser:
        return self.site.browser(role)

    def person(self, email: str, *countries: str) -> Account:
        from kb.accounts.log import COMMAND_LINE

        return self.site.accounts.create(
            email, email.split("@")[0], Role.LIAISON, COMMAND_LINE, countries=countries, password=PASSWORD
        )

    def upload(
        self, browser: Browser, content: bytes, name: str = "case.docx", page: str = "/curate/start"
    ) -> TestResponse:
        token = browser.token(page)
        file = FileStorage(io.BytesIO(content), name)
        stream, _, boundary = stream_encode_multipart({"csrf_token": token, "file": file}, use_tempfile=False)
        kind = f"multipart/form-data; boundary={boundary}"
        return browser.client.post("/curate/start/file", input_stream=stream, content_type=kind)

    def waited(self, browser: Browser, asked: TestResponse) -> TestResponse:
        """The answer of the page of a job when it has ended."""
        assert asked.status_code == 303, text_of(asked)
        deadline = time.monotonic() + 120
        while True:
            answer = browser.client.get(asked.headers["Location"])
            state = browser.client.get(asked.headers["Location"], headers={"Accept": "application/json"}).get_json()
            if state["state"] not in ("waiting", "running"):
                return browser.client.get(asked.headers["Location"])
            assert time.monotonic() < deadline, "the job does not end"
            assert answer.status_code == 200
            time.sleep(0.2)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with serving() as served:
        for name, value in {
            "KB_HOME": str(tmp_path),
            "KB_CONTACT": "tests@example.org",
            "KB_COLLECT_ALLOW": f"127.0.0.1:{served.port}",
            "KB_ENCODER": str(tmp_path / "none"),
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        site = Site(tmp_path, encoder=str(tmp_path / "none"))
        made = Desk(site, served)
        yield made
        made.beginnings.close()
        site.base.close()


def filled(parts: dict[str, str] = FILLED) -> bytes:
    """The Word template as somebody fills it in, below each heading."""
    file = docx.Document(io.BytesIO(WORD))
    for paragraph in list(file.paragraphs):
        if paragraph.text in parts:
            following = paragraph._p.getnext()
            new = docx.oxml.OxmlElement("w:p")
            (following if following is not None else paragraph._p).addnext(new)
            docx.text.paragraph.Paragraph(new, paragraph._parent).add_run(parts[paragraph.text])
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def workbook(*titles: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sheet_template("en")))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for title in titles:
        values = FILLED | {"Title of the good practice": title}
        sheet.append([values.get(head, "") for head in heads])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_an_address_becomes_a_draft(desk: Desk) -> None:
    desk.served.put("/riders", ARTICLE)
    browser = desk.browser()
    asked = browser.send("/curate/start/address", "/curate/start", address=f"{desk.served.base}/riders")
    done = desk.waited(browser, asked)
    assert done.headers["Location"].endswith("/curate/drafts/1/edit")
    content, origin = desk.workflow.draft(1).content, desk.workflow.draft(1).origin
    assert content.title.en == "Riders covered at the counter"
    assert content.sources["s1"].url == f"{desk.served.base}/riders"
    assert content.sources["s1"].publisher == "Agency News"
    assert origin.kind == "address"
    form = browser.get("/curate/drafts/1/edit")
    assert "the document says so itself" in form.select_one(".noted").text
    kept = desk.beginnings.candidates.all("taken")
    assert [one.comment for one in kept] == ["draft 1"]
    assert browser.get("/curate/drafts/1").select_one(f'a[href="{desk.served.base}/riders"]')


def test_the_word_template_becomes_a_draft_and_its_file_is_only_downloaded(desk: Desk) -> None:
    browser = desk.browser()
    done = desk.waited(browser, desk.upload(browser, filled(), "../../My case.html"))
    assert done.headers["Location"].endswith("/curate/drafts/1/edit")
    content = desk.workflow.draft(1).content
    assert (content.kind, content.country, content.institutions) == ("institutional", "IDN", ("BPJS Ketenagakerjaan",))
    assert content.sections["context"] == FILLED["The issue or challenge"]
    assert content.sections["targets"] == FILLED["Targets to be achieved"]
    assert content.sources["s1"].url == "https://www.bpjsketenagakerjaan.go.id/toko"
    assert content.sources["s1"].title == "Mendaftar di toko"
    assert content.events["e1"].date == "2024"
    file = browser.client.get("/curate/drafts/1/document")
    assert file.data == filled() or file.data.startswith(b"PK")
    assert file.headers["Content-Disposition"] == 'attachment; filename="My case.docx"'
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.mimetype.endswith("wordprocessingml.document")
    abroad = desk.site.browser()
    abroad.sign_in(desk.person("ana@example.es", "ESP").email)
    assert abroad.client.get("/curate/drafts/1/document").status_code == 404


def test_each_row_of_a_workbook_becomes_a_draft(desk: Desk) -> None:
    browser = desk.browser()
    asked = desk.upload(browser, workbook("Shops", "Counters"), "cases.xlsx")
    choice = desk.waited(browser, asked)
    labels = [one.text.strip() for one in BeautifulSoup(choice.text, "html.parser").select("label")]
    assert labels == ["Shops", "Counters"]
    job = asked.headers["Location"]
    for row, title in ((1, "Counters"), (0, "Shops")):
        done = desk.waited(browser, browser.send(f"{job}/row", job, row=str(row)))
        number = int(done.headers["Location"].split("/")[-2])
        assert desk.workflow.draft(number).content.title.en == title
        assert desk.workflow.draft(number).origin.kind == "spreadsheet"
    assert browser.send(f"{job}/row", job, row="2").status_code == 400
    assert browser.client.get("/curate/drafts/1/document").status_code == 200


@pytest.mark.parametrize(
    ("content", "english", "indonesian"),
    [
        (b"<html><body><p>Drivers are covered.</p></body></html>", "Give a PDF, a Word file", "Berikan PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "an image; give the document itself", "gambar"),
        (b"MZ" + b"\0" * 100, "The document is a program.", "program"),
        (b"PK\x05\x06" + b"\0" * 18, "archive without a Word document", "arsip"),
        (with_parts(WORD, {"word/media/x.bin": b"\0" * 250_000_000}), "too large unpacked", "terlalu besar"),
        (with_parts(WORD, {"word/document.xml": LAUGHS}), "declares entities", "entitas"),
        (b"%PDF-1.7\nbroken", "The PDF file is damaged", "rusak"),
        (bomb_pdf(1_000_000_000), "", ""),
        (sheet_template("en"), "no row of our template", "baris"),
    ],
    ids=["html", "image", "program", "archive", "zip-bomb", "entities", "damaged", "pdf-bomb", "no-row"],
)
def test_a_hostile_file_is_one_sentence_in_both_languages(
    desk: Desk, content: bytes, english: str, indonesian: str
) -> None:
    browser = desk.browser()
    asked = desk.upload(browser, content, "case.pdf")
    failed = desk.waited(browser, asked)
    assert failed.status_code == 422
    alert = BeautifulSoup(failed.text, "html.parser").select_one("[role=alert]")
    assert english in alert.text
    told = browser.client.get(f"{asked.headers['Location']}?lang=id").text
    assert indonesian in BeautifulSoup(told, "html.parser").select_one("[role=alert] li").text
    assert list((desk.site.base.settings.home / "uploads").iterdir()) == [], "what cannot be read is not kept"
    sound = desk.waited(browser, desk.upload(browser, pdf([page("Coverage", BODY, BODY)]), "sound.pdf"))
    assert sound.status_code == 303, "and the next file is read"


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("http://127.0.0.1/", "127.0.0.1 is not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "is not a public address"),
        ("http://0x7f000001/", "is a number in disguise"),
        ("http://[::ffff:10.0.0.1]/", "is not a public address"),
        ("http://intranet/", "is a name within a network"),
        ("http://example.org:22/", "port 22 is not one of"),
        ("http://someone:secret@example.org/", "user name or password"),
        ("file:///etc/passwd", "is no web address"),
        ("--all", "is no web address"),
    ],
)
def test_an_address_within_the_network_is_refused_in_both_languages(desk: Desk, address: str, english: str) -> None:
    browser = desk.browser()
    asked = browser.send("/curate/start/address", "/curate/start", address=address)
    failed = desk.waited(browser, asked)
    page_ = BeautifulSoup(failed.text, "html.parser")
    assert english in page_.select_one("[role=alert]").text
    assert page_.select_one("#start-address")["value"] == address, "what was pasted is still there"
    other = browser.get(f"{asked.headers['Location']}?lang=id", 422).select_one("[role=alert] li").text
    assert english not in other
    assert desk.served.asked == []


def test_a_redirect_into_the_network_is_not_followed(desk: Desk) -> None:
    with serving() as within:
        within.put("/secret", ARTICLE)
        desk.served.redirect("/out", f"{within.base}/secret")
        browser = desk.browser()
        asked = browser.send("/curate/start/address", "/curate/start", address=f"{desk.served.base}/out")
        failed = desk.waited(browser, asked)
        assert "127.0.0.1" in text_of(failed)
        assert within.asked == []
    assert desk.beginnings.candidates.all(None) == []


def test_a_file_over_the_limit_is_refused_and_others_may_send_little(desk: Desk) -> None:
    browser = desk.browser()
    answer = desk.upload(browser, b"x" * (MAX_UPLOAD + 200_000))
    assert answer.status_code == 413
    assert "at most 20 MB" in text_of(answer)
    assert desk.upload(desk.browser(Role.READER), b"x" * 2_000_000, page="/account/forgotten").status_code == 413
    assert not (desk.site.base.settings.home / "uploads").exists()


def test_a_job_that_a_killed_server_left_is_done_by_the_next(desk: Desk) -> None:
    beginnings = desk.beginnings.open()
    key = beginnings.uploads.keep(filled())
    left = beginnings.jobs.add(desk.liaison.id, "file", "case.docx", key)
    assert beginnings.jobs.claim() == beginnings.jobs.get(left.id)
    beginnings.wake()
    browser = desk.browser()
    deadline = time.monotonic() + 60
    while beginnings.jobs.get(left.id).state != "done":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert browser.client.get(f"/curate/jobs/{left.id}").status_code == 303
    assert desk.browser(Role.EDITOR).client.get(f"/curate/jobs/{left.id}").status_code == 404, "of somebody else"


def test_a_candidate_is_taken_from_the_archive_or_dismissed_with_a_reason(desk: Desk) -> None:
    desk.served.put("/riders", ARTICLE)
    browser = desk.browser()
    candidates: Candidates = desk.beginnings.open().candidates
    from corpus.asking import collect_address

    kept = collect_address(f"{desk.served.base}/riders", candidates)
    asked = len(desk.served.asked)
    other = Candidate(
        address="https://example.org/x", fields={"title": (Read(value="Something else", where="h1"),)}, digest="x"
    )
    candidates.put(other, "kemnaker", 1, None)
    titles = [one.text for one in browser.get("/curate/candidates").select(".candidates h2")]
    assert titles == ["Something else", "Riders covered at the counter"]
    second = candidates.at("https://example.org/x")
    assert second
    dismissing = f"/curate/candidates/{second.id}/dismiss"
    assert browser.send(dismissing, "/curate/candidates", reason=" ").status_code == 422
    assert browser.send(dismissing, "/curate/candidates", reason="About tax").status_code == 303
    assert candidates.get(second.id).comment == "About tax"
    done = desk.waited(browser, browser.send(f"/curate/candidates/{kept.id}/take", "/curate/candidates"))
    assert done.headers["Location"].endswith("/curate/drafts/1/edit")
    assert candidates.get(kept.id).state == "taken"
    assert len(desk.served.asked) == asked, "nobody was asked again"
    again = browser.send(f"/curate/candidates/{kept.id}/take", "/curate/start")
    assert again.headers["Location"].endswith("/curate/candidates")


def test_templates_are_downloads(desk: Desk) -> None:
    browser = desk.browser()
    for ending in ("docx", "xlsx"):
        answer = browser.client.get(f"/curate/template.{ending}")
        assert answer.headers["Content-Disposition"] == f"attachment; filename=good-practice.{ending}"
        assert answer.data.startswith(b"PK")
    assert browser.client.get("/curate/template.exe").status_code == 404
