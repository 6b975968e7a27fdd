"""The sentence about two countries is made from their numbers, in both languages."""

from __future__ import annotations

import json

import pytest

from kb.conditions import countries_with_conditions, indicators
from kb.similarity import similar, world
from kb.similarity_text import BANDS, as_json, distance_text, sentence

ONLY = dict.fromkeys(indicators(), 0.0) | {"population": 1.0, "income-group": 1.0, "self-employed": 1.0}


def test_the_sentence_says_in_what_two_countries_are_similar_and_in_what_different() -> None:
    likeness = world().likeness("IDN", "NOR", ONLY)
    text = sentence(likeness, "en")
    assert text.startswith("Norway and Indonesia are similar in 0 of 3 indicators; different in 2: self-employed (")
    assert " against 54 % of employment) and population (5.6 million against 283.5 million persons)." in text
    text = sentence(likeness, "id")
    assert text.startswith(
        "Norwegia dan Indonesia mirip dalam 0 dari 3 indikator; berbeda jauh dalam 2: pekerja mandiri"
    )
    assert "jumlah penduduk (5,6 juta dibanding 283,5 juta orang)." in text


def test_equal_values_are_named_once_and_abbreviations_keep_their_capitals() -> None:
    text = sentence(world().likeness("IDN", "PER"), "en")
    assert "income group (Upper middle income), GDP per person (" in text
    assert "PDB per kapita (" in sentence(world().likeness("IDN", "PER"), "id")


def test_what_is_not_known_is_said() -> None:
    text = sentence(world().likeness("IDN", "PHL"), "en")
    assert text.endswith("different in none. Not known of one or both: informal employment.")
    assert "informal" in sentence(world().likeness("PHL", "IDN"), "id").rpartition("keduanya:")[2]
    few = next(one for one in similar("IDN", countries_with_conditions()).by_conditions if not one.enough)
    assert sentence(few, "en").endswith("Too few indicators are known of both to call them like or unlike.")
    assert sentence(world().likeness("IDN", "ATA"), "id").startswith(
        "Tidak ada indikator yang diketahui untuk Antarktika"
    )


def test_long_lists_are_cut_and_counted() -> None:
    likeness = world().likeness("IDN", "SGP")
    assert ", and 4 more" in sentence(likeness, "en")
    assert "dan 4 lainnya" in sentence(likeness, "id")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_pair_has_a_sentence(lang: str) -> None:
    for country in sorted(countries_with_conditions()):
        text = sentence(world().likeness("IDN", country), lang)
        assert text.endswith(".")
        assert "{" not in text


def test_the_distance_reads_in_both_languages() -> None:
    likeness = world().likeness("IDN", "SGP")
    assert distance_text(likeness, "en").startswith("0.4")
    assert distance_text(likeness, "id").startswith("0,4")
    assert distance_text(world().likeness("IDN", "ATA"), "en") == "–"
    assert set(BANDS) == {"near", "middling", "far", "unknown"}


def test_programs_get_every_value_with_its_year_and_source() -> None:
    ranking = similar("IDN", ["PHL", "SGP", "ATA"], {"population": 0}, pinned=["SGP"])
    plain = json.loads(json.dumps(as_json(ranking, ranking.by_conditions, "id")))
    assert plain["reference"] == {"country": "IDN", "name": "Indonesia"}
    assert [one["country"] for one in plain["countries"]] == ["SGP", "PHL", "ATA"]
    assert [one["pinned"] for one in plain["countries"]] == [True, False, False]
    codes = [one["code"] for one in plain["indicators"]]
    assert codes == [code for code in indicators() if code != "population"]
    philippines = plain["countries"][1]
    assert philippines["name"] == "Filipina"
    assert philippines["missing"] == ["informal-employment"]
    assert philippines["shared"] == len(codes) - 1
    differences = {one["indicator"]: one for one in philippines["differences"]}
    assert list(differences) == codes
    assert differences["informal-employment"]["other"] is None
    own = differences["informal-employment"]["own"]
    assert (own["value"], own["text"], own["year"]) == (81.2, "81,2 % penduduk bekerja", 2023)
    assert 0 < own["rank"] < 1
    assert plain["indicators"][0]["source"]["publisher"] == "World Bank"
    assert plain["countries"][2]["distance"] is None
    assert plain["region"] == ["PHL", "SGP"]
