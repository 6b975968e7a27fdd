"""`kb import`: practice files and tables into the store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from corpus.exchange.plan import Change, Plan, carry_out, plan
from indexer.commands.terminal import encoder_or_none, opened_base, progress
from kb.errors import KbError
from kb.workflow.fields import Leaf


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--author", default="import", show_default=True, help="Name that the timeline shows.")
@click.option("--dry-run", is_flag=True, help="List every change, field by field, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes of a dry run as JSON.")
def command(paths: tuple[Path, ...], author: str, dry_run: bool, as_json: bool) -> None:
    """Publish practices from Markdown files, workbooks, folders of CSV tables, or folders of Markdown files.

    All of it or nothing: with a fault anywhere, each is named with its place and nothing is changed, exit 1.
    """
    with opened_base() as base:
        made = plan(base.store, paths)
        for fault in made.faults:
            click.echo(fault, err=True)
        if dry_run:
            _print(made, as_json)
        elif not made.faults:
            carry_out(base.store, made, author)
            click.echo(f"{len(made.changes)} practices published, {len(made.unchanged)} unchanged", err=True)
            if made.changes:
                with progress("embedding passages") as report_progress:
                    base.index.ensure(encoder_or_none(base), report_progress)
    if made.faults:
        raise KbError(f"{len(made.faults)} faults; nothing was changed")


def _print(made: Plan, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_as_dict(change) for change in made.changes], ensure_ascii=False, indent=1))
        return
    for change in made.changes:
        click.echo(f"{change.practice.id}: {'new' if change.new else 'changed'}")
        for one in change.differences:
            click.echo(f"  {'.'.join(one.path)}: {_shown(one.before)} → {_shown(one.after)}")
    click.echo(f"{len(made.changes)} practices would be published, {len(made.unchanged)} unchanged", err=True)


def _as_dict(change: Change) -> dict[str, Any]:
    fields = {".".join(one.path): {"before": one.before, "after": one.after} for one in change.differences}
    return {"practice": change.practice.id, "new": change.new, "fields": fields}


def _shown(leaf: Leaf) -> str:
    return json.dumps(leaf, ensure_ascii=False) if leaf else "–"
