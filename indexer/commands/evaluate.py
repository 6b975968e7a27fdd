"""`kb evaluate`: how good the search is, on our own questions or on a public set."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from indexer.beir import evaluate_set, read_set
from indexer.commands.terminal import encoder_or_none, opened_base, progress
from indexer.encoder import load_encoder
from indexer.questions import as_json, ask_all, read_questions, report
from kb.errors import UsageError
from kb.settings import settings


@click.command("evaluate")
@click.argument("questions", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--beir", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of a public set.")
@click.option("--json", "json_output", is_flag=True, help="Machine-readable output.")
@click.option("--misses", is_flag=True, help="Also list the questions that were not answered well.")
def command(questions: Path | None, beir: Path | None, json_output: bool, misses: bool) -> None:
    """Measure the search on QUESTIONS (one JSON object a line), or on a public set with --beir."""
    if (questions is None) == (beir is None):
        raise UsageError("give either a file of questions or --beir FOLDER")
    if beir:
        encoder = load_encoder(settings().encoder, settings().cache)
        with progress("embedding passages") as show:
            result = evaluate_set(read_set(beir), encoder, settings().cache, show)
    else:
        assert questions is not None
        judged = read_questions(questions)
        with opened_base() as base:
            encoder_or_none(base)
            base.searcher.search(judged[0].question)  # the first question of a process pays for opening everything
            outcomes = ask_all(base.searcher, judged)
        result = report(outcomes)
        if misses:
            for outcome in outcomes:
                if not outcome.is_right:
                    asked, facts = outcome.question, f"{outcome.facts_found}/{len(outcome.question.key_facts)} facts"
                    click.echo(f"{asked.id} rank {outcome.rank}, {facts}: {asked.question}", err=True)
    click.echo(as_json(result)) if json_output else _show(result)


def _show(result: dict[str, dict[str, float]]) -> None:
    table = Table("", *result)
    for name in next(iter(result.values())):
        table.add_row(name, *(f"{row[name]:g}" for row in result.values()))
    Console().print(table)
