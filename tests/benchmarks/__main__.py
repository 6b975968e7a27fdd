"""Prints how fast the base is on this machine: encoding, indexing, the search page with its parts, starting, memory."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import numpy as np

from indexer.encoder import load_encoder
from indexer.passages import cut
from indexer.questions import read_questions
from kb.check import check_files
from kb.settings import settings
from tests.evaluation.floors import QUESTIONS
from tests.servers import free_port, served

PAGES = 200
WIDE = ("IDN", "USA", "IND", "SGP", "MYS", "KOR", "PHL", "BRA", "COL", "THA", "CRI", "FRA")
ASKED = (
    "siapa yang menanggung iuran JKK?",
    "How are contributions collected from platforms?",
    "Apa yang tidak berhasil dan mengapa?",
)


def main() -> None:
    """Run every benchmark on a base of its own."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    _encoding()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "KB_HOME": str(Path(folder) / "home")}
        started = time.perf_counter()
        subprocess.run(
            [_kb(), "init"], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        print(f"kb init: {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        subprocess.run(
            [_kb(), "init"], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        print(f"kb init again: {time.perf_counter() - started:.1f} s")
        _serving(environment)


def _encoding() -> None:
    practices, _ = check_files([settings().practices])
    texts = [passage.embedded for practice in practices for passage in cut(practice)]
    sample = [texts[number] for number in np.random.default_rng(0).choice(len(texts), 300, replace=False)]
    started = time.perf_counter()
    encoder = load_encoder(settings().encoder, settings().cache)
    print(f"encoder loaded: {time.perf_counter() - started:.1f} s")
    encoder.encode_passages(sample[:16])
    started = time.perf_counter()
    encoder.encode_passages(sample)
    took = time.perf_counter() - started
    tokens = sum(encoder.count_tokens(sample)) / len(sample)
    print(
        f"encoding: {len(sample) / took:.1f} passages/s ({tokens:.0f} tokens each on average; {len(texts)} in the base)"
    )


def _serving(environment: dict[str, str]) -> None:
    port = free_port()
    started = time.perf_counter()
    with served(environment, port) as server:
        _page(port, "iuran")
        print(f"start to the first answer, by words: {time.perf_counter() - started:.1f} s")
        while "encode" not in _page(port, "iuran")[1]:
            pass
        print(f"start to the first full answer: {time.perf_counter() - started:.1f} s")
        _search_pages(port)
        _comparisons(port)
        print(f"resident memory of the serving process: {_resident_mb(server.pid):.0f} MB")
        server.send_signal(signal.SIGTERM)


def _search_pages(port: int) -> None:
    asked = [question.question for question in read_questions(QUESTIONS)]
    texts = [f"{question} {place}".strip() for place in ("", "Asia", "Amerika Latin") for question in asked][:PAGES]
    took, parts = [], []
    for text in texts:
        started = time.perf_counter()
        _, timing = _page(port, text)
        took.append((time.perf_counter() - started) * 1000)
        parts.append(timing)
    p50, p95 = np.percentile(took, [50, 95])
    print(f"GET /search, {len(texts)} questions, one client: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    for name in parts[0]:
        values = [part.get(name, 0.0) for part in parts]
        print(f"  {name}: p50 {np.percentile(values, 50):.1f} ms, p95 {np.percentile(values, 95):.1f} ms")
    rest = [total - sum(part.values()) for total, part in zip(took, parts, strict=True)]
    print(f"  render and transfer: p50 {np.percentile(rest, 50):.1f} ms, p95 {np.percentile(rest, 95):.1f} ms")


def _comparisons(port: int) -> None:
    """Print how long the widest comparison takes, all rows, without questions and with three."""
    for asked in ((), ASKED):
        query = urllib.parse.urlencode([*(("country", code) for code in WIDE), *(("question", text) for text in asked)])
        took, size = [], 0
        for _ in range(11):
            started = time.perf_counter()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/compare?{query}", timeout=60) as response:
                size = len(response.read())
            took.append((time.perf_counter() - started) * 1000)
        print(
            f"GET /compare, 12 countries, all rows, {len(asked)} questions: p50 {np.percentile(took[1:], 50):.0f} ms, "
            f"{size / 1000:.0f} kB"
        )


def _page(port: int, question: str) -> tuple[str, dict[str, float]]:
    address = f"http://127.0.0.1:{port}/search?q={urllib.parse.quote(question)}"
    with urllib.request.urlopen(address, timeout=60) as response:
        timing = response.headers.get("Server-Timing", "")
        entries = (entry.strip().split(";dur=") for entry in timing.split(",") if entry)
        return response.read().decode(), {name: float(ms) for name, ms in entries}


def _resident_mb(pid: int) -> float:
    """Return the resident memory of the worker that answers, the child of the started process (proc(5), VmRSS)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    status = Path(f"/proc/{children[0] if children else pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _kb() -> str:
    return str(Path(sys.executable).parent / "kb")


if __name__ == "__main__":
    main()
