"""Filters: as `docs/filters.md` says, held against reckoning them one practice at a time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from indexer.filters import NAMES, Filters, allowed_passages, code_label, facet_counts
from indexer.generation import facets_of
from indexer.index import Index
from indexer.live import LiveIndex
from indexer.search import Searcher
from kb.countries import regions
from kb.errors import UsageError
from kb.model import Practice
from kb.vocabulary import scheme

# A failure would name all practices in full.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

CODES = {
    "country": ["IDN", "MYS", "IND", "ESP", "USA", "INT", "TUV"],
    "region": sorted(regions()),
    **{name: sorted(scheme(name).terms) for name in NAMES if name not in ("country", "region")},
}
ROWS = {"payer": "payers", "platform-type": "platform-types", "legal-route": "classification"}


@pytest.fixture(scope="module")
def db(whole_index: Index) -> Database:
    return whole_index.live().file.read()


@pytest.fixture(scope="module")
def searcher(whole_index: Index) -> Searcher:
    return Searcher(LiveIndex(whole_index))


@st.composite
def filters(draw: st.DrawFn) -> dict[str, list[str]]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    return {name: draw(st.lists(st.sampled_from(CODES[name]), min_size=1, max_size=3)) for name in names}


def codes_of(practice: Practice, name: str) -> set[str]:
    """What a practice can be filtered by, written down a second time in the words of the documentation."""
    if name == "country":
        return {practice.country}
    if name == "region":
        return {code for code, region in regions().items() if practice.country in region.members}
    if name in ("status", "kind"):
        return {getattr(practice, name)}
    if name == "challenge":
        return set(practice.challenges)
    fact = practice.facts.get(ROWS.get(name, "branches"))
    codes = fact.codes if fact else ()
    if name == "branch":
        return {code.split(":")[0] for code in codes if code.split(":")[1] != "none"}
    return set(codes)


def passes(practice: Practice, given_: dict[str, list[str]]) -> bool:
    return all(codes_of(practice, name) & set(codes) for name, codes in given_.items())


@given(given_=filters())
def test_just_the_practices_that_pass_may_be_searched(
    db: Database, cases: list[Practice], given_: dict[str, list[str]]
) -> None:
    allowed = allowed_passages(db, Filters.of(given_))
    if not given_:
        assert allowed is None
        return
    assert allowed is not None
    rows = list(db.query("SELECT p.id, slug FROM passage AS p JOIN document AS d ON d.id = p.document ORDER BY p.id"))
    passing = {practice.id for practice in cases if passes(practice, given_)}
    assert allowed.tolist() == [row["id"] for row in rows if row["slug"] in passing]


@given(given_=filters())
def test_counts_are_those_of_choosing_that_code(
    db: Database, cases: list[Practice], given_: dict[str, list[str]]
) -> None:
    counts = facet_counts(db, Filters.of(given_))
    assert set(counts) == set(NAMES)
    for name in NAMES:
        others = {key: codes for key, codes in given_.items() if key != name}
        expected = Counter(code for practice in cases if passes(practice, others) for code in codes_of(practice, name))
        assert counts[name] == dict(expected)
        assert list(counts[name].values()) == sorted(counts[name].values(), reverse=True)


@settings(max_examples=20)
@given(given_=filters())
def test_a_search_answers_only_with_what_passes(
    searcher: Searcher, cases: list[Practice], given_: dict[str, list[str]]
) -> None:
    answer = searcher.search("iuran contribution", Filters.of(given_))
    by_id = {practice.id: practice for practice in cases}
    for found in answer.countries:
        assert all(passes(by_id[practice.id], given_) for practice in found.practices)
    if any(passes(practice, given_) for practice in cases if "ontribution" in practice.summary.en):
        assert answer.countries, "a filter loses no result that passes it"


def test_a_code_twice_in_a_record_counts_once(case: Practice) -> None:
    twice = case.model_copy(update={"challenges": ("registration", "collection", "registration")})
    assert facets_of(twice)["challenge"] == ("registration", "collection")


def test_countries_may_be_named() -> None:
    wanted = Filters.of({"country": ["Indonesia", "España", "prancis", "MYS", "id", " "]})
    assert wanted.codes == {"country": ("IDN", "ESP", "FRA", "MYS")}


def test_no_codes_are_no_limit() -> None:
    assert Filters.of({}) == Filters.of({"country": [], "status": ["", " "]}) == Filters()


def test_codes_may_have_spaces_around_them() -> None:
    assert Filters.of({"status": [" operating "]}).codes == {"status": ("operating",)}


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"status": ["operatin"]}, "unknown status code 'operatin'; did you mean 'operating'?"),
        ({"country": ["Indonesi"]}, "unknown country 'Indonesi'; did you mean IDN"),
        ({"region": ["asaen"]}, "unknown region 'asaen'; did you mean 'asean'?"),
        ({"branch": ["employment-injury:mandatory"]}, "did you mean 'employment-injury'"),
        ({"statuses": ["operating"]}, "unknown filter 'statuses'; did you mean 'status'?"),
        ({"branch": ["x'; DROP TABLE facet; --"]}, "unknown branch code"),
    ],
)
def test_what_is_unknown_is_an_error_that_names_the_nearest(given_: dict[str, list[str]], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        Filters.of(given_)
    assert says in str(caught.value)
    assert caught.value.exit_code == 2


def test_every_code_has_a_label() -> None:
    for name in NAMES:
        for code in CODES[name]:
            assert code_label(name, code, "en")
            assert code_label(name, code, "id")


def test_one_country_more_narrows() -> None:
    both = Filters.of({"country": ["IDN", "MYS"], "status": ["operating"]})
    assert both.with_country("IDN").codes == {"country": ("IDN",), "status": ("operating",)}
