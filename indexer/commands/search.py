"""`kb search`: an answer by country."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

import click

from indexer.answers import Answer
from indexer.commands.terminal import encoder_or_none, opened_base
from indexer.filters import NAMES, Filters
from indexer.understanding import Ignored
from kb.countries import country_name
from kb.sections import section_name
from kb.vocabulary import scheme

Command = Callable[..., None]

HELP = {
    "country": "Only this country; may be repeated.",
    "region": "Only this group of countries, such as asean; may be repeated.",
    "branch": "Only practices that cover this branch; may be repeated.",
    "status": "Only practices of this status; may be repeated.",
    "kind": "measure, institutional or guidance; may be repeated.",
    "payer": "Only practices in which it pays; may be repeated.",
    "platform-type": "Only practices for this type of platform; may be repeated.",
    "legal-route": "Only practices of this legal route; may be repeated.",
    "challenge": "Only practices that address this challenge; may be repeated.",
}


def _filter_options(command: Command) -> Command:
    """Add an option for each filter."""
    for name in reversed(NAMES):
        metavar = "ISO3" if name == "country" else "CODE"
        command = click.option(f"--{name}", multiple=True, metavar=metavar, help=HELP[name])(command)
    return command


@click.command("search")
@click.argument("query")
@_filter_options
@click.option("--ignore", multiple=True, metavar="KEY", help="Take this out of what was understood; may be repeated.")
@click.option("--lang", type=click.Choice(["en", "id"]), help="Language of the answer; the question's own by default.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 300), help="Countries at most.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(
    query: str, ignore: tuple[str, ...], lang: str | None, limit: int, as_json: bool, **filters: tuple[str, ...]
) -> None:
    """Answer QUERY by country, each passage with its sources.

    QUERY may have signs: "exact phrase", -excluded, title:, institution:, source: and country:.
    """
    wanted = Filters.of({name: filters[name.replace("-", "_")] for name in NAMES})
    ignored = Ignored.of(ignore)
    with opened_base() as base:
        encoder_or_none(base)
        answer = base.searcher.search(query, wanted, lang, limit, ignored=ignored)
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(answer)


def _show(answer: Answer) -> None:
    if answer.notice:
        click.echo(answer.notice, err=True)
    for line in _reading(answer):
        click.echo(line, err=True)
    if not answer.countries:
        click.echo("No evidence found." if answer.lang == "en" else "Tidak ditemukan bukti.")
        for near in answer.nearest:
            label = "nearest" if answer.lang == "en" else "terdekat"
            click.echo(f"  {label}: {country_name(near.country, answer.lang)}, {near.title} ({near.id})")
    for found in answer.countries:
        click.secho(f"\n{country_name(found.country, answer.lang)}", bold=True)
        for practice in found.practices:
            status = scheme("status")[practice.status].label.get(answer.lang)
            click.echo(f"  {practice.title} [{status}] ({practice.id})")
            for passage in practice.passages[:2]:
                click.echo(f"    {section_name(passage.section, answer.lang)}: {passage.text}")
                for source in passage.sources:
                    click.secho(f"      {source.publisher}: {source.title} <{source.url}>", dim=True)


def _reading(answer: Answer) -> Iterator[str]:
    """Yield how the question was read, with the keys that take it out, and how it might be spelt."""
    understood = answer.understood.as_json(answer.lang)
    for excluded, word in ((False, "only"), (True, "not")):
        if places := [_keyed(place) for place in understood["places"] if place["excluded"] == excluded]:
            yield f"{word}: {', '.join(places)}"
    if understood["concepts"]:
        yield f"also by other names: {', '.join(map(_keyed, understood['concepts']))}"
    if answer.understood.signs:
        yield f"demanded: {' '.join(map(str, answer.understood.signs))} (signs)"
    if answer.did_you_mean:
        yield f"did you mean: {answer.did_you_mean}"


def _keyed(item: Mapping[str, str]) -> str:
    return f"{item['label']} ({item['key']})"
