"""Runs `kb` with names that lead where a test says: `NAMES` holds `name=number,number;name=…`.

A name with several numbers leads to the next one at each look-up, as a rebinding name server has it; with `+` between
numbers, to all of them at once.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from typing import Any

from kb.cli import run

NAMES = dict(pair.split("=") for pair in os.environ["NAMES"].split(";"))
_looked_up: Counter[str] = Counter()
_real = socket.getaddrinfo


def answer(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
    """See `socket.getaddrinfo`."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name not in NAMES:
        assert name.replace(".", "").replace(":", "").isalnum(), name
        return _real(host, port, *arguments, **options)
    turns = NAMES[name].split(",")
    numbers = turns[min(_looked_up[name], len(turns) - 1)].split("+")
    _looked_up[name] += 1
    return [answered for number in numbers for answered in _real(number, port, *arguments, **options)]


socket.getaddrinfo = answer  # type: ignore[assignment]
run()
