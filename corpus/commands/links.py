"""`kb links`: whether the sources of published practices still stand where they were read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import click

from corpus import collecting, link_checking
from corpus.collecting import Collection
from corpus.commands.collect import allowed_hosts, alone, opened, user_agent
from corpus.fetching.checking import Answer
from corpus.link_checking import LinkCheck
from corpus.sources.registry import load_sources
from kb import links
from kb.errors import KbError
from kb.links import Standing
from kb.settings import settings
from kb.sqlite import SqliteFile
from kb.store import Store


@click.command("links")
@click.option("--due", is_flag=True, help="Check only addresses that are due; for cron or a timer.")
@click.option("--limit", type=click.IntRange(1), help="Check at most so many, those unchecked for longest first.")
@click.option("--list", "listing", is_flag=True, help="List where every address stands, without asking anybody.")
@click.option("--dead", is_flag=True, help="List the dead addresses, without asking anybody.")
@click.option("--history", metavar="ADDRESS", help="List the checks of one address, without asking anybody.")
@click.option("--timeout", type=click.FloatRange(1, 120), default=link_checking.TIMEOUT_S, show_default=True,
              help="Seconds for one answer.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    due: bool, limit: int | None, listing: bool, dead: bool, history: str | None, timeout: float, as_json: bool
) -> None:
    """Check the addresses of sources, politely, and keep the history of each.

    An address is dead after three failures days apart, not when a site turns programs away.
    """
    Store(settings().store_path).require()
    store = Store(settings().store_path, links.MIGRATIONS)
    store.create()
    try:
        cited = links.cited_by(store.all_published())
        if history is not None:
            _print_history(store, history, as_json)
            return
        if not (listing or dead):
            _check(store, cited, due=due, limit=limit, timeout=timeout)
        known = link_checking.standings(store.file, store.all_published())
        shown = [one for one in known if one.state == "dead"] if dead else known
        _print(shown if listing or dead else [one for one in shown if one.last], cited, as_json)
    finally:
        store.close()


def _check(store: Store, cited: Mapping[str, list[str]], *, due: bool, limit: int | None, timeout: float) -> None:
    known = link_checking.standings(store.file, store.all_published())
    with opened() as collection, alone():
        _ask(store.file, collection, list(cited), link_checking.choose(known, due=due, limit=limit), timeout)


def _ask(
    file: SqliteFile, collection: Collection, addresses: list[str], chosen: list[Standing], timeout: float
) -> None:
    from corpus.fetching.checking import Checker
    from corpus.fetching.crawl import crawl
    from corpus.fetching.requests import Flight

    agent = user_agent()
    run = link_checking.begin(collection.ledger, chosen)
    if not run.waiting:
        collection.ledger.end(run.id)
        return
    flight = Flight(collection.ledger, collection.archive, [run.id], agent, {run.id: timeout}, method="HEAD")
    check = LinkCheck(file, collection.ledger, collection.archive, addresses, _report)
    delays = collecting.delays(list(load_sources(settings().sources).values()))
    crawl(flight, check.handle, check.finish, delays, allowed_hosts(), Checker)
    if collection.ledger.is_running(run.id):
        raise KbError("broken off; run the command again to go on")


def _report(address: str, answer: Answer) -> None:
    click.echo(f"{answer.outcome}\t{answer.message or answer.status}\t{address}", err=True)


def _print(standings: list[Standing], cited: Mapping[str, list[str]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_as_dict(one, cited) for one in standings], ensure_ascii=False, indent=1))
        return
    for one in standings:
        if one.state != "ok":
            click.echo("\t".join([one.state, one.address, _told(one), ", ".join(cited.get(one.address, ()))]))
    counts = Counter(one.state for one in standings)
    click.echo(", ".join(f"{counts[state]} {state}" for state in sorted(counts)) or "no addresses", err=True)


def _told(one: Standing) -> str:
    if one.last is None:
        return "never checked"
    parts = [one.last.message or f"status {one.last.status}", f"checked {one.last.at[:10]}"]
    parts += [f"now at {one.last.final}"] if one.state == "moved" else []
    parts += [f"{one.failures} failures since {one.since[:10]}"] if one.failures else []
    parts += [f"copy of {one.last.archived_at[:10]} in the archive"] if one.last.archived_at else []
    return "; ".join(parts)


def _as_dict(one: Standing, cited: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "address": one.address,
        "state": one.state,
        "failures": one.failures,
        "since": one.since,
        "last": vars(one.last) if one.last else None,
        "practices": cited.get(one.address, []),
    }


def _print_history(store: Store, address: str, as_json: bool) -> None:
    checks = links.history(store.file.read(), address)
    if as_json:
        click.echo(json.dumps([vars(check) for check in checks], ensure_ascii=False, indent=1))
        return
    for check in checks:
        click.echo("\t".join([check.at, check.outcome, str(check.status), check.message, check.final]))
    click.echo(f"{len(checks)} checks", err=True)
