"""Countries: every one by code and by name in four languages; regions that hold each once."""

from __future__ import annotations

import pycountry
import pytest

from indexer.words import fold
from kb.countries import (
    INTERNATIONAL,
    UnknownCountry,
    country_name,
    find_country,
    is_currency,
    jurisdiction_name,
    regions,
    regions_of,
    require_country,
    require_subdivision,
)

CODES = [country.alpha_3 for country in pycountry.countries]
LANGS = ("en", "id", "es", "fr")


@pytest.mark.parametrize("lang", LANGS)
def test_every_country_has_a_name_of_its_own(lang: str) -> None:
    names = {code: country_name(code, lang) for code in [*CODES, INTERNATIONAL]}
    assert [code for code, name in names.items() if len(name) < 3] == []
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("lang", LANGS)
def test_every_country_is_found_by_its_name(lang: str) -> None:
    wrong = {code: find_country(country_name(code, lang)) for code in [*CODES, INTERNATIONAL]}
    assert {code: found for code, found in wrong.items() if code != found} == {}


def test_every_country_is_found_by_its_codes_in_any_case() -> None:
    for country in pycountry.countries:
        for code in (country.alpha_3, country.alpha_2):
            assert find_country(code) == find_country(f" {code.lower()} ") == country.alpha_3


def test_names_people_use() -> None:
    said = {
        "Indonesia": "IDN",
        "prancis": "FRA",
        "Alemania": "DEU",
        "Pays-Bas": "NLD",
        "united states": "USA",
        "Inggris Raya": "GBR",
    }
    assert {name: find_country(name) for name in said} == said


@pytest.mark.parametrize(
    ("wrong", "says"), [("Indonesi", r"IDN \(Indonesia\)"), ("IDM", "did you mean"), ("Malaysa", "MYS")]
)
def test_an_unknown_country_names_the_nearest(wrong: str, says: str) -> None:
    with pytest.raises(UnknownCountry, match=says):
        find_country(wrong)


@pytest.mark.parametrize("wrong", ["", "  ", "Atlantis of the deep", "\0", "1" * 500])
def test_what_is_near_nothing_gets_an_example(wrong: str) -> None:
    with pytest.raises(UnknownCountry, match="alpha-3 code such as IDN"):
        find_country(wrong)


def test_a_record_takes_only_alpha_3() -> None:
    assert require_country("IDN") == "IDN"
    assert require_country(INTERNATIONAL) == INTERNATIONAL
    for wrong in ("ID", "idn", "Indonesia", "EUR"):
        with pytest.raises(UnknownCountry):
            require_country(wrong)


def test_each_region_holds_countries_once() -> None:
    for region in regions().values():
        assert region.label.en
        assert region.label.id
        assert len(set(region.members)) == len(region.members)
        assert set(region.members) <= set(CODES)


def test_no_country_lies_in_two_subregions() -> None:
    """Only ASEAN, a grouping that users name, overlaps with them."""
    members = [code for name, region in regions().items() if name != "asean" for code in region.members]
    assert len(members) == len(set(members))
    assert regions_of("IDN") == ("asean", "south-eastern-asia")
    assert regions_of(INTERNATIONAL) == ()
    people = {"IDN", "TWN", "BRA", "KEN", "GBR", "FJI", "XKX"} & set(CODES)
    assert people <= set(members)


def test_a_subdivision_belongs_to_its_country() -> None:
    require_subdivision("IN-RJ", "IND")
    for place in ("Jakarta and around", "Al-Anbar", "St-Denis"):
        require_subdivision(place, "IDN")
    with pytest.raises(UnknownCountry, match="is not in IDN"):
        require_subdivision("IN-RJ", "IDN")
    with pytest.raises(UnknownCountry, match="unknown ISO 3166-2 code"):
        require_subdivision("IN-QQ", "IND")
    assert fold(jurisdiction_name("IN-RJ")) == "rajasthan"
    assert jurisdiction_name("Jakarta and around") == "Jakarta and around"


def test_currencies() -> None:
    assert is_currency("IDR")
    assert not is_currency("idr")
    assert not is_currency("persons")
