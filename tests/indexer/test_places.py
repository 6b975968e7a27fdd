"""Countries in a question are recognised in every language of the base, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from indexer.places import countries_named
from kb.countries import country_codes, country_name


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("How does Iceland insure couriers?", ("ISL",)),
        ("Apakah Korea Utara mengasuransikan pengemudi?", ("PRK",)),
        ("bandingkan malaysia, SINGAPURA dan Filipina", ("MYS", "SGP", "PHL")),
        ("¿Qué hace Perú? ¿Y España?", ("PER", "ESP")),
        ("Papua Nugini, bukan Guinea", ("PNG", "GIN")),
        ("Inggris dan Amerika Serikat", ("GBR", "USA")),
        ("Indonesia, Indonesia", ("IDN",)),
        ("a reunion of drivers and the man who pays", ()),
        ("siapa yang membayar iuran?", ()),
        ("", ()),
    ],
)
def test_countries_are_found_by_their_names(question: str, codes: tuple[str, ...]) -> None:
    assert countries_named(question) == codes


@pytest.mark.parametrize("lang", ["en", "id", "es", "fr"])
def test_nearly_every_country_is_found_by_its_own_name(lang: str) -> None:
    lost = {code for code in country_codes() if countries_named(f"x {country_name(code, lang)} y") != (code,)}
    assert lost <= {"IMN", "JEY", "REU", "SGS", "FLK", "MMR", "UMI"}
