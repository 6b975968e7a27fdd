"""What is read from each kind of document."""

from __future__ import annotations

import io

import openpyxl
import pytest

from corpus.extraction.model import BlockKind, Extracted, ExtractionError, MediaType
from corpus.extraction.reading import extract
from corpus.extraction.template import PARTS
from corpus.templates import sheet_template, word_template
from tests.corpus.extraction.files import BODY, page, pdf, word

ARTICLE = """<!DOCTYPE html><html lang="en"><head><title>Drivers insured – Ministry</title>
<meta property="og:site_name" content="Ministry of Labour">
<link rel="license" href="https://creativecommons.org/licenses/by-nc-nd/4.0/">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Drivers are insured",
"datePublished": "2025-03-07T10:00:00+07:00"}]}</script></head>
<body><nav><a href="/">Home</a><a href="/news">News</a></nav><article><h1>Drivers are insured</h1>
<p>From March the platform pays the contribution for employment injury of every driver, said the minister of labour.</p>
<h2>What it costs</h2><p>The contribution is one per cent of the fare, and the driver pays nothing for it.</p>
<ul><li>Medical care is paid in full.</li><li>Sickness benefit is paid from the fourth day.</li></ul>
<table><tr><th>Year</th><th>Members</th></tr><tr><td>2025</td><td>1,200</td></tr></table></article>
<footer>All rights reserved. Contact us.</footer></body></html>"""

ISSA = [
    ("Title", "Insurance of motorcycle drivers through their app"),
    ("Normal", "Institution: National Social Security Fund"),
    ("Normal", "Country: Uganda"),
    ("Normal", "Implementation year: 2023"),
    ("Heading 1", "Summary"),
    ("Normal", "The fund registers drivers through the app they work with."),
    ("Heading 1", "The issue or challenge"),
    (
        "Heading 2",
        "What was the issue or challenge addressed by your good practice? Please provide a short description.",
    ),
    ("Normal", "Few drivers were registered, and most had never heard of the fund."),
    ("Heading 1", "Addressing the challenge"),
    ("Normal", "What were the main objectives of the plan or strategy to resolve the issue or challenge?"),
    ("Normal", "The fund and the platform agreed on two steps."),
    ("List Bullet", "The app shows the scheme."),
    ("List Bullet", "A tap registers the driver."),
    ("Heading 1", "Targets to be achieved"),
    ("Normal", "Ten thousand drivers in the first year."),
    ("Heading 1", "Evaluating the results"),
    ("Normal", "Has there been an evaluation of the good practice?"),
    ("Normal", "By the end of 2024, 8,400 drivers were registered."),
    ("Heading 1", "Lessons learned"),
    ("Normal", "Drivers register when it takes less than a minute."),
]


def kinds(extracted: Extracted) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in extracted.blocks]


def test_a_page_gives_its_article_in_blocks_and_what_it_says_of_itself() -> None:
    found = extract(ARTICLE.encode(), "text/html; charset=utf-8", "https://ministry.example/2025/drivers")
    assert (found.media_type, found.title, found.publisher) == (
        MediaType.HTML, "Drivers are insured", "Ministry of Labour",
    )  # fmt: skip
    assert found.published is not None
    assert (found.published.date, found.published.read_in) == ("2025-03-07", "JSON-LD datePublished")
    assert (found.language, found.licence, found.notes) == ("en", "CC BY-NC-ND 4.0", ())
    assert (BlockKind.HEADING, "What it costs") in kinds(found)
    assert (BlockKind.LIST_ITEM, "Medical care is paid in full.") in kinds(found)
    assert next(block.rows for block in found.blocks if block.rows) == (("Year", "Members"), ("2025", "1,200"))
    assert "Home" not in found.text
    assert "All rights reserved" not in found.text


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (
            "<meta charset=iso-8859-1><p>La protección social de los repartidores está garantizada.".encode("latin-1"),
            None,
        ),
        ("<p>La protección social de los repartidores está garantizada.".encode("cp1252"), "text/html; charset=cp1252"),
        ("\ufeff<p>La protección social de los repartidores está garantizada.".encode("utf-16"), "text/html"),
        ("<p>La protección social de los repartidores está garantizada.".encode(), "text/html; charset=latin-1x"),
    ],
)
def test_a_page_is_read_in_its_encoding(content: bytes, declared: str | None) -> None:
    assert "La protección social de los repartidores está garantizada." in extract(content, declared, "").text


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ('<meta name="DC.date.issued" content="2024-05">', "2024-05"),
        ('<meta property="article:published_time" content="2024-02-30T08:00:00Z">', "2024-02"),
        ('<script type="application/ld+json">[{"@type":["Report"],"datePublished":"2023"}]</script>', "2023"),
        ('<script type="application/ld+json">{"@type":</script><meta name="date" content="2022/1/9">', "2022-01-09"),
    ],
)
def test_the_date_is_no_more_exact_than_the_page(said: str, date: str) -> None:
    found = extract(f"<html><head>{said}</head><body><p>A text about drivers.</p></body></html>".encode(), None, "")
    assert found.published is not None
    assert found.published.date == date


def test_a_page_in_indonesian_that_declares_english_is_in_indonesian() -> None:
    text = "Pengemudi ojek daring didaftarkan sebagai peserta jaminan kecelakaan kerja dan jaminan kematian. " * 4
    assert extract(f'<html lang="en"><body><p>{text}</p></body></html>'.encode(), None, "").language == "id"


