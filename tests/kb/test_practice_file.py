"""Files that are no practices: each is refused with its line and with what to write instead."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.practice_file import PracticeFileError, load_practice, read_practice, write_practice
from tests.conftest import CASES

CASE = CASES / "idn" / "idn-bpjstk-platform-partnerships-2017.md"
GOOD = CASE.read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(PracticeFileError) as caught:
        read_practice(text, "a.md")
    found = [str(fault) for fault in caught.value.faults]
    assert found
    assert all("\n" not in fault for fault in found), "one line for each fault"
    return found


def line_of(part: str) -> int:
    return GOOD[: GOOD.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a.md:1: no front matter; begin the file with a line '---'"),
        ("\ufeff", "a.md:1: no front matter"),
        ("id: x\n", "a.md:1: no front matter"),
        ("---\nid: x\n", "a.md:1: no front matter; begin the file with a line '---', end it with another"),
        ("---\njust words\n---\n", "a.md:2: the front matter must be 'name: value' lines"),
        ("---\n- a\n- b\n---\n", "a.md:2: the front matter must be 'name: value' lines"),
        ("---\nid: x\nfacts: [a, b\n---\n", "not YAML: did not find expected ',' or ']'"),
        ("---\nid: x\ntitle: 'open\n---\n", "not YAML: "),
        ("---\nid: x\n\tkind: y\n---\n", "not YAML: "),
        ("---\nid: a\x00b\n---\n", "a.md:2: not YAML: control characters are not allowed; remove it"),
        ("---\n? [a]\n: b\n---\n", "a.md:2: a name must be plain text"),
        ("---\nid: x\nid: y\n---\n", "a.md:3: 'id' stands twice; keep one"),
        ("---\nid: x\ntitle: {en: a, id: b, en: c}\n---\n", "a.md:3: 'en' stands twice; keep one"),
        ("---\nid: &x a\nkind: *x\n---\n", "a.md:3: '*x' is no text; write it out or quote it"),
        ("---\nid: &x [*x]\n---\n", "a.md:2: '*x' is no text"),
        ("---\nid: " + "[" * 50_000 + "\n---\n", "a.md:2: nested too deeply"),
        (
            "---\n"
            + "a: &a ["
            + "x," * 9
            + "]\n"
            + "".join(f"{c}: &{c} [{'*' + p + ',' * 9}]\n" for p, c in zip("abcd", "bcde", strict=True))
            + "---\n",
            "is no text",
        ),
        ("---\nid: x\n---\n" + "x" * 1_000_001, "a.md:1: longer than 1,000,000 characters"),
    ],
)
def test_what_is_no_practice_at_all(text: str, says: str) -> None:
    assert any(says in fault for fault in faults(text)), faults(text)


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ("country: IDN", "country: IDX", "country: unknown country 'IDX'; did you mean IDN (Indonesia)?"),
        ("country: IDN", "country: Indonesia", "did you mean IDN"),
        ("country: IDN", "country: IDN\njurisdiction: IN-RJ", "jurisdiction 'IN-RJ' is not in IDN"),
        ("status: operating", "status: operatin", "unknown status code 'operatin'; did you mean 'operating'?"),
        ("status: operating", "status:", "status: unknown status code ''; valid are"),
        ("kind: institutional", "kind: instituional", "did you mean 'institutional'"),
        ("verified_on: 2026-11-24", "verified_on: 86400", "verified_on: '86400' is not a date; write YYYY-MM-DD"),
        (
            "verified_on: 2026-11-24",
            "verified_on: 2026-02-30",
            "verified_on: '2026-02-30' is not a date; write YYYY-MM-DD",
        ),
        ("verified_on: 2026-11-24", "verified_on: 22/11/2026", "verified_on: '22/11/2026' is not a date"),
        ("date: 2017-10", "date: 2017-13", "events.0.date: '2017-13' is not a date: month must be in 1..12"),
        ("date: 2017-10", "date: October 2017", "'October 2017' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("type: launched", "type: lanched", "did you mean 'launched'"),
        ("cites: [s1]", "cites: []", "events.0.cites: is empty; name at least one"),
        ("cites: [s1]", "cites: s1", "events.0.cites: must be a list; write [first, second]"),
        ("cites: [s1]", "cites: [source 1]", "events.0.cites.0: 'source 1' is not the id of a source; write s1, s2"),
        ("  legal-basis:", "  legal-base:", "unknown row code 'legal-base'; did you mean 'legal-basis'?"),
        ("    as_of: 2026-01\n", "", "facts.legal-basis: write text, cites and as_of, or not_reported: true"),
        ("    as_of: 2026-01\n", "    as_of: 2026-01\n    not_reported: true\n", "has no codes, text, cites or as_of"),
        (
            "    as_of: 2026-01\n",
            "    as_of: 2026-01\n    not_reported: perhaps\n",
            "not_reported: must be true or false",
        ),
        (
            "language: id",
            "language: Indonesian",
            "'Indonesian' is not a language code; write two or three small letters",
        ),
        ("url: https://", "url: ftp://", "is not a web address; write all of it, from https:// on"),
        ("id: idn-bpjstk", "id: IDN bpjstk", "id; write small letters and digits"),
        ("institutions: [BPJS Ketenagakerjaan]", "institutions: BPJS", "institutions: must be a list"),
        (
            "institutions: [BPJS Ketenagakerjaan]",
            "institutions: ['']",
            "institutions.0: is empty; write something or remove it",
        ),
        ("institutions: [BPJS Ketenagakerjaan]", "institutions: [[a, b]]", "institutions.0: must be text"),
        (
            "country: IDN",
            "country: IDN\nfavourite: 1",
            "favourite: is no field of the record; remove it or correct its name",
        ),
        ("## Context", "## Contxt", "section 'Contxt' is none of Context, What was done"),
        ("## Context", "Hello\n\n## Context", "text before the first section; begin with '## Context'"),
        ("## Context", "## Results\n\nx\n\n## Context", "section 'Results' stands twice; join the two"),
        ("## Context", "## Results\n\n## Context", "stands twice"),
    ],
)
def test_a_fault_is_named_with_its_line(good: str, bad: str, says: str) -> None:
    found = faults(GOOD.replace(good, bad, 1))
    assert any(says in fault for fault in found), found


def test_the_line_is_that_of_the_fault_itself() -> None:
    assert faults(GOOD.replace("type: launched", "type: x", 1))[0].startswith(f"a.md:{line_of('type: launched')}: ")
    misplaced = faults(GOOD.replace("country: IDN", "country: IDN\njurisdiction: IN-RJ"))
    assert misplaced[0].startswith(f"a.md:{line_of('country: IDN') + 1}: jurisdiction: ")
    assert faults(GOOD.replace("status: operating", "status: x", 1))[0].startswith(f"a.md:{line_of('status: op')}: ")
    dos = GOOD.replace("status: operating", "status: x", 1).replace("\n", "\r\n")
    assert faults(dos)[0].startswith(f"a.md:{line_of('status: op')}: ")


@pytest.mark.parametrize("field", ["id", "kind", "country", "status", "verified_on"])
def test_a_missing_field_is_named(field: str) -> None:
    lines = [line for line in GOOD.split("\n") if not line.startswith(f"{field}:")]
    assert faults("\n".join(lines)) == [f"a.md:2: {field}: is missing; add it"]


def test_a_text_in_one_language_is_refused() -> None:
    found = faults(
        GOOD.replace("  id: BPJS Ketenagakerjaan menjangkau pengemudi melalui aplikator dan agen Perisai\n", "", 1)
    )
    assert found == ["a.md:4: title.id: is missing; add it"]


def test_every_fault_is_named_at_once_in_the_order_of_lines() -> None:
    found = faults(
        GOOD.replace("country: IDN", "country: IDX")
        .replace("status: operating", "status: x")
        .replace("kind: inst", "kind: ist")
    )
    lines = [int(fault.split(":")[1]) for fault in found]
    assert len(found) == 3
    assert lines == sorted(lines)


def test_an_empty_section_says_so() -> None:
    start, end = GOOD.index("## Results\n"), GOOD.index("## What did not work")
    found = faults(GOOD[: start + len("## Results\n")] + "\n" + GOOD[end:])
    assert found == [f"a.md:{line_of('## Results')}: sections.results: is empty; write something or remove it"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    for data in (
        GOOD.replace("Indonesia", "Indon\xe9sia").encode("latin-1", "replace"),
        bytes(range(256)) * 40,
        GOOD.encode("utf-16"),
    ):
        path.write_bytes(data)
        with pytest.raises(PracticeFileError, match=r"a\.md:1: not UTF-8 text \(byte \d+\); save it as UTF-8"):
            load_practice(path)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PracticeFileError, match="cannot be read: No such file"):
        load_practice(tmp_path / "gone.md")
    with pytest.raises(PracticeFileError, match="cannot be read: Is a directory"):
        load_practice(tmp_path)


def test_texts_that_yaml_takes_for_something_else_stay_texts() -> None:
    written = GOOD.replace("publisher: ", "publisher: 2025-01-01 #", 1).replace(
        "country: IDN", "country: IDN\njurisdiction: no"
    )
    practice = read_practice(written).practice
    assert practice.jurisdiction == "no"
    assert next(iter(practice.sources.values())).publisher == "2025-01-01"
    assert "jurisdiction: no\n" in write_practice(practice)
    assert "!!" not in write_practice(practice)


@given(
    st.binary(max_size=400) | st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n## Context\n{text}".encode())
)
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_bytes(data)
    with pytest.raises(PracticeFileError):
        load_practice(path)


@given(st.data())
def test_a_damaged_practice_is_read_or_refused(data: st.DataObject) -> None:
    """A piece of a sound file is lost, doubled or written over: never anything but a practice or named faults."""
    start = data.draw(st.integers(0, len(GOOD) - 1))
    end = min(len(GOOD), start + data.draw(st.integers(0, 200)))
    put = data.draw(st.sampled_from(["", GOOD[start:end] * 2, ":", "\n", "[", "&a ", "*a", "- ", "'", "\x85", "## "]))
    with contextlib.suppress(PracticeFileError):
        practice = read_practice(GOOD[:start] + put + GOOD[end:]).practice
        assert read_practice(write_practice(practice)).practice == practice
