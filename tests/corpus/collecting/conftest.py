"""Sites, sources that lead to them, and the real `kb` that collects from them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml

from corpus.candidates import MIGRATIONS, Candidates
from corpus.collecting import folder_of
from corpus.fetching.archive import Archive
from corpus.fetching.ledger import Issue, Ledger
from indexer import embeddings
from kb.cli import run
from kb.settings import settings
from kb.sqlite import SqliteFile
from kb.store import Store
from tests.corpus.collecting.site import Site, serving

COMMAND = [str(Path(sys.executable).with_name("kb"))]
NAMED = [sys.executable, "-m", "tests.corpus.collecting.with_names"]
SOURCES = Path(__file__).parents[3] / "corpus" / "sources"


@dataclass
class Collector:
    """A base of its own, with its sources, and `kb` on it."""

    home: Path
    sites: list[Site] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        """Variables of `kb`."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        return own | {
            "KB_HOME": str(self.home),
            "KB_SOURCES": str(self.home / "sources"),
            "KB_CONTACT": "tests@example.org",
            "KB_COLLECT_ALLOW": ",".join(f"127.0.0.1:{site.port}" for site in self.sites),
            "PYTHONWARNINGS": "error",
        } | more  # fmt: skip

    def source(self, name: str, site: Site, **changes: Any) -> None:
        """Let a source of the project begin at the site, without pauses."""
        path = SOURCES / name.replace("-", "_") / "source.yml"
        description = yaml.safe_load(path.read_text(encoding="utf-8"))
        starts = [f"{site.base}/{start.split('/', 3)[3]}" for start in description["start"]]
        self.describe({**description, "start": starts, "hosts": ["127.0.0.1"], "delay": 0.01, **changes})

    def describe(self, description: dict[str, Any]) -> None:
        """Write a source."""
        path = self.home / "sources" / description["id"] / "source.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(description), encoding="utf-8")

    def documents(self, *addresses: str, **changes: Any) -> None:
        """Make a source `documents` of these addresses."""
        self.describe(
            {
                "id": "documents",
                "title": "Documents",
                "publisher": "Tests",
                "licence": "none",
                "language": "en",
                "schedule": "daily",
                "adapter": "corpus.sources.document",
                "start": list(addresses),
                "hosts": ["127.0.0.1"],
                "expected": {"least": 0, "most": 10_000},
                "required": [],
                "delay": 0.01,
                **changes,
            }
        )

    def kb(self, *arguments: str, names: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `kb`, in a process of its own where it fetches; no traceback is ever printed."""
        environment = self.environment(NAMES=names, **variables)
        if arguments[0] == "candidates" or {"--list", "--runs"} & set(arguments):
            return within(environment, arguments)
        command = [*(NAMED if names else COMMAND), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def collect(self, *arguments: str, names: str = "", code: int = 0) -> list[dict[str, Any]]:
        """Run `kb collect … --json` and return what it printed."""
        done = self.kb("collect", *arguments, "--json", names=names)
        assert done.returncode == code, (done.stdout, done.stderr)
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    def ledger(self) -> Ledger:
        """The ledger of this base; to be closed."""
        return Ledger(folder_of(self.home))

    def issues(self) -> dict[str, Issue]:
        """Issues of the newest run by the end of their address."""
        ledger = self.ledger()
        found = {issue.address.split("/", 3)[3]: issue for issue in ledger.issues(ledger.runs(limit=1)[0].id)}
        ledger.close()
        return found

    def candidates(self) -> Candidates:
        """The candidates of this base."""
        return Candidates(SqliteFile(self.home / "store.sqlite", MIGRATIONS))

    def titles(self) -> list[str]:
        """Titles of all live candidates, in order."""
        candidates = self.candidates()
        found = sorted(kept.found.title for kept in candidates.all(None, limit=1_000_000))
        candidates.file.close()
        return found

    def archived(self, address: str) -> bytes:
        """The body that the archive gives for an address."""
        ledger = self.ledger()
        archive = Archive(folder_of(self.home) / "warc", ledger.file, "reader")
        resource = archive.latest(address)
        assert resource is not None
        body = archive.body(resource)
        ledger.close()
        return body


def within(environment: dict[str, str], arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Run `kb` within this process, which saves starting one."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv = mock.patch.object(sys, "argv", ["kb", *arguments])
    with mock.patch.dict(os.environ, environment, clear=True), argv, redirect_stdout(out), redirect_stderr(err):
        settings.cache_clear()
        try:
            run()
        except SystemExit as end:
            code = int(end.code or 0)
        settings.cache_clear()
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    """A base without sources."""
    home = tmp_path / "home"
    store = Store(home / "store.sqlite", embeddings.MIGRATIONS)
    store.create()
    store.close()
    (home / "sources").mkdir()
    return Collector(home)


@pytest.fixture
def site(collector: Collector) -> Iterator[Site]:
    """A site that the collector may ask."""
    with serving() as served:
        collector.sites.append(served)
        yield served


@pytest.fixture
def new_site(collector: Collector) -> Iterator[Callable[[], Site]]:
    """Further sites."""
    with ExitStack() as stack:

        def make() -> Site:
            collector.sites.append(stack.enter_context(serving()))
            return collector.sites[-1]

        yield make
