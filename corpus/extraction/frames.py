"""Messages on a pipe: eight bytes of length (big-endian), then that many bytes."""

from __future__ import annotations

import os
import select
import time

MAX_FRAME = 200_000_000  # bytes
_CHUNK = 1 << 16


class Broken(Exception):
    """The other end closed the pipe, sent too much, or was silent for too long."""


def write_frame(pipe: int, content: bytes, deadline: float | None = None) -> None:
    """Write a message to a file descriptor; raise `Broken` if it is not taken by `deadline` (time.monotonic)."""
    rest = memoryview(len(content).to_bytes(8) + content)
    while rest:
        _wait(pipe, select.POLLOUT, deadline)
        try:
            rest = rest[os.write(pipe, rest[: select.PIPE_BUF]) :]  # so much never blocks
        except OSError as error:
            raise Broken from error


def read_frame(pipe: int, deadline: float | None = None) -> bytes:
    """Return the next message from a file descriptor; raise `Broken` if it is not there by `deadline`."""
    length = int.from_bytes(_read(pipe, 8, deadline))
    if length > MAX_FRAME:
        raise Broken
    return _read(pipe, length, deadline)


def _read(pipe: int, length: int, deadline: float | None) -> bytes:
    content = bytearray()
    while len(content) < length:
        _wait(pipe, select.POLLIN, deadline)
        part = os.read(pipe, min(_CHUNK, length - len(content)))
        if not part:
            raise Broken
        content += part
    return bytes(content)


def _wait(pipe: int, event: int, deadline: float | None) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    left = None if deadline is None else max(deadline - time.monotonic(), 0) * 1000
    if not poll.poll(left):
        raise Broken
