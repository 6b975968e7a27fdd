"""Hypothesis strategies: whole practices, with the texts that trip files, databases and search engines."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from kb.model import SECTIONS, Practice
from kb.vocabulary import scheme, vocabulary

TRICKY = (
    "no", "null", "~", "true", "1e3", "0x1F", "1_000", "12:30", "2025-01-01", "=", "<<", ".inf", "010", "yes",
    "- dash first", "-", "---", "...", "# not a comment", "a # b", "a: b", "key:", ": x", "? y", "| z", "> folded",
    "& anchor", "* star", "*alias", "!tag", "!!bool x", "% directive", "@at", "`tick`", "{a: b}", "[a, b]", "a, b",
    "'single'", '"double"', 'it\'s "both"', "back\\slash", "tab\there", "ends with colon:",
    "ends with space and colon :", "line\nline", "line\n\n\nfar", "  indented\n    more", "trailing  \nspaces",
    "\xa0hard space\xa0", "a\u2028b\u2029c\x85d", "\ufeffmark", "emoji 👩🏽‍💻 🇮🇩", "\ufdfa" * 5, "e\u0301 é",
    "مرحبا بالعالم", "网约车司机", "[^s1]", "### small heading", "#", "Rp16.800,50 – 1,25 %", "\x07bell",
    "carriage\rreturn", "dos\r\nline", "x" * 300, "word " * 80, "\U0010ffff", "a\x00b",
)  # fmt: skip

_characters = st.characters(exclude_categories=["Cs"])


def lines(max_size: int = 60) -> st.SearchStrategy[str]:
    """Texts of which something is left when the spaces around them are taken away."""
    drawn = st.sampled_from(TRICKY) | st.text(_characters, min_size=1, max_size=max_size)
    return drawn.filter(lambda text: any(char.isprintable() and not char.isspace() for char in text))


def markdown() -> st.SearchStrategy[str]:
    """Sections of several paragraphs, with citations and small headings."""
    paragraphs = lines() | st.sampled_from(
        ["### Heading", "- one\n- two", "Cited.[^s1]", "> quoted", "| a | b |\n|---|---|"]
    )
    return st.lists(paragraphs, min_size=1, max_size=4).map("\n\n".join).filter(lambda text: "\n##" not in text)


def local_texts() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"en": lines(), "id": lines()})


def codes(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(scheme(name).terms))


def partial_dates() -> st.SearchStrategy[str]:
    days = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
    return st.tuples(days, st.sampled_from([4, 7, 10])).map(lambda drawn: drawn[0][: drawn[1]])


def row_codes(row: str) -> st.SearchStrategy[list[str]]:
    """Valid codes of a row; one code may stand there twice."""
    parts = st.tuples(*(codes(name) for name in scheme("row")[row].codes)).map(":".join)
    return st.lists(parts, max_size=4) if scheme("row")[row].codes else st.just([])


def facts(row: str, cites: st.SearchStrategy[list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    told = st.fixed_dictionaries(
        {"codes": row_codes(row), "text": local_texts(), "cites": cites, "as_of": partial_dates()}
    )
    return told | st.just({"not_reported": True})


@st.composite
def practices(draw: st.DrawFn, slug: str = "") -> Practice:
    """Whole practices of every kind; the rules of publication need not be met."""
    source_ids = [f"s{number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    cites = st.lists(st.sampled_from(source_ids), min_size=1, max_size=3)
    rows = draw(st.lists(codes("row"), unique=True, max_size=4))
    event = {"date": partial_dates(), "type": codes("event-type"), "text": local_texts(), "cites": cites}
    result = {
        "indicator": codes("indicator"),
        "value": st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str)
        | st.sampled_from(["1e3", "0.10", "-5"]),
        "unit": codes("unit") | st.sampled_from(["IDR", "EUR"]),
        "population": local_texts(),
        "date": partial_dates(),
        "cites": cites,
        "evidence": codes("evidence"),
    }
    return Practice.model_validate(
        {
            "id": slug or draw(st.from_regex(r"\A[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,3}\Z")),
            "kind": draw(codes("kind")),
            "title": draw(local_texts()),
            "summary": draw(local_texts()),
            "country": draw(st.sampled_from(["IDN", "MYS", "ESP", "INT", "USA"])),
            "jurisdiction": draw(st.none() | lines(20).filter(lambda text: "-" not in text)),
            "institutions": draw(st.lists(lines(20), max_size=3)),
            "status": draw(codes("status")),
            "verified_on": draw(st.dates()),
            "events": draw(st.lists(st.fixed_dictionaries(event), max_size=2)),
            "facts": {row: draw(facts(row, cites)) for row in rows},
            "results": draw(st.lists(st.fixed_dictionaries(result), max_size=2)),
            "challenges": draw(st.lists(codes("challenge"), max_size=3)),
            "sources": {source: draw(_sources()) for source in source_ids},
            "sections": draw(st.dictionaries(st.sampled_from(SECTIONS), markdown(), max_size=3)),
        }
    )


def questions() -> st.SearchStrategy[str]:
    """What people and machines type: words of the vocabulary, signs of query languages, anything at all."""
    names = sorted({label for part in vocabulary().values() for term in part.terms.values() for label in _names(term)})
    signs = [
        '"',
        "'",
        "AND",
        "OR",
        "NOT",
        "NEAR(a b, 3)",
        "*",
        "jkk*",
        "text:jkk",
        "{text heading}: x",
        "^x",
        "-",
        "(",
        ")",
        "%",
        ";--",
    ]
    pieces = st.sampled_from(names) | st.sampled_from(signs) | st.sampled_from(TRICKY) | st.text(max_size=20)
    return st.lists(pieces, min_size=1, max_size=5).map(" ".join)


def _names(term: Any) -> list[str]:
    return [term.label.en, term.label.id, *(name for names in term.synonyms.values() for name in names)]


def _sources() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "title": lines(),
            "publisher": lines(20),
            "url": st.sampled_from(["https://example.org/a?b=c#d", "http://www.example.go.id/peraturan/(1)/é"]),
            "language": st.sampled_from(["en", "id", "no", "msa"]),
            "kind": codes("source-kind"),
            "accessed": st.dates(),
        },
        optional={"published": partial_dates(), "licence": lines(20)},
    )
