"""Reads documents from outside in a process apart, with limits of memory and time and without files or network.

A worker is started once and imports what it needs; for each document it makes a copy of itself (fork), which sets its
limits, reads, answers and ends. Nothing of one document reaches the next, and an answer is JSON, which cannot carry
code. The kernel ends a copy that takes too long.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from functools import cache

from pydantic import ValidationError

from corpus.extraction.frames import Broken, read_frame, write_frame
from corpus.extraction.model import Extracted, ExtractionError
from kb.messages import Message, unpacked

MAX_DOCUMENT = 50_000_000  # bytes
_GRACE = 15  # seconds beyond a document's own, in which the worker must start and answer
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a copy of a process has none of its other threads


@dataclass(frozen=True)
class Limits:
    """What reading one document may take: MB beyond what the worker itself has, seconds of processor and of clock."""

    memory_mb: int = 1024
    cpu_seconds: int = 90
    seconds: int = 120


class Sandbox:
    """A worker that reads one document after another; threads that share it take turns."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None

    def extract(self, content: bytes, media_type: str | None, url: str) -> Extracted:
        """Return what is read from a document, as `reading.extract` does; raise `ExtractionError` if it cannot be."""
        if len(content) > MAX_DOCUMENT:
            most = MAX_DOCUMENT // 1_000_000
            raise ExtractionError(Message("The document is too large: at most %(most)s MB are read.", most=most))
        with self._lock:
            kind, said = self._answer(content, json.dumps([media_type, url]).encode())
        try:
            if kind == b"E":
                return Extracted.model_validate_json(said)
            message = unpacked(json.loads(said)) if kind == b"F" else self._ending(int(said))
        except (ValidationError, ValueError) as error:
            raise ExtractionError(_CRASHED) from error
        raise ExtractionError(message)

    def close(self) -> None:
        """End the worker and whatever it is reading."""
        with self._lock:
            self._stop()

    def _answer(self, content: bytes, head: bytes) -> tuple[bytes, bytes]:
        """Return the kind of the answer and what it says; a worker that is silent is ended, the next starts afresh."""
        deadline = time.monotonic() + self._limits.seconds + _GRACE
        worker = self._running()
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            write_frame(worker.stdin.fileno(), head, deadline)
            write_frame(worker.stdin.fileno(), content, deadline)
            answer = read_frame(worker.stdout.fileno(), deadline)
        except Broken:
            self._stop()
            return b"S", str(int(signal.SIGKILL)).encode()
        return answer[:1], answer[1:]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self._stop()
            command = [sys.executable, "-I", "-m", "corpus.extraction.worker", json.dumps(asdict(self._limits))]
            self._worker = subprocess.Popen(  # noqa: S603 - nothing of the document is in it
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=_ONE_THREAD | {name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                start_new_session=True,  # so that the worker and its copies can be ended together
            )
        return self._worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.communicate()

    def _ending(self, number: int) -> str:
        if number in {signal.SIGXCPU, signal.SIGALRM}:
            return Message(
                "Reading the document takes longer than %(n)s seconds; give a shorter one.", n=self._limits.seconds
            )
        return _CRASHED


_CRASHED = Message("The document cannot be read: it is damaged, or takes more memory than there is.")


@cache
def shared() -> Sandbox:
    """Return the sandbox of this process, which ends with it."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


def extract_apart(content: bytes, media_type: str | None, url: str) -> Extracted:
    """Return what is read from a document from outside, in the sandbox of this process; raise `ExtractionError`.

    `media_type` is what the sender says of it and `url` its address, "" for an uploaded file.
    """
    return shared().extract(content, media_type, url)
