"""`kb stats`: the base in numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table

from indexer.commands.terminal import opened_base
from indexer.stats import IndexState, Stats, stats
from kb.countries import country_name, regions
from kb.gaps import Gaps, Share, gaps
from kb.known import LETTERS
from kb.vocabulary import scheme


@click.command("stats")
@click.option("--gaps", "show_gaps", is_flag=True, help="What is not recorded: country by branch, and the balance.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(show_gaps: bool, as_json: bool) -> None:
    """Count practices, countries, passages and sources, and show the state of the index."""
    with opened_base() as base:
        counted: Stats | Gaps = gaps(base.store.all_published()) if show_gaps else stats(base)
    if as_json:
        click.echo(json.dumps(counted.as_json(), ensure_ascii=False, indent=1))
    elif isinstance(counted, Gaps):
        _show_gaps(counted)
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


def _show_gaps(found: Gaps) -> None:
    console = Console(highlight=False, markup=False)
    branches = list(scheme("branch").terms)
    matrix = Table("Country", *(scheme("branch")[code].label.en for code in branches), box=None, pad_edge=False)
    for country, row in found.matrix.items():
        matrix.add_row(f"{country_name(country, 'en')} ({country})", *(_cell(row[branch]) for branch in branches))
    console.print(matrix)
    letters = ", ".join(f"{letter} {scheme('compulsion')[way].label.en.lower()}" for way, letter in LETTERS.items())
    console.print(f"{letters}, · nothing recorded: {found.empty_cells} of {found.cells} cells\n")
    balance = Table(show_header=False, box=None)
    for name, text in (
        ("By region", _shares({regions()[code].label.en: share for code, share in found.by_region.items()})),
        ("By income group", _shares(found.by_income_group)),
        ("By kind", _joined(_labelled("kind", found.by_kind))),
        ("By status", _joined(_labelled("status", found.by_status))),
        ("Sources by language", _joined(found.sources_by_language)),
        ("Without a practice", "; ".join(f"{regions()[r].label.en}: {' '.join(c)}" for r, c in found.missing.items())),
    ):
        balance.add_row(name, text)
    console.print(balance)


def _cell(ways: Sequence[str]) -> str:
    return "".join(LETTERS[way] for way in ways) or "·"


def _shares(shares: Mapping[str, Share]) -> str:
    return ", ".join(f"{name} {s.countries} of {s.of} countries ({s.practices})" for name, s in shares.items())


def _index(index: IndexState | None) -> str:
    if index is None:
        return "none yet; run 'kb index'"
    behind = f"{index.lag} practices behind the store; run 'kb index'" if index.lag else "in line with the store"
    return f"generation {index.generation} of {index.built_at}, {behind}\n{index.encoder or 'words only, no encoder'}"


def _labelled(name: str, counts: Mapping[str, int]) -> dict[str, int]:
    return {scheme(name)[code].label.en: n for code, n in counts.items()}


def _joined(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.items()) or "–"
