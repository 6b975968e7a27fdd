"""`kb similar`: countries with conditions like those of another, for people and for programs."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from kb.commands.similar import command
from kb.conditions import countries_with_conditions
from kb.errors import UsageError
from kb.similarity import similar
from kb.similarity_text import as_json, sentence


def kb_similar(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result


def test_the_nearest_come_first_with_the_reasons() -> None:
    shown = kb_similar("IDN", "--limit", "3").stdout
    nearest = similar("IDN", countries_with_conditions()).by_conditions[:3]
    places = [shown.index(sentence(one, "en")) for one in nearest]
    assert places == sorted(places)
    assert "  1. " in shown
    assert "  4. " not in shown
    assert "Singapore (SGP): far, distance 0." in shown.partition("Countries of the same region")[2]


def test_it_speaks_indonesian() -> None:
    shown = kb_similar("malaysia", "--lang", "id", "--limit", "1").stdout
    assert shown.startswith("Negara dengan kondisi serupa Malaysia")
    assert "indikator diketahui untuk keduanya" in shown
    assert "jarak 0," in shown


def test_weights_and_exclusions_hold_in_the_machine_readable_form() -> None:
    plain = json.loads(
        kb_similar(
            "IDN", "--weight", "population=0", "--exclude", "VNM", "--exclude", "PHL", "--limit", "4", "--json"
        ).stdout
    )
    ranking = similar("IDN", countries_with_conditions(), {"population": 0.0}, ["VNM", "PHL"])
    assert plain == as_json(ranking, ranking.by_conditions[:4], "en")
    assert {"VNM", "PHL"}.isdisjoint(plain["region"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Indonesa"], "did you mean IDN"),
        (["IDN", "--weight", "populaton=1"], "did you mean 'population'"),
        (["IDN", "--exclude", "Atlantis"], "unknown country"),
    ],
)
def test_wrong_use_names_what_is_meant(arguments: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        kb_similar(*arguments)
