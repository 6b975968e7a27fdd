"""`kb search`: an answer by country."""

from __future__ import annotations

import json

import click

from indexer.answers import Answer
from indexer.commands.terminal import encoder_or_none, opened_base
from indexer.filters import Filters
from kb.countries import country_name
from kb.sections import section_name
from kb.vocabulary import scheme


@click.command("search")
@click.argument("query")
@click.option("--country", multiple=True, metavar="ISO3", help="Only this country; may be repeated.")
@click.option("--branch", multiple=True, metavar="CODE", help="Only practices that cover this branch; may be repeated.")
@click.option("--status", multiple=True, metavar="CODE", help="Only practices of this status; may be repeated.")
@click.option("--kind", multiple=True, metavar="CODE", help="measure, institutional or guidance; may be repeated.")
@click.option("--lang", type=click.Choice(["en", "id"]), help="Language of the answer; the question's own by default.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 300), help="Countries at most.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(
    query: str,
    country: tuple[str, ...],
    branch: tuple[str, ...],
    status: tuple[str, ...],
    kind: tuple[str, ...],
    lang: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Answer QUERY by country, each passage with its sources."""
    filters = Filters.of({"country": country, "branch": branch, "status": status, "kind": kind})
    with opened_base() as base:
        encoder_or_none(base)
        answer = base.searcher.search(query, filters, lang, limit)
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(answer)


def _show(answer: Answer) -> None:
    if answer.notice:
        click.echo(answer.notice, err=True)
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
