"""References come out of each format as they went in, whatever stands in a title."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string

from kb.model import Practice
from kb.references import FORMATS, Reference, formatted, of_page, of_practice, of_sources
from kb.references.as_bibtex import MONTHS, escaped
from kb.references.reference import language_name, one_line
from tests import strategies

SCHEMA = json.loads((Path(__file__).parent / "csl-data.json").read_text(encoding="utf-8"))
TEX = {
    "textbackslash{}": "\\",
    "textbraceleft{}": "{",
    "textbraceright{}": "}",
    "textasciitilde{}": "~",
    "textasciicircum{}": "^",
} | {char: char for char in "#$%&_"}
awkward = st.sampled_from(
    [
        "Rp16.800 & 5 % of {wages} #1 $2 a_b ~c ^d \\e",
        "}{ unbalanced { braces",
        "ER  - ",
        "TY  - BOOK\r\nTI  - another",
        '"quoted", @misc{x, title = {y}}',
        "\\input{/etc/passwd}",
        "trailing backslash \\",
        "<b>bold</b>",
        "% not a comment",
    ]
)
titles = awkward | strategies.lines()
references = st.builds(
    Reference,
    kind=st.sampled_from(
        ["law", "official", "international", "research", "press", "platform", "civil-society", "page"]
    ),
    title=titles,
    publisher=titles,
    url=st.sampled_from(
        ["https://example.org/a?b=c#d", "http://www.example.go.id/peraturan/(1)/é_%20", "https://x.example/{a}\\b~c&d"]
    ),
    language=st.sampled_from(["en", "id", "msa"]),
    published=st.just("") | strategies.partial_dates(),
    accessed=st.dates(date(1990, 1, 1)),
    part_of=st.just("") | titles,
)
lists = st.lists(references, max_size=4, unique_by=lambda reference: reference.key)


def utf_8(content: bytes) -> str:
    return content.decode("utf-8")


def printed(text: str) -> str:
    """What TeX prints of a value."""
    return re.sub(r"\\([a-z]+\{\}|.)", lambda match: TEX[match[1]], text)


def encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def titled(text: str) -> str:
    return encodable(one_line(text))


def parts(reference: Reference) -> list[int]:
    return list(reference.dates)


@given(lists)
def test_ris_reads_back(drawn: list[Reference]) -> None:
    read = rispy.loads(utf_8(FORMATS["ris"].write(drawn)))
    assert len(read) == len(drawn)
    for entry, reference in zip(read, drawn, strict=True):
        assert entry["id"] == reference.key
        assert entry.get("title", "") == titled(reference.title)
        assert entry.get("publisher", "") == titled(reference.publisher)
        assert entry.get("secondary_title", "") == titled(reference.part_of)
        assert entry["urls"] == [reference.url]
        assert entry["language"] == reference.language
        assert [int(part) for part in entry.get("date", "").split("/") if part] == parts(reference)
        assert entry.get("year", "") == reference.published[:4]
        assert entry["access_date"] == reference.accessed.strftime("%Y/%m/%d/")
        assert entry["type_of_reference"] in rispy.TYPE_OF_REFERENCE_MAPPING


@given(lists)
def test_ris_is_lines_of_tags_ended_by_cr_lf(drawn: list[Reference]) -> None:
    lines = utf_8(FORMATS["ris"].write(drawn)).split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines if line)
    assert [line for line in lines if line.startswith("TY")] == [
        line for line, after in zip(lines, ["", *lines], strict=False) if not after and line
    ]


@given(lists)
def test_bibtex_reads_back(drawn: list[Reference]) -> None:
    read = parse_string(utf_8(FORMATS["bib"].write(drawn)), "bibtex").entries
    assert list(read) == [reference.key for reference in drawn]
    for reference in drawn:
        entry: Entry = read[reference.key]
        assert entry.type == "misc"
        assert printed(entry.fields["title"][1:-1]) == titled(reference.title)
        assert printed(entry.fields.get("publisher", "")) == titled(reference.publisher)
        expected = [titled(text) for text in (reference.part_of, reference.publisher) if titled(text)]
        assert printed(entry.fields.get("howpublished", "")) == ". ".join(expected)
        assert printed(entry.fields["language"]) == language_name(reference.language)
        assert entry.fields["url"] == reference.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
        assert entry.fields["urldate"] == reference.accessed.isoformat()
        read_date = [entry.fields[name] for name in ("year", "month", "day") if name in entry.fields]
        names = [date(2000, number, 1).strftime("%B") for number in range(1, 13)]
        assert [names.index(part) + 1 if part in names else int(part) for part in read_date] == parts(reference)


@given(titles)
def test_no_value_of_bibtex_has_braces_or_commands_of_its_own(text: str) -> None:
    assert set(re.findall(r"\\([a-z]+\{\}|.)", escaped(text))) <= set(TEX)
    assert not re.search(r"(?<!\\)[#$%&_~^]", escaped(text))
    assert printed(escaped(text)) == one_line(text)


def test_the_months_of_bibtex_are_its_macros() -> None:
    assert len(MONTHS) == 12
    assert all(date(2000, number, 1).strftime("%b").casefold() == name for number, name in enumerate(MONTHS, start=1))


@given(lists)
def test_csl_json_holds_to_its_schema_and_reads_back(drawn: list[Reference]) -> None:
    read = json.loads(FORMATS["csl.json"].write(drawn))
    jsonschema.validate(read, SCHEMA)
    assert [item["id"] for item in read] == [reference.key for reference in drawn]
    for item, reference in zip(read, drawn, strict=True):
        assert item.get("title", "") == one_line(reference.title)
        assert item.get("publisher", "") == one_line(reference.publisher)
        assert item.get("container-title", "") == one_line(reference.part_of)
        assert item["URL"] == reference.url
        assert item.get("issued", {"date-parts": [[]]})["date-parts"] == [parts(reference)]
        day = reference.accessed
        assert item["accessed"] == {"date-parts": [[day.year, day.month, day.day]]}


@given(references)
def test_a_key_is_plain_and_the_same_for_the_same_work(reference: Reference) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", reference.key)
    assert reference.key == Reference(**vars(reference)).key


def test_every_source_of_every_practice_is_referred_to_once(cases: list[Practice]) -> None:
    sources = [source for practice in cases for source in practice.sources.values()]
    found = of_sources(sources)
    assert len({reference.key for reference in found}) == len(found)
    assert {(r.url, r.title) for r in found} == {(source.url, source.title) for source in sources}
    for form in FORMATS.values():
        assert len(form.write(found)) > 100 * len(found)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            "Bill (Brazil). In: Social Security for Platform Workers, international practice base. 22 November 2026. "
            "Read on 1 December 2026. https://kb.example/x",
        ),
        (
            "id",
            "Bill (Brazil). Dalam: Jaminan Sosial Pekerja Platform, basis praktik internasional. 22 November 2026. "
            "Dibaca pada 1 Desember 2026. https://kb.example/x",
        ),
    ],
)
def test_a_page_is_cited_in_words(lang: str, expected: str) -> None:
    page = of_page("Bill (Brazil)", "https://kb.example/x", lang, "2026-11-22", date(2026, 12, 1))
    assert formatted(page, lang) == expected


def test_a_practice_is_cited_with_its_country_and_the_day_of_its_verification(case: Practice) -> None:
    page = of_practice(case, "https://kb.example/x", "id", date(2026, 12, 1))
    assert page.title == f"{case.title.id} (Indonesia)"
    assert page.published == case.verified_on.isoformat()
    assert (page.url, page.language) == ("https://kb.example/x", "id")
