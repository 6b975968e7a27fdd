"""Collecting one address on behalf of another process, such as the web server, whose reactor Scrapy cannot share."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from corpus.candidates import Candidates, Kept
from kb.errors import KbError
from kb.messages import Message, unpacked
from kb.settings import settings

TIMEOUT_S = 90.0


class NotCollected(KbError):
    """Nothing came of an address; the message says why, for the person who gave it."""


def collect_address(address: str, candidates: Candidates, timeout: float = TIMEOUT_S) -> Kept:
    """Fetch one address by `kb collect --address` and return its candidate.

    Takes some seconds, so call it where nobody else waits. Raises `NotCollected`.
    """
    command = [sys.executable, "-c", "from kb.cli import run; run()", "collect", "--json", f"--address={address}"]
    environment = {**os.environ, "KB_HOME": str(settings().home.resolve()), "KB_CONTACT": settings().contact}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)  # noqa: S603
    except subprocess.TimeoutExpired:
        took = Message("%(address)s: it took longer than %(n)s seconds", address=address, n=round(timeout))
        raise NotCollected(took) from None
    except ValueError:
        raise NotCollected(Message("the address has signs that no web address has")) from None
    if done.returncode:
        raise NotCollected(_why(done.stdout) or Message("%(address)s could not be fetched", address=address))
    return candidates.get(int(json.loads(done.stdout)[0]["id"]))


def _why(printed: str) -> str:
    """Return what the command says of the error; empty when it could not."""
    try:
        return unpacked(json.loads(printed)["error"])
    except (ValueError, LookupError, TypeError):
        return ""
