"""`kb stats`: the base in numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click
from rich.console import Console
from rich.table import Table

from indexer.commands.terminal import opened_base
from indexer.stats import IndexState, Stats, stats
from kb.countries import country_name
from kb.vocabulary import scheme


@click.command("stats")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(as_json: bool) -> None:
    """Count practices, countries, passages and sources, and show the state of the index."""
    with opened_base() as base:
        counted = stats(base)
    if as_json:
        click.echo(json.dumps(counted.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(counted)


def _show(counted: Stats) -> None:
    table = Table(show_header=False, box=None)
    passages = str(counted.index.passages) if counted.index else "none yet"
    for name, text in (
        ("Practices", str(counted.practices)),
        ("Countries", str(counted.countries)),
        ("Passages", passages),
        ("Sources", str(counted.sources)),
        ("By country", _joined({country_name(code, "en"): n for code, n in counted.by_country.items()})),
        ("By kind", _joined(_labelled("kind", counted.by_kind))),
        ("By status", _joined(_labelled("status", counted.by_status))),
        ("Sources by language", _joined(counted.sources_by_language)),
        ("Passages by language", _joined(counted.index.passages_by_language if counted.index else {})),
        ("Index", _index(counted.index)),
    ):
        table.add_row(name, text)
    Console(highlight=False, markup=False).print(table)


def _index(index: IndexState | None) -> str:
    if index is None:
        return "none yet; run 'kb index'"
    behind = f"{index.lag} practices behind the store; run 'kb index'" if index.lag else "in line with the store"
    return f"generation {index.generation} of {index.built_at}, {behind}\n{index.encoder or 'words only, no encoder'}"


def _labelled(name: str, counts: Mapping[str, int]) -> dict[str, int]:
    return {scheme(name)[code].label.en: n for code, n in counts.items()}


def _joined(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.items()) or "–"