def test_a_pdf_gives_headings_and_paragraphs_with_their_pages_but_no_running_heads() -> None:
    content = pdf([page(f"Chapter {number}", BODY, BODY[:2], number=number) for number in (1, 2, 3, 4)], info="a.docx")
    found = extract(content, "text/plain", "")
    assert found.media_type == MediaType.PDF
    assert [(block.text, block.page, block.level) for block in found.blocks if block.kind is BlockKind.HEADING] == [
        (f"Chapter {number}", number, 1) for number in (1, 2, 3, 4)
    ]
    paragraphs = [block for block in found.blocks if block.page == 2 and block.kind is BlockKind.PARAGRAPH]
    assert [block.text for block in paragraphs] == [" ".join(BODY), " ".join(BODY[:2])]
    assert "Report on social security" not in found.text
    assert (found.title, found.language) == ("Chapter 1", "en")
    assert found.published is not None
    assert found.published.date == "2025-03-07"


def test_a_table_of_a_pdf_stands_in_its_place() -> None:
    grid = b"\n".join(b"72 %d m 400 %d l S" % (y, y) for y in (500, 480, 460))
    grid += b"\n" + b"\n".join(b"%d 460 m %d 500 l S" % (x, x) for x in (72, 200, 400))
    cells = [("Year", 11, 80, 486), ("Members", 11, 210, 486), ("2025", 11, 80, 466), ("3,400", 11, 210, 466)]
    found = extract(pdf([[*page("Coverage", BODY), *cells]], drawn=grid), None, "")  # type: ignore[list-item]
    tables = [block for block in found.blocks if block.kind is BlockKind.TABLE]
    assert [block.rows for block in tables] == [(("Year", "Members"), ("2025", "3,400"))]
    assert found.text.count("3,400") == 1


def test_scanned_pages_are_said_to_have_no_text() -> None:
    assert extract(pdf([[], []], image=True), None, "").notes == (
        "Scanned: no text layer; have the text recognised (OCR) and give that PDF.",
    )
    mixed = extract(pdf([page("Coverage", BODY), [], []], image=True), None, "")
    assert "page 2–3" in mixed.notes[0]
    assert "Coverage" in mixed.text


def test_issas_template_is_read_into_its_parts() -> None:
    found = extract(word(*ISSA), None, "")
    assert found.title == "Insurance of motorcycle drivers through their app"
    assert found.sections == {
        "institution": "National Social Security Fund",
        "country": "Uganda",
        "implemented": "2023",
        "summary": "The fund registers drivers through the app they work with.",
        "context": "Few drivers were registered, and most had never heard of the fund.",
        "what-was-done": "The fund and the platform agreed on two steps.\n"
        "- The app shows the scheme.\n- A tap registers the driver.",
        "targets": "Ten thousand drivers in the first year.",
        "results": "By the end of 2024, 8,400 drivers were registered.",
        "lessons-for-others": "Drivers register when it takes less than a minute.",
    }


def test_the_older_template_with_criteria_is_read_too() -> None:
    found = extract(
        word(
            ("Heading 1", "CRITERIA 1: What was the issue/problem/challenge addressed by your good practice?"),
            ("Normal", "Nobody was covered."),
            ("Heading 1", "CRITERIA 2: What were the main objectives and the expected outcomes?"),
            ("Normal", "To cover all."),
            ("Heading 1", "CRITERIA 4: Have the resources and inputs been used in an optimal way?"),
            ("Normal", "A quarter is covered."),
            ("Heading 1", "CRITERIA 5: What lessons have been learned?"),
            ("Normal", "It takes time."),
        ),
        None,
        "",
    )
    assert found.sections == {
        "context": "Nobody was covered.",
        "what-was-done": "To cover all.",
        "results": "A quarter is covered.",
        "lessons-for-others": "It takes time.",
    }


def test_a_document_of_another_kind_has_no_parts() -> None:
    assert extract(word(("Heading 1", "Lessons learned"), ("Normal", "None yet.")), None, "").sections == {}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_our_own_templates_come_back_as_they_were_filled_in(lang: str) -> None:
    import docx

    file = docx.Document(io.BytesIO(word_template(lang)))
    expected = {part.name: f"What stands in {part.name}, in words." for part in PARTS}
    for paragraph in list(file.paragraphs):
        named = [part.name for part in PARTS if part.heading.get(lang) == paragraph.text]
        if named:
            following = paragraph._p.getnext()
            following.addnext(file.add_paragraph(expected[named[0]])._p)
    content = io.BytesIO()
    file.save(content)
    assert extract(content.getvalue(), None, "").sections == expected

    book = openpyxl.load_workbook(io.BytesIO(sheet_template(lang)))
    sheet = book.worksheets[0]
    for column, part in enumerate(PARTS, start=1):
        sheet.cell(2, column, expected[part.name])
    content = io.BytesIO()
    book.save(content)
    assert extract(content.getvalue(), None, "").records == (expected,)


def test_an_empty_template_gives_nothing() -> None:
    assert extract(word_template("en"), None, "").sections == {}
    assert extract(sheet_template("id"), None, "").records == ()


def test_a_csv_file_gives_records_and_a_table() -> None:
    content = "title;Country;Summary;other\nA scheme;Ghana;It covers drivers.;x\n;;no title;\n".encode("utf-8-sig")
    found = extract(content, "text/csv", "")
    assert found.records == ({"title": "A scheme", "country": "Ghana", "summary": "It covers drivers."},)
    assert found.blocks[0].rows[1] == ("A scheme", "Ghana", "It covers drivers.", "x")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "before 2007"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image"),
        (b"\x00\x01\x02\x03" * 99, "no known kind"),
        (b"PK\x03\x04 not an archive", "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"<html><body><script>draw()</script></body></html>", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ExtractionError, match=sentence):
        extract(content, "application/pdf", "")
