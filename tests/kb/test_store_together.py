"""Many at once: threads and processes write and read one store, and nothing of what they did is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kb.model import Practice
from kb.store import Store, content_hash
from kb.text import LocalText

TIMES = 12


def write_many(store: Store, practice: Practice, writer: str) -> None:
    """Save and publish another title again and again."""
    for number in range(TIMES):
        title = LocalText(en=f"{writer} {number}", id=f"{writer} {number}")
        revision = store.save(practice.model_copy(update={"title": title}), writer)
        store.publish(practice.id, revision.number, writer)


def titles(store: Store, practice: Practice) -> list[str]:
    latest = store.latest(practice.id)
    assert latest
    return [store.revision(practice.id, number).title.en for number in range(1, latest.number + 1)]


def test_threads_lose_nothing(store: Store, case: Practice) -> None:
    writers = [f"writer-{number}" for number in range(4)]
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(write_many, store, case, writer) for writer in writers]
        seen = [pool.submit(_read_while, store, case, lambda: all(job.done() for job in work)) for _ in range(3)]
        for job in (*work, *seen):
            job.result()
    _nothing_is_lost(store, case, writers)


def test_processes_lose_nothing(open_store: Callable[[Path], Store], tmp_path: Path, case: Practice) -> None:
    store = open_store(tmp_path / "store.sqlite")
    file = tmp_path / "practice.json"
    file.write_text(case.model_dump_json(), encoding="utf-8")
    writers = ["first", "second", "third"]
    code = (
        "import sys; from pathlib import Path; from kb.model import Practice; from kb.store import Store\n"
        "from tests.kb.test_store_together import write_many\n"
        "store = Store(Path(sys.argv[1])); store.create()\n"
        "write_many(store, Practice.model_validate_json(Path(sys.argv[2]).read_text(encoding='utf-8')), sys.argv[3])\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, str(store.file.path), str(file), writer],
            cwd=Path(__file__).parents[2],
            stderr=subprocess.PIPE,
            text=True,
        )
        for writer in writers
    ]
    _read_while(store, case, lambda: all(process.poll() is not None for process in running))
    assert [process.communicate()[1] for process in running] == [""] * 3
    _nothing_is_lost(store, case, writers)


def _read_while(store: Store, case: Practice, done: Callable[[], bool]) -> None:
    """Read what readers see: always one whole revision, and none older than what was seen before."""
    newest = 0
    while not done():
        hashes = store.published_hashes()
        if hashes:
            practice = store.published(case.id)
            assert practice.title.en.split()[0].startswith(("writer", "first", "second", "third"))
            events = len(store.timeline(case.id))
            assert events >= newest
            newest = events


def _nothing_is_lost(store: Store, case: Practice, writers: list[str]) -> None:
    said = titles(store, case)
    assert sorted(said) == sorted(f"{writer} {number}" for writer in writers for number in range(TIMES))
    for writer in writers:  # each one's own in their order
        own = [int(title.split()[1]) for title in said if title.startswith(writer)]
        assert own == list(range(TIMES))
    events = store.timeline(case.id)
    assert len(events) == 2 * TIMES * len(writers)
    last = [event for event in events if event.action == "published"][-1]
    assert store.published_hashes() == {case.id: content_hash(store.revision(case.id, last.revision))}
