"""Places in a question are understood in every language of the base, and nothing else is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.understanding import place_names
from indexer.understanding.places_meant import places_meant
from kb.countries import country_codes, country_name
from tests.strategies import questions

JUDGED = Path(__file__).parents[2] / "evaluation" / "questions.jsonl"


def codes(question: str) -> tuple[list[str], list[str]]:
    meant = places_meant(question)
    return [place.code for place in meant.included], [place.code for place in meant.excluded]


@pytest.mark.parametrize(
    ("question", "included"),
    [
        ("How does Iceland insure couriers?", ["ISL"]),
        ("Apakah Korea Utara mengasuransikan pengemudi?", ["PRK"]),
        ("bandingkan malaysia, SINGAPURA dan Filipina", ["MYS", "SGP", "PHL"]),
        ("¿Qué hace Perú? ¿Y España?", ["PER", "ESP"]),
        ("Inggris dan Amerika Serikat", ["GBR", "USA"]),
        ("Indonesia, Indonesia", ["IDN"]),
        ("iuran di Amerika Latin", ["latin-america-caribbean"]),
        ("aturan di negara ASEAN", ["asean"]),
        ("Which Central Asian countries oblige apps?", ["central-asia"]),
        ("Negara mana saja di Asia Tenggara yang memotong iuran?", ["south-eastern-asia"]),
        ("Negara Afrika atau Arab mana yang belum?", ["africa", "arab-states"]),
        ("¿Quién paga en América Latina?", ["latin-america-caribbean"]),
        ("Quel pays d'Afrique de l'Ouest, quelle caisse ?", ["west-africa"]),
        ("Malaysian couriers and Indian drivers", ["MYS", "IND"]),
        ("pengemudi Malaysia", ["MYS"]),
        ("hours on two apps in the US", ["USA"]),
        ("pekerja gig di AS", ["USA"]),
        ("social security in jordan and oman", ["JOR", "OMN"]),
        ("Chad, Georgia and Turkey", ["TCD", "GEO", "TUR"]),
        ("aturan di Uni Eropa", ["european-union"]),
        ("pedoman ISSA untuk Indonesia", ["IDN", "INT"]),
    ],
)
def test_what_a_question_is_about(question: str, included: list[str]) -> None:
    assert codes(question) == (included, [])


@pytest.mark.parametrize(
    ("question", "included", "excluded"),
    [
        ("negara ASEAN selain Singapura", ["asean"], ["SGP"]),
        ("ASEAN countries except Singapore and Brunei", ["asean"], ["SGP", "BRN"]),
        ("siapa membayar di luar Eropa?", [], ["europe"]),
        ("who pays outside the European Union?", [], ["european-union"]),
        ("kecuali di Vietnam dan Laos", [], ["VNM", "LAO"]),
        ("en América Latina salvo Chile", ["latin-america-caribbean"], ["CHL"]),
        ("en Europe sauf la France", ["europe"], ["FRA"]),
        ("Papua Nugini, bukan Guinea", ["PNG"], ["GIN"]),
        ("apa yang dilakukan negara lain selain Indonesia", [], ["IDN"]),
    ],
)
def test_what_a_question_leaves_out(question: str, included: list[str], excluded: list[str]) -> None:
    assert codes(question) == (included, excluded)


@pytest.mark.parametrize(
    "question",
    [
        "a reunion of drivers and the man who pays",
        "siapa yang membayar iuran?",
        "",
        "What does the ASEAN declaration say?",
        "Kenapa angka antarnegara ASEAN tidak bisa diperbandingkan?",
        "couriers in Indiana, New Mexico and British Columbia",
        "negara bagian Georgia",
        "a turkey sandwich, let us polish it as they say",
        "klien di luar negeri",
        "dalam bahasa Indonesia",
        "European Commission",
        "Indian Ocean",
        # others are measured by it, or may stand beside it
        "Negara mana yang meniru Spanyol?",
        "Which countries do as Spain does?",
        "countries like Kenya",
        "compare West Java with Gyeonggi in Korea",
    ],
)
def test_what_limits_a_question_to_no_place(question: str) -> None:
    assert codes(question) == ([], [])


@pytest.mark.parametrize("lang", ["en", "id", "es", "fr"])
def test_nearly_every_country_is_found_by_its_own_name(lang: str) -> None:
    lost = {code for code in country_codes() if codes(f"x {country_name(code, lang)} y") != ([code], [])}
    assert lost <= {"IMN", "JEY", "REU", "SGS", "FLK", "MMR", "UMI"}


def test_every_place_is_found_by_its_labels() -> None:
    for code in place_names.codes():
        found = place_names.find_place(place_names.place(code).label.en)
        same = found and set(found.members) == set(place_names.place(code).members)
        assert same or code in {"JEY", "REU", "INT", "micronesia"}, code


def test_no_judged_question_loses_its_countries() -> None:
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        judged = json.loads(line)
        meant = places_meant(judged["question"])
        included = {country for place in meant.included for country in place.members}
        excluded = {country for place in meant.excluded for country in place.members}
        expected = set(judged["expected_countries"])
        assert not expected or expected & (included or expected) - excluded, judged["id"]


@given(question=questions() | st.text(max_size=300))
def test_any_text_can_be_read(question: str) -> None:
    meant = places_meant(question)
    assert not set(meant.included) & set(meant.excluded)
