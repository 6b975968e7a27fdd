"""The process in which documents are read: `python -m corpus.extraction.worker LIMITS`, started by `sandbox`.

Reads a head (JSON: media type and address) and a document from standard input, each as a frame, and answers with a
frame on standard output: `E` and the document as JSON, `F` and what is wrong, or `S` and the number of
the signal by which reading ended.
"""

from __future__ import annotations

import encodings
import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.extraction.frames import MAX_FRAME, Broken, read_frame, write_frame
from corpus.extraction.languages import language_of
from corpus.extraction.model import ExtractionError
from corpus.extraction.reading import extract
from kb.messages import Message, packed

_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.remove", "os.rename",
    "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "shutil.", "tempfile.",
    "urllib.", "ctypes.", "os.kill", "sys.addaudithook",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TOO_MUCH = Message("Reading the document takes more memory than there is; give a shorter one.")


def main() -> None:
    """Read documents until standard input ends."""
    limits: Mapping[str, int] = json.loads(sys.argv[1])
    _warm_up()
    while True:
        try:
            media_type, url = json.loads(read_frame(0))
            content = read_frame(0)
        except Broken:
            return
        write_frame(1, _read_in_copy(content, media_type, url, limits))


def _warm_up() -> None:
    """Load what would be loaded for the first document of a kind, once for all of them."""
    sys.dont_write_bytecode = True
    for module in pkgutil.iter_modules(encodings.__path__):
        if module.name not in {"mbcs", "oem"}:  # Windows only
            importlib.import_module(f"encodings.{module.name}")
    words = " ".join(["Platform workers are covered by social security."] * 20)
    extract(f"<html><body><article><p>{words}</p></article></body></html>".encode(), "text/html", "")
    language_of(words)


def _read_in_copy(content: bytes, media_type: str | None, url: str, limits: Mapping[str, int]) -> bytes:
    """Return the answer of a copy of this process."""
    answers, answering = os.pipe()
    copy = os.fork()
    if copy == 0:
        try:
            os.close(answers)
            write_frame(answering, _confined(content, media_type, url, limits))
            os._exit(0)
        finally:  # whatever happens, a copy must never go on as the worker
            os._exit(1)
    os.close(answering)
    try:
        answer = read_frame(answers)
    except Broken:
        answer = b""
    finally:
        os.close(answers)
    _, status = os.waitpid(copy, 0)
    if answer and os.waitstatus_to_exitcode(status) == 0:
        return answer
    return b"S%d" % (os.WTERMSIG(status) if os.WIFSIGNALED(status) else signal.SIGABRT)


def _confined(content: bytes, media_type: str | None, url: str, limits: Mapping[str, int]) -> bytes:
    _confine(limits)
    try:
        read = extract(content, media_type, url).model_dump_json().encode()
    except ExtractionError as error:
        return b"F" + _told(error.message)
    except MemoryError:
        return b"F" + _told(_TOO_MUCH)
    return b"E" + read if len(read) < MAX_FRAME else b"F" + _told(_TOO_MUCH)


def _told(message: str) -> bytes:
    return json.dumps(packed(message)).encode()


def _confine(limits: Mapping[str, int]) -> None:
    """Set the limits of this process: none of them can be raised again."""
    with Path("/proc/self/statm").open() as statm:
        has = int(statm.read().split()[0]) * resource.getpagesize()
    memory = has + limits["memory_mb"] * 1024 * 1024
    ended = open(os.devnull, "r+b", buffering=0)  # noqa: SIM115, PTH123 - for the life of the process
    for standard in (0, 1):
        os.dup2(ended.fileno(), standard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(limits["seconds"])
    roots = tuple({*sysconfig.get_paths().values(), *filter(None, sys.path), str(Path(__file__).parents[2])})

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        """Refuse network, processes, and files but for reading those of the installed packages (PEP 578)."""
        if event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not for the reading of documents")
        if event == "open" and not isinstance(arguments[0], int):
            path = os.fsdecode(arguments[0])
            if (arguments[2] or 0) & _WRITING or not path.startswith((*roots, "/usr/share/zoneinfo")):
                raise PermissionError(f"{path} is not for the reading of documents")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    main()
