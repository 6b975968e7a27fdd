"""What a question demands holds before ranking, with true counts: held against reckoning it practice by practice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from indexer.filters import NAMES, Filters, allowed_passages, facet_counts
from indexer.generation import facets_of
from indexer.index import Index
from indexer.live import LiveIndex
from indexer.search import Searcher
from indexer.understanding import Ignored, Understood, understand
from indexer.words import fold
from kb.errors import UsageError
from kb.model import Practice

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

WORDS = ["driver", "drivers", "iuran", "Gojek", "Uber", "self-employed", "jaminan sosial", "Bağ-Kur", "social security"]
TITLES = ["act", "pilot", "drivers", "undang-undang", "workers act"]
SOURCES = ["ILO", "World Bank", "BPJS Ketenagakerjaan"]
PLACES = [("di Amerika Latin", "latin-america-caribbean"), ("negara ASEAN", "asean"), ("in Indonesia", "IDN"), ("", "")]
CHOSEN = {"status": ["operating", "enacted"], "branch": ["employment-injury"], "kind": ["measure"], "country": ["MYS"]}


@pytest.fixture(scope="module")
def db(whole_index: Index) -> Database:
    return whole_index.live().file.read()


@pytest.fixture(scope="module")
def searcher(whole_index: Index) -> Searcher:
    return Searcher(LiveIndex(whole_index))


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, dict[str, list[str]]]:
    signs = [
        f'{draw(st.sampled_from(["", "-"]))}{field}"{word}"'
        for field, words, most in (("", WORDS, 2), ("title:", TITLES, 1), ("source:", SOURCES, 1))
        for word in draw(st.lists(st.sampled_from(words), max_size=most))
    ]
    place = draw(st.sampled_from(PLACES))[0]
    names = draw(st.lists(st.sampled_from(sorted(CHOSEN)), unique=True, max_size=2))
    return " ".join(("who pays", place, *signs)), {name: CHOSEN[name] for name in names}


def spaced(text: str) -> str:
    """The words of a text as they are written, without case and accents, with a space around each."""
    return " " + " ".join(re.findall(r"\w+", fold(text))) + " "


@pytest.fixture(scope="module")
def texts(db: Database) -> dict[str, list[str]]:
    """What the passages of each practice say."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in db.query("SELECT slug, heading, text FROM passage JOIN document ON document.id = document"):
        found[row["slug"]] += [spaced(row["heading"]), spaced(row["text"])]
    return found


def fields(practice: Practice) -> dict[str, list[str]]:
    sources = [text for source in practice.sources.values() for text in (source.title, source.publisher)]
    return {"title": [practice.title.en, practice.title.id], "source": sources}


def passes(
    practice: Practice, understood: Understood, given_: dict[str, list[str]], texts: list[str], apart: str = ""
) -> bool:
    """Written down a second time, in the words of the documentation."""
    facets = facets_of(practice)
    chosen = {name: codes for name, codes in given_.items() if name != apart}
    if not all(set(facets.get(name, ())) & set(codes) for name, codes in chosen.items()):
        return False
    included = {country for place in understood.places.included for country in place.members}
    if included and not {"country", "region"} & {*chosen, apart} and practice.country not in included:
        return False
    for sign in understood.signs:
        said = texts if sign.field == "phrase" else map(spaced, fields(practice)[sign.field])
        if any(spaced(sign.value) in text for text in said) == sign.excluded:
            return False
    return True


@settings(max_examples=25)
@given(drawn=asked())
def test_just_what_passes_is_searched_and_counted(
    db: Database, cases: list[Practice], texts: dict[str, list[str]], drawn: tuple[str, dict[str, list[str]]]
) -> None:
    question, given_ = drawn
    understood, filters = understand(question), Filters.of(given_)
    allowed = allowed_passages(db, filters, understood.scope)
    passing = {one.id for one in cases if passes(one, understood, given_, texts[one.id])}
    if allowed is None:
        assert len(passing) == len(cases)
    else:
        sql = "SELECT passage.id, slug FROM passage JOIN document ON document.id = document"
        slugs = {row["id"]: row["slug"] for row in db.query(sql)}
        assert {slugs[number] for number in allowed.tolist()} == passing
    counts = facet_counts(db, filters, understood.scope)
    for name in NAMES:
        others = [one for one in cases if passes(one, understood, given_, texts[one.id], apart=name)]
        assert counts[name] == dict(Counter(code for one in others for code in facets_of(one).get(name, ()))), name


def test_a_phrase_is_shown_where_it_stands(searcher: Searcher) -> None:
    answer = searcher.search('"jaminan kecelakaan kerja"', lang="en")
    passages = [passage for found in answer.countries for practice in found.practices for passage in practice.passages]
    assert passages
    assert all("jaminan kecelakaan kerja" in f"{one.heading} {one.text}".casefold() for one in passages)


def test_a_place_that_is_chosen_stands_for_those_in_the_question(searcher: Searcher) -> None:
    answer = searcher.search("iuran di Malaysia", Filters.of({"country": ["SGP"]}))
    assert [found.country for found in answer.countries] == ["SGP"]
    assert answer.understood.places.included == ()


def test_what_was_understood_can_be_taken_out(searcher: Searcher) -> None:
    question = "iuran JKK di Malaysia"
    limited = searcher.search(question)
    assert [found.country for found in limited.countries] == ["MYS"]
    free = searcher.search(question, ignored=Ignored.of(["place:MYS", "branch:employment-injury", "acronym:jkk"]))
    assert len(free.countries) > 1
    assert free.query == question
    assert free.understood.concepts == ()
    assert {concept.term.code for concept in limited.understood.concepts} == {"employment-injury", "jkk"}


def test_signs_can_be_read_as_words(searcher: Searcher) -> None:
    nothing = searcher.search('iuran "zzz yyy"')
    assert nothing.countries == ()
    assert searcher.search('iuran "zzz yyy"', ignored=Ignored.of(["signs"])).countries


@pytest.mark.parametrize("key", ["branch:employment-injurie", "places:MYS", "place:XXX", "signs:x", "DROP", "status"])
def test_what_cannot_be_taken_out_is_an_error(key: str) -> None:
    with pytest.raises(UsageError):
        Ignored.of([key])


@pytest.mark.parametrize(
    "question",
    [
        'title:"a* OR b"',
        '"NEAR(a, 2)"',
        "source:^x -(a",
        'institution:"); DROP TABLE plain; --"',
        '-"" "a""b"',
        'title:"٣"',
    ],
)
def test_signs_are_never_syntax(searcher: Searcher, question: str) -> None:
    searcher.search(question)
