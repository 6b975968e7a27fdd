"""`kb similar`: countries with conditions like those of another, with the reasons."""

from __future__ import annotations

import json

import click

from kb.conditions import countries_with_conditions
from kb.countries import country_name
from kb.similarity import MAX_WEIGHT, Likeness, Ranking, check_nations, check_weights, similar
from kb.similarity_text import BANDS, as_json, distance_text, sentence
from kb.text import LocalText

_HEAD = LocalText(
    en="Countries with conditions like those of {name}, the nearest first",
    id="Negara dengan kondisi serupa {name}, yang terdekat lebih dahulu",
)
_REGION = LocalText(en="Countries of the same region", id="Negara di kawasan yang sama")
_SHARED = LocalText(en="{n} of {all} indicators known of both", id="{n} dari {all} indikator diketahui untuk keduanya")
_DISTANCE = LocalText(en="distance", id="jarak")


@click.command("similar")
@click.argument("country", metavar="ISO3")
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="INDICATOR=N",
    help=f"Weight of an indicator, 1 by default: 0 leaves it out, at most {MAX_WEIGHT:g}; may be repeated.",
)
@click.option("--exclude", multiple=True, metavar="ISO3", help="Leave this country out; may be repeated.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 300), help="Countries at most.")
@click.option(
    "--lang", type=click.Choice(["en", "id"]), default="en", show_default=True, help="Language of the output."
)
@click.option("--json", "json_output", is_flag=True, help="Machine-readable output.")
def command(
    country: str, weights: tuple[str, ...], exclude: tuple[str, ...], limit: int, lang: str, json_output: bool
) -> None:
    """Rank the countries of the world by how like their conditions are to those of ISO3, and say in what."""
    (reference,) = check_nations([country])
    ranking = similar(reference, countries_with_conditions(), check_weights(weights), check_nations(exclude))
    shown = ranking.by_conditions[:limit]
    if json_output:
        click.echo(json.dumps(as_json(ranking, shown, lang), ensure_ascii=False, indent=1))
    else:
        _show(ranking, shown, lang)


def _show(ranking: Ranking, shown: tuple[Likeness, ...], lang: str) -> None:
    click.secho(_HEAD.get(lang).format(name=country_name(ranking.reference, lang)), bold=True)
    for place, one in enumerate(shown, start=1):
        click.echo(f"\n{place:3}. {_line(one, lang)}\n     {sentence(one, lang)}")
    if ranking.in_region:
        click.secho(f"\n{_REGION.get(lang)}", bold=True)
        for one in ranking.in_region:
            click.echo(f"     {_line(one, lang)}")


def _line(one: Likeness, lang: str) -> str:
    known = _SHARED.get(lang).format(n=len(one.shared), all=len(one.differences))
    distance = f"{_DISTANCE.get(lang)} {distance_text(one, lang)}"
    return f"{country_name(one.country, lang)} ({one.country}): {BANDS[one.band].get(lang)}, {distance}, {known}"
