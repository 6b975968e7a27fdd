"""Puts practice files into the store and publishes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kb.check import check_files
from kb.model import Practice
from kb.practice_file import Fault
from kb.store import Store, content_hash

SEED = "seed"


@dataclass
class Intake:
    """What became of the files: ids by outcome, and the faults of those that were left out."""

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def import_files(store: Store, paths: Iterable[Path], author: str) -> Intake:
    """Save every sound file as a revision and publish it; a file with faults changes nothing and stops no other."""
    practices, faults = check_files(paths)
    intake = Intake(faults=faults)
    for practice in practices:
        _publish(store, practice, author, intake)
    return intake


def load_seed(store: Store, folder: Path) -> Intake:
    """Load the curated cases; one that people have edited or withdrawn since in the store is kept as they left it."""
    practices, faults = check_files([folder])
    intake = Intake(faults=faults)
    published = store.published_hashes()
    for practice in practices:
        last = store.timeline(practice.id)[-1:]
        if published.get(practice.id) != content_hash(practice) and any(event.actor != SEED for event in last):
            intake.kept.append(practice.id)
        else:
            _publish(store, practice, SEED, intake)
    return intake


def _publish(store: Store, practice: Practice, author: str, intake: Intake) -> None:
    if store.published_hashes().get(practice.id) == content_hash(practice):
        intake.unchanged.append(practice.id)
        return
    revision = store.save(practice, author)
    store.publish(practice.id, revision.number, author)
    intake.published.append(practice.id)
