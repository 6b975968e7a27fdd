"""What is broken or made to do harm ends in a sentence, never in a crash, and never outside the sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extraction.model import Extracted, ExtractionError
from corpus.extraction.reading import extract
from corpus.extraction.sandbox import MAX_DOCUMENT, Limits, Sandbox
from corpus.templates import sheet_template, word_template
from tests.corpus.extraction.files import BODY, bomb_pdf, page, pdf, with_parts
from tests.corpus.extraction.test_documents import ARTICLE

WORD, SHEET = word_template("en"), sheet_template("en")
PDF = pdf([page("Coverage", BODY, BODY), page("Results", BODY)], image=True)
SOUND = {"html": ARTICLE.encode(), "pdf": PDF, "docx": WORD, "xlsx": SHEET, "csv": b"title;country\nA;B\n"}
PIECES = (b"<", b"</w:p>", b"<w:tbl>", b'r="ZZ99999999"', b"-1", b"1e999", b"&#0;", b"&x;", b"\0", b"<w:p><w:r>")
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]><w:document>&m;</w:document>"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(Limits(memory_mb=400, cpu_seconds=20, seconds=20))
    yield made
    made.close()


@pytest.mark.parametrize("kind", SOUND)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_mutated_and_truncated_files_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(0, 8))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    _read_or_refused(bytes(content[: data.draw(st.integers(1, len(content) + 1))]))


@pytest.mark.parametrize(("archive", "part"), [(WORD, "word/document.xml"), (SHEET, "xl/worksheets/sheet1.xml"),
                                               (SHEET, "xl/workbook.xml"), (WORD, "word/styles.xml")])  # fmt: skip
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_mutated_xml_within_office_files_is_read_or_refused(archive: bytes, part: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(BytesIO(archive)) as parts:
        xml = bytearray(parts.read(part))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(xml)))
        xml[start : start + data.draw(st.integers(0, 30))] = data.draw(st.sampled_from(PIECES))
    _read_or_refused(with_parts(archive, {part: bytes(xml) or b" "}))


@settings(deadline=None, max_examples=100)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    _read_or_refused(content)


@pytest.mark.parametrize("part", ["word/document.xml", "word/_rels/document.xml.rels", "docProps/core.xml"])
def test_entities_are_never_expanded(part: str) -> None:
    with pytest.raises(ExtractionError, match="declares entities"):
        extract(with_parts(WORD, {part: LAUGHS}), None, "")
    with pytest.raises(ExtractionError, match="declares entities"):
        extract(with_parts(WORD, {part: LAUGHS.decode().encode("utf-16")}), None, "")


def test_entities_in_a_web_page_stay_what_they_are() -> None:
    declared = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    found = extract(declared + b"<html><body><p>Drivers &x; are covered.</p></body></html>", None, "")
    assert "root:" not in found.text


def test_a_zip_bomb_is_refused_before_it_is_unpacked(sandbox: Sandbox) -> None:
    bomb = with_parts(WORD, {"word/media/image1.bin": b"\0" * 250_000_000})
    assert len(bomb) < 1_000_000
    with pytest.raises(ExtractionError, match="too large unpacked"):
        sandbox.extract(bomb, None, "")
    xml = with_parts(SHEET, {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 70_000_000})
    with pytest.raises(ExtractionError, match="too large"):
        sandbox.extract(xml, None, "")


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_and_the_next_document_is_read(sandbox: Sandbox) -> None:
    with pytest.raises(ExtractionError, match=r"memory|No page"):
        sandbox.extract(bomb_pdf(1_000_000_000), None, "")
    assert "Coverage" in sandbox.extract(PDF, None, "").text


@pytest.mark.parametrize(
    "content",
    [
        b"<div>" * 200_000 + b"Drivers are covered." + b"</div>" * 200_000,
        b"<table><tr><td>" * 20_000 + b"Drivers are covered.",
        b"<p>" + b"<b>" * 100_000 + b"Drivers are covered.",
        b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script><p>Drivers are covered.</p>",
        b"<p " + b"a=1 " * 500_000 + b">Drivers are covered.</p>",
    ],
    ids=["divs", "tables", "inline", "json", "attributes"],
)
def test_deep_nesting_is_read_or_refused(sandbox: Sandbox, content: bytes) -> None:
    _read_or_refused(content, sandbox)


def test_deep_nesting_within_word_is_read_or_refused(sandbox: Sandbox) -> None:
    deep = b"<w:tbl><w:tr><w:tc>" * 5_000 + b"</w:tc></w:tr></w:tbl>" * 5_000
    with zipfile.ZipFile(BytesIO(WORD)) as parts:
        xml = parts.read("word/document.xml").replace(b"<w:body>", b"<w:body>" + deep)
    _read_or_refused(with_parts(WORD, {"word/document.xml": xml}), sandbox)


def test_of_a_thousand_pages_the_first_are_read(sandbox: Sandbox) -> None:
    found = sandbox.extract(pdf(page(f"Chapter {number}", BODY[:1]) for number in range(1000)), None, "")
    assert [note for note in found.notes if note.startswith("Cut after ") and note.endswith("read whole.")]
    assert found.blocks[0].page == 1


def test_a_page_tree_that_leads_back_to_itself_ends(sandbox: Sandbox) -> None:
    _read_or_refused(PDF.replace(b"/Kids [", b"/Kids [2 0 R "), sandbox)


def test_what_takes_too_long_is_ended_and_the_next_document_is_read() -> None:
    quick = Sandbox(Limits(seconds=2, cpu_seconds=2))
    try:
        quick.extract(b"<p>Drivers are covered.</p>", None, "")
        started = time.monotonic()
        with pytest.raises(ExtractionError, match="longer than 2 seconds"):
            quick.extract(pdf(page("Chapter", *[BODY] * 12) for _ in range(300)), None, "")
        assert time.monotonic() - started < 15
        assert quick.extract(b"<p>Drivers are covered.</p>", None, "").text == "Drivers are covered."
    finally:
        quick.close()


def test_what_is_larger_than_the_limit_is_never_sent(sandbox: Sandbox) -> None:
    with pytest.raises(ExtractionError, match="too large"):
        sandbox.extract(b" " * (MAX_DOCUMENT + 1), None, "")


def test_the_sandbox_reads_what_the_process_itself_reads(sandbox: Sandbox) -> None:
    for content in SOUND.values():
        assert sandbox.extract(content, None, "") == extract(content, None, "")


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('/etc/passwd').read()",
        "import os; os.open(__import__('corpus').__file__, os.O_RDWR)",
        "open(__import__('corpus').__file__, 'a')",
        "import os; os.remove(__import__('corpus').__file__)",
        "import tempfile; tempfile.TemporaryFile()",
    ],
)
def test_nothing_but_reading_is_allowed_there(deed: str) -> None:
    limits = json.dumps({"memory_mb": 200, "cpu_seconds": 5, "seconds": 5})
    program = (
        "import socket, subprocess, tempfile, json, sys\n"
        "from corpus.extraction.worker import _confine\n"
        f"_confine(json.loads('''{limits}'''))\n"
        "try:\n"
        f"    exec({deed!r})\n"
        "except OSError:\n"
        "    import os; os._exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 7


def _read_or_refused(content: bytes, sandbox: Sandbox | None = None) -> None:
    try:
        found = (sandbox.extract if sandbox else extract)(content, None, "https://example.org/a")
    except ExtractionError:
        return
    assert Extracted.model_validate_json(found.model_dump_json()) == found
