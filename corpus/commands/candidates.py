"""`kb candidates`: what collecting found and nobody has decided on yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from corpus.beginning import Beginnings
from corpus.candidates import MIGRATIONS, STATES, Candidates, Kept
from corpus.extraction.model import ExtractionError
from corpus.fetching.archive import NotArchived
from corpus.suggestions.model import Suggestion
from indexer.base import Base
from kb.errors import KbError
from kb.settings import settings
from kb.sqlite import SqliteFile
from kb.store import Store


@click.group("candidates")
def command() -> None:
    """List, show, read or dismiss the candidates that `kb collect` found."""


@command.command("list")
@click.option("--state", type=click.Choice([*STATES, "any"]), default="new", show_default=True, help="State to list.")
@click.option("--source", help="Only candidates of this source.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(state: str, source: str | None, limit: int, as_json: bool) -> None:
    """List candidates, the newest first."""
    with _opened() as candidates:
        found = candidates.all(None if state == "any" else state, source, limit)  # type: ignore[arg-type]
        readings = candidates.readings(*(kept.id for kept in found))
    if as_json:
        click.echo(json.dumps([as_dict(kept) for kept in found], ensure_ascii=False, indent=1))
        return
    for kept in found:
        marks: list[str] = [kept.state] if kept.state != "new" else []
        marks += ["changed since"] if kept.newer else []
        marks += ["deleted at the source"] if kept.withdrawn_at else []
        marks += [_relevance(readings[kept.id])] if kept.id in readings else []
        click.echo("\t".join([str(kept.id), kept.source, kept.found.title, ", ".join(marks)]).rstrip())
    click.echo(f"{len(found)} candidates", err=True)


@command.command("show")
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(number: int, as_json: bool) -> None:
    """Show candidate NUMBER: each value with where it was read."""
    with _opened() as candidates:
        kept = candidates.get(number)
        suggestions = candidates.readings(number).get(number, [])
    if as_json:
        told = as_dict(kept) | {"suggestions": [one.model_dump() for one in suggestions]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(f"candidate {kept.id}, {kept.state}, found {kept.found_at} by run {kept.run} of {kept.source}")
    click.echo(kept.found.address)
    for name, reads in (kept.newer or kept.found).fields.items():
        for read in reads:
            click.echo(f"{name}: {read.value} ({read.where})")
    for one in suggestions:
        said = f"  “{one.evidence[0].text}”" if one.evidence else ""
        click.echo(f"suggested {one.field}: {one.value} ({one.confidence:.2f}){said}")
    if kept.decided_by:
        click.echo(f"{kept.state} by {kept.decided_by} on {kept.decided_at}: {kept.comment}")


@command.command("suggest")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most so many.")
def suggest(numbers: tuple[int, ...], limit: int) -> None:
    """Read candidates again from the archive and keep what is suggested for them.

    Without NUMBERS those that nobody has decided on and that were not read yet. Nobody is asked for anything.
    """
    base = Base(settings())
    base.store.require()
    beginnings = Beginnings(base).open()
    kept_in = beginnings.candidates
    try:
        found = [kept_in.get(number) for number in numbers] or kept_in.all("new", limit=10_000)
        read = kept_in.readings(*(kept.id for kept in found)) if not numbers else {}
        for kept in [kept for kept in found if kept.id not in read and kept.resource is not None][:limit]:
            try:
                suggestions, why_none = beginnings.suggestions(beginnings.read(kept))
            except (ExtractionError, NotArchived) as error:
                click.echo(f"{kept.id}: {error}", err=True)
                continue
            if why_none:
                raise KbError(why_none)
            kept_in.keep_reading(kept.id, suggestions)
            click.echo(f"{kept.id}\t{kept.found.title}\t{_relevance(suggestions)}")
    finally:
        beginnings.close()
        base.close()


@command.command("dismiss")
@click.argument("number", type=int)
@click.option("--by", "actor", default="command line", show_default=True, help="Who decides.")
@click.option("--comment", default="", help="Why.")
def dismiss(number: int, actor: str, comment: str) -> None:
    """Dismiss candidate NUMBER; no later run brings it back."""
    with _opened() as candidates:
        candidates.decide(number, "dismissed", actor, comment)
    click.echo(f"candidate {number} dismissed")


def _relevance(suggestions: Sequence[Suggestion]) -> str:
    """Return in a few words whether a candidate is relevant, and its country."""
    found = {one.field: one for one in reversed(suggestions)}
    if not (relevance := found.get("relevance")):
        return "nothing suggested"
    country = f", {found['country'].value}" if "country" in found else ""
    return f"relevant: {relevance.value} ({relevance.confidence:.2f}){country}"


def as_dict(kept: Kept) -> dict[str, Any]:
    """Return a candidate for JSON."""
    shown = kept.newer or kept.found
    return {
        "id": kept.id,
        "title": shown.title,
        "address": shown.address,
        "source": kept.source,
        "state": kept.state,
        "found_at": kept.found_at,
        "run": kept.run,
        "resource": kept.resource,
        "changed_since": kept.newer is not None,
        "withdrawn_at": kept.withdrawn_at,
        "decided_by": kept.decided_by,
        "decided_at": kept.decided_at,
        "comment": kept.comment,
        "practice": kept.practice,
        "fields": {name: [read.model_dump() for read in reads] for name, reads in shown.fields.items()},
    }


@contextmanager
def _opened() -> Iterator[Candidates]:
    store = Store(settings().store_path)
    store.require()
    store.close()
    file = SqliteFile(settings().store_path, MIGRATIONS)
    file.create()
    try:
        yield Candidates(file)
    finally:
        file.close()
