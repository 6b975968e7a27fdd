"""What an import would change, field by field, and the import itself: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from corpus.exchange.files import read_csv_folder, read_workbook
from corpus.exchange.shape import Gathered, Place, Tables, gather
from kb.check import check_files
from kb.errors import KbError
from kb.model import Practice
from kb.overlap import overlaps
from kb.practice_file import advice
from kb.rules import faults
from kb.store import Store, content_hash, save_revision, show_revision
from kb.workflow.content import Content, of_practice
from kb.workflow.fields import Difference, differences


@dataclass(frozen=True)
class Change:
    """A practice that would be published; `differences` go from what readers see now, or from nothing, to it."""

    practice: Practice
    differences: tuple[Difference, ...]
    new: bool


@dataclass
class Plan:
    """What an import would do. With `faults`, each with its place, it does nothing."""

    changes: list[Change] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def plan(store: Store, paths: Iterable[Path]) -> Plan:
    """Return what importing files and folders would change; writes nothing. Raises `UsageError` for unreadable files.

    A path is a Markdown file, a workbook, a folder of CSV files, or a folder of Markdown files.
    """
    practices, found = _read(paths)
    made = Plan(faults=found)
    seen: set[str] = set()
    hashes = store.published_hashes()
    for practice in practices:
        if practice.id in seen:
            made.faults.append(f"{practice.id}: stands in two files; keep one")
        elif hashes.get(practice.id) == content_hash(practice):
            made.unchanged.append(practice.id)
        else:
            made.changes.append(_change(store, practice, new=practice.id not in hashes))
        seen.add(practice.id)
    return made


def carry_out(store: Store, plan: Plan, author: str) -> None:
    """Publish every change of a plan in one transaction; raise `KbError` for a plan with faults."""
    if plan.faults:
        raise KbError(f"{len(plan.faults)} faults; nothing was changed")
    with store.file.write() as db:
        for change in plan.changes:
            revision = save_revision(db, change.practice, author)
            show_revision(db, change.practice.id, revision.number, author, "")


def _change(store: Store, practice: Practice, *, new: bool) -> Change:
    before = Content() if new else of_practice(store.published(practice.id))
    return Change(practice, tuple(differences(before, of_practice(practice))), new)


def _read(paths: Iterable[Path]) -> tuple[list[Practice], list[str]]:
    practices: list[Practice] = []
    found: list[str] = []
    markdown: list[Path] = []
    for path in paths:
        if path.is_dir() and not any(path.glob("*.csv")):
            markdown.append(path)
        elif path.is_dir():
            _add(practices, found, *read_csv_folder(path))
        elif path.suffix.lower() == ".xlsx":
            _add(practices, found, *read_workbook(path))
        else:
            markdown.append(path)
    sound, wrong = check_files(markdown)
    return [*practices, *sound], [*found, *map(str, wrong)]


def _add(practices: list[Practice], found: list[str], tables: Tables, wrong: list[tuple[Place, str]]) -> None:
    gathered, more = gather(tables)
    found += [f"{place}: {message}" for place, message in (*wrong, *more)]
    sound: list[tuple[Gathered, Practice]] = []
    for one in gathered:
        try:
            practice = Practice.model_validate(one.data)
        except ValidationError as error:
            for item in error.errors():
                location = tuple(part for part in item["loc"] if part != "[key]")
                found.append(f"{one.place(location)}: {advice(item)}")
            continue
        of_one = [f"{one.place(location)}: {message}" for location, message in faults(practice)]
        found += of_one
        if not of_one:
            sound.append((one, practice))
    places = {practice.id: one for one, practice in sound}
    found += [f"{places[o.practice].place(o.location)}: {o}" for o in overlaps(practice for _, practice in sound)]
    practices += [practice for _, practice in sound]
