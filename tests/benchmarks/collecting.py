"""Collects 2,000 pages from a server on this machine, killed twice: `python -m tests.benchmarks.collecting`.

Prints memory over the last stretch, the pauses that the server measured, and whether a page was lost or asked for
twice.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from indexer import embeddings
from kb.store import Store
from tests.corpus.collecting import pages
from tests.corpus.collecting.conftest import Collector
from tests.corpus.collecting.site import Site, serving

RECORDS, ROWS = 2000, 50
DELAY_S = 0.05
KILLED_AT = (400, 800)  # requests


def main() -> None:
    """Run it and print the figures; exit 1 if a page is missing or a promise was broken."""
    with tempfile.TemporaryDirectory() as folder, serving() as site:
        home = Path(folder) / "home"
        store = Store(home / "store.sqlite", embeddings.MIGRATIONS)
        store.create()
        store.close()
        collector = Collector(home, [site])
        _fill(site)
        expected = {"least": RECORDS, "most": RECORDS}
        collector.source("issa-good-practices", site, expected=expected, delay=DELAY_S)
        started = time.perf_counter()
        for number in KILLED_AT:
            _run(collector, site, number)
        memory = _run(collector, site)
        _report(collector, site, memory, time.perf_counter() - started)


def _fill(site: Site) -> None:
    addresses = [f"/gp/{number}" for number in range(RECORDS)]
    lists = [addresses[start : start + ROWS] for start in range(0, RECORDS, ROWS)]
    site.pages["/databases/gp"] = pages.paged(lists, "/databases/gp")
    for number, address in enumerate(addresses):
        site.put(address, pages.good_practice(number))


def _run(collector: Collector, site: Site, kill_at: int | None = None) -> list[float]:
    """Run `kb collect` to its end, or kill it after so many requests; return its memory in MiB over time."""
    command = [str(Path(sys.executable).with_name("kb")), "collect", "issa-good-practices"]
    process = subprocess.Popen(command, env=collector.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    memory: list[float] = []
    while process.poll() is None:
        if kill_at and len(site.asked) >= kill_at:
            process.kill()
            break
        status = Path(f"/proc/{process.pid}/status").read_text()
        if "VmRSS:" in status:
            memory.append(int(status.split("VmRSS:")[1].split()[0]) / 1024)
        time.sleep(0.5 if not kill_at else 0.02)
    _, told = process.communicate()
    if not kill_at and process.returncode:
        sys.exit(told.decode())
    return memory


def _report(collector: Collector, site: Site, memory: list[float], took: float) -> None:
    counts = Counter(site.paths())
    lost = {f"/gp/{number}" for number in range(RECORDS)} - counts.keys()
    twice = sum(counts.values()) - len(counts)
    pauses = np.diff([asked.at for asked in site.asked]) * 1000
    ledger = collector.ledger()
    run = ledger.runs(limit=1)[0]
    ledger.close()
    found = len(collector.titles())
    tenth = max(1, len(memory) // 10)
    early, late = np.median(memory[tenth : 2 * tenth + 1]), np.median(memory[-tenth - 1 :])
    print(
        f"{RECORDS} pages, {RECORDS // ROWS} lists, {took:.0f} s, killed after {KILLED_AT} requests: run {run.outcome}"
    )
    print(f"lost: {len(lost)}; candidates: {found}; asked for twice, being on their way at a kill: {twice}")
    print(f"pause of {DELAY_S * 1000:.0f} ms: shortest {min(pauses):.1f} ms, median {np.median(pauses):.1f} ms")
    print(f"resident memory, last stretch: {early:.0f} MiB early, {late:.0f} at the end, {max(memory):.0f} at most")
    warc = sum(path.stat().st_size for path in collector.home.rglob("*.warc.gz"))
    index = (collector.home / "collected" / "collected.sqlite").stat().st_size
    print(f"archive: {warc >> 10} KiB; index and ledger: {index >> 10} KiB")
    if lost or found != RECORDS or twice > len(KILLED_AT):
        sys.exit("a page was lost or asked for twice")


if __name__ == "__main__":
    main()
