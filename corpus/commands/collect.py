"""`kb collect`: ask the sources, or one address, for what may become a practice."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import click
from filelock import FileLock, Timeout

from corpus import collecting
from corpus.candidates import MIGRATIONS, Candidates
from corpus.collecting import Collection, Reader
from corpus.commands.candidates import as_dict
from corpus.fetching.addresses import check_address
from corpus.fetching.archive import Archive
from corpus.fetching.ledger import Ledger, Run
from corpus.sources.model import Source
from corpus.sources.registry import adapter_of, chosen, load_sources
from kb.errors import KbError, UsageError
from kb.messages import Message, packed
from kb.settings import settings
from kb.sqlite import SqliteFile
from kb.store import Store

SECONDS_BETWEEN_REPORTS = 2.0


@click.command("collect")
@click.argument("ids", nargs=-1, metavar="SOURCE...")
@click.option("--all", "everything", is_flag=True, help="Ask every source.")
@click.option("--due", is_flag=True, help="Ask the sources whose schedule says so; for cron or a timer.")
@click.option("--address", help="Ask for one address: a page, a PDF or a Word file.")
@click.option("--from-archive", is_flag=True, help="Read again what was fetched last, without asking anybody.")
@click.option("--list", "listing", is_flag=True, help="List the sources.")
@click.option("--runs", is_flag=True, help="List the runs and what went wrong in them.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    ids: tuple[str, ...],
    everything: bool,
    due: bool,
    address: str | None,
    from_archive: bool,
    listing: bool,
    runs: bool,
    as_json: bool,
) -> None:
    """Collect candidates from SOURCE..., archive what was received, and go on with runs that were broken off.

    Exit 1 if a run failed: a source's pages are not as they were, or it gave less or more than expected.
    """
    sources = load_sources(settings().sources)
    if listing:
        _print([source.model_dump() for source in sources.values()], as_json, _source_line)
        return
    with opened() as collection:
        if runs:
            _print_runs(collection.ledger, ids, as_json)
            return
        if address is not None:
            try:
                _one(collection, address, as_json)
            except KbError as error:
                if as_json:
                    click.echo(json.dumps({"error": packed(error.message)}))
                raise
            return
        wanted = chosen(sources, sources if everything or due else ids)
        if due:
            wanted = collecting.due(collection.ledger, wanted)
        elif not wanted:
            raise UsageError("name a source, or give --all, --due or --address; see 'kb collect --list'")
        with alone():
            ended = (
                [collecting.read_again(collection, source) for source in wanted]
                if from_archive
                else _collect(collection, {collecting.begin(collection.ledger, source).id: source for source in wanted})
            )
        _print([_run(collection.ledger, run) for run in ended], as_json, _run_lines)
        if any(run.outcome == "running" for run in ended):
            raise KbError("broken off; run the command again to go on")
        failed = [run.source for run in ended if run.outcome == "failed"]
        if failed:
            raise KbError(f"failed: {', '.join(failed)}; 'kb collect --runs' says why")


def _collect(collection: Collection, runs: dict[int, Source]) -> list[Run]:
    from corpus.fetching.crawl import crawl
    from corpus.fetching.requests import Flight

    if not runs:
        return []
    flight = Flight(collection.ledger, collection.archive, list(runs), user_agent())
    flight.timeouts = {run: source.timeout for run, source in runs.items()}
    reader = Reader(collection, runs)
    crawl(flight, reader.handle, reader.finish, collecting.delays(list(runs.values())), allowed_hosts())
    return [collection.ledger.run(run) for run in runs]


def _one(collection: Collection, address: str, as_json: bool) -> None:
    """Collect one address; raise `KbError` that says why when nothing came of it."""
    check_address(address, allowed_hosts())
    source = collecting.single(address)
    run = collection.ledger.begin(source.id, "", adapter_of(source).start(source, ""))
    _collect(collection, {run.id: source})
    if issues := [issue for issue in collection.ledger.issues(run.id) if issue.kind != "count"]:
        raise KbError(Message("%(address)s: %(why)s", address=address, why=issues[0].message))
    kept = collection.candidates.from_run(run.id)
    assert kept is not None
    _print([as_dict(kept)], as_json, lambda item: f"candidate {item['id']}: {item['title']}")


def allowed_hosts() -> list[str]:
    """Return hosts with port that may be asked though they are not public."""
    return [host.strip() for host in settings().collect_allow.split(",") if host.strip()]


def user_agent() -> str:
    """Return the one name under which every request is made; raise `UsageError` without a contact."""
    if not settings().contact:
        raise UsageError(Message("set KB_CONTACT to a mail or web address at which owners of sites can reach you"))
    return f"kb-social-security/{version('kb-social-security')} (+{settings().contact})"


@contextmanager
def opened() -> Iterator[Collection]:
    """Open what collecting writes to."""
    store = Store(settings().store_path)
    store.require()
    store.close()
    file = SqliteFile(settings().store_path, MIGRATIONS)
    file.create()
    folder = collecting.folder_of(settings().home)
    ledger = Ledger(folder)
    session = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{os.getpid()}"
    collection = Collection(ledger, Archive(folder / "warc", ledger.file, session), Candidates(file), _Progress(ledger))
    try:
        yield collection
    finally:
        collection.close()
        file.close()


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of collecting: two processes would ask the same hosts twice as often as they promise."""
    try:
        with FileLock(collecting.folder_of(settings().home) / "collect.lock", timeout=0):
            yield
    except Timeout:
        raise KbError("another 'kb collect' is running; wait until it has ended") from None


class _Progress:
    """Says on stderr how far each run is, every few seconds and when it ends."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._next = ledger, 0.0

    def __call__(self, number: int) -> None:
        if time.monotonic() < self._next and self._ledger.is_running(number):
            return
        self._next = time.monotonic() + SECONDS_BETWEEN_REPORTS
        run = self._ledger.run(number)
        state = "" if run.outcome == "running" else f", {run.outcome}"
        click.echo(
            f"{run.source}: {run.done} read, {run.waiting} waiting, {run.failed} failed,"
            f" {run.candidates} candidates{state}",
            err=True,
        )


def _print_runs(ledger: Ledger, ids: tuple[str, ...], as_json: bool) -> None:
    runs = [run for run in ledger.runs(limit=100) if not ids or run.source in ids]
    _print([_run(ledger, run) for run in runs], as_json, _run_lines)


def _run(ledger: Ledger, run: Run) -> dict[str, Any]:
    return {**vars(run), "issues": [vars(issue) for issue in ledger.issues(run.id)]}


def _source_line(source: dict[str, Any]) -> str:
    return f"{source['id']}\t{source['schedule']}\t{source['title']}, {source['publisher']}"


def _run_lines(run: dict[str, Any]) -> str:
    head = (
        f"run {run['id']} of {run['source']}, {run['started_at']}: {run['outcome']}, {run['done']} read,"
        f" {run['failed']} failed, {run['candidates']} candidates, {run['passed_over']} passed over"
    )
    issues = [
        f"  {'!' if it['grave'] else '-'} {it['kind']}: {it['message']} ({it['address']})" for it in run["issues"]
    ]
    return "\n".join([head, *issues])


def _print(items: list[dict[str, Any]], as_json: bool, line: Any) -> None:
    if as_json:
        click.echo(json.dumps(items, ensure_ascii=False, indent=1, default=str))
    else:
        for item in items:
            click.echo(line(item))
