"""Kills a process at one point after another of its work, and looks each time at what the next start finds.

Run as `python -m tests.indexer.killed WORK FOLDER POINTS`; prints how often it killed. It forks instead of starting
anew: loading the libraries would take most of the time. The parent never computes, so that no thread of a library is
forked.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.intake import load_seed
from indexer import embeddings
from indexer.index import Index
from indexer.lexical import lexical_query
from indexer.live import LiveIndex
from indexer.passages import cut
from indexer.search import Searcher
from indexer.words import detect_language
from kb.check import check_files
from kb.store import Store
from tests.conftest import publish
from tests.doubles import HashEncoder
from tests.indexer.test_index import content, edited

embeddings.BATCH = 16
FILE_EVENTS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}
INSTRUCTIONS = 400  # of SQLite's machine between two points within its statements


class Base:
    """Store and index in one folder, with an encoder that remembers what it was given."""

    def __init__(self, home: Path, encoder: str = "hash") -> None:
        self.store = Store(home / "store.sqlite", embeddings.MIGRATIONS)
        self.index = Index(home / "index", self.store)
        self.encoder = HashEncoder(encoder)

    def kept(self) -> dict[tuple[str, str], bytes]:
        rows = self.store.file.read().query("SELECT encoder, text_hash, vector FROM embedding")
        return {(row["encoder"], row["text_hash"]): row["vector"] for row in rows}


def init(home: Path) -> Base:
    """From nothing to an index, as `kb init` does it."""
    base = Base(home)
    base.store.create()
    assert not load_seed(base.store, home / "practices").faults
    base.index.ensure(base.encoder)
    return base


def update(home: Path) -> Base:
    """One practice edited, one withdrawn, and the index after them."""
    base = Base(home)
    first, second, *_ = sorted(base.store.published_hashes()) or ["", ""]
    for practice in list(base.store.all_published([first])):
        publish(base.store, edited(practice, 3) if len(base.store.timeline(first)) == 2 else practice)
    if len(base.store.published_hashes()) == 3:
        base.store.withdraw(second, "ani")
    base.index.ensure(base.encoder)
    return base


def rebuild(home: Path) -> Base:
    """Another encoder, so another generation."""
    base = Base(home, "other")
    base.index.rebuild(base.encoder)
    return base


WORKS: dict[str, Callable[[Path], Base]] = {"init": init, "update": update, "rebuild": rebuild}


def main(work: str, folder: Path, points: int) -> None:
    start = folder / "start"
    read_once(start / "practices")
    if work != "init":
        run(lambda: init(start))
    total = int(run(lambda: str(counted(WORKS[work], copied(start, folder / "whole")))))
    expected = run(lambda: digest(Base(folder / "whole")))
    kills = 0
    for point in sorted({1 + number * (total - 1) // max(1, points - 1) for number in range(points)}):
        home = copied(start, folder / "killed")
        kills += die_at(point, WORKS[work], home)
        run(lambda home=home: check(work, start, home, expected))  # type: ignore[misc]
    print(kills)


def read_once(practices: Path) -> None:
    """Read names, codes and stemmers before there are children, each of which would read them again."""
    for practice in check_files([practices])[0]:
        cut(practice)
    lexical_query("pengemudi")
    detect_language("pengemudi")


def copied(start: Path, home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(start, home)
    return home


def run(task: Callable[[], Any]) -> str:
    """Run a task in a process of its own and return what it returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(task()).encode())
            os._exit(0)
        except BaseException:  # noqa: BLE001  # a child of a fork must not return into its parent's code
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    if os.waitpid(child, 0)[1]:
        sys.exit("a check failed, see above")
    return told


def die_at(point: int, work: Callable[[Path], Base], home: Path) -> bool:
    """Run the work in a process that kills itself at a point; return whether it did."""
    child = os.fork()
    if child == 0:
        try:
            counted(work, home, point)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def counted(work: Callable[[Path], Base], home: Path, point: int = -1) -> int:
    """Do the work, counting what it does to files and within SQLite's statements; die when the count is reached."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            tick()

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = opened(*arguments, **options)
        connection.set_progress_handler(tick, INSTRUCTIONS)
        return connection

    sys.addaudithook(hook)
    opened, sqlite3.connect = sqlite3.connect, connect  # type: ignore[assignment]
    work(home)
    return count


def check(work: str, start: Path, home: Path, expected: str) -> None:
    """What was committed is there, what serves is whole, and the next start ends where an undisturbed one does."""
    before, after = Base(start), Base(home)
    after.store.create()
    assert list(after.store.file.read().execute("PRAGMA integrity_check")) == [("ok",)]
    kept = after.kept()
    if work != "init":
        assert before.kept().items() <= kept.items(), "an embedding was lost"
        assert len(after.store.published_hashes()) >= len(before.store.published_hashes()) - (work == "update")
        faults = [fault for fault in after.index.verify() if not fault.startswith("practice ")]
        assert faults == [], "what serves is not whole"
        assert Searcher(LiveIndex(after.index)).search("jaminan kecelakaan kerja").countries
    for encoder in ("hash:512", "other:512"):
        assert embeddings.forget_unsound(after.store.file, encoder, HashEncoder.dimension) == 0
    number = after.index.live_number()
    assert number is None or after.index.vectors(after.index.live()).ids().size
    again = WORKS[work](home)
    assert again.index.verify(again.encoder.fingerprint) == []
    assert digest(again) == expected
    assert not {hashlib.sha256(text.encode()).hexdigest() for text in again.encoder.encoded} & {
        text for encoder, text in kept if encoder == again.encoder.fingerprint
    }, "a text was embedded again"
    folders = [path.name for path in again.index.folder.iterdir() if path.is_dir()]
    assert all(name.isdigit() for name in folders) or work == "update"
    assert len(folders) <= 2


def digest(base: Base) -> str:
    """All that the store publishes and the index holds."""
    held = sorted(content(base.index).items()), sorted(base.store.published_hashes().items())
    return hashlib.sha256(repr(held).encode()).hexdigest()


if __name__ == "__main__":
    sqlite3.enable_callback_tracebacks(True)
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
