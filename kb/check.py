"""Checks practice files: each by itself, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.model import Practice
from kb.overlap import overlaps
from kb.practice_file import Fault, PracticeFile, PracticeFileError, load_practice
from kb.rules import faults


def check_files(paths: Iterable[Path]) -> tuple[list[Practice], list[Fault]]:
    """Read and check practice files and folders of them; return the sound practices and every fault found.

    Files that are checked together are also compared with each other: ids, and words that two of them share.
    """
    read: list[PracticeFile] = []
    found: list[Fault] = []
    seen: dict[str, str] = {}
    for path in practice_paths(paths):
        try:
            file = load_practice(path)
        except PracticeFileError as error:
            found.extend(error.faults)
            continue
        of_file = [file.fault(location, message) for location, message in faults(file.practice)]
        of_file += _file_faults(file, path, seen)
        found.extend(sorted(of_file, key=lambda fault: fault.line))
        if not of_file:
            read.append(file)
    shared = _shared_words(read)
    found.extend(fault for faults_of_file in shared.values() for fault in faults_of_file)
    return [file.practice for file in read if file.practice.id not in shared], found


def practice_paths(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the practice files among `paths`, and below those that are folders, each once and in a stable order."""
    seen: set[Path] = set()
    for path in paths:
        for file in sorted(path.rglob("*.md")) if path.is_dir() else [path]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _file_faults(file: PracticeFile, path: Path, seen: dict[str, str]) -> Iterator[Fault]:
    practice = file.practice
    if path.stem != practice.id:
        yield file.fault(("id",), f"is {practice.id!r}, but the file is {path.name!r}; make them equal")
    if practice.id in seen:
        yield file.fault(("id",), f"{practice.id!r} is also in {seen[practice.id]}; an id is used once")
    seen.setdefault(practice.id, str(path))
    if path.parent.name not in (practice.country.lower(), ""):
        yield file.fault(("country",), f"is {practice.country}, but the folder is {path.parent.name!r}")


def _shared_words(files: Iterable[PracticeFile]) -> dict[str, list[Fault]]:
    """Return, by practice, the faults of those that share a run of words with another."""
    by_id = {file.practice.id: file for file in files}
    shared: dict[str, list[Fault]] = {}
    for overlap in overlaps(file.practice for file in by_id.values()):
        fault = by_id[overlap.practice].fault(overlap.location, str(overlap))
        shared.setdefault(overlap.practice, []).append(fault)
    return shared
