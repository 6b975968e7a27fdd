"""Collecting one address on behalf of another process, such as the web server, whose reactor Scrapy cannot share."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from corpus.candidates import Candidates, Kept
from kb.errors import KbError
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
        raise NotCollected(f"{address}: it took longer than {timeout:.0f} seconds") from None
    except ValueError:
        raise NotCollected("the address has signs that no web address has") from None
    if done.returncode:
        said = done.stderr.strip().split("\n")[-1].removeprefix("kb: ")
        raise NotCollected(said or f"{address} could not be fetched")
    return candidates.get(int(json.loads(done.stdout)[0]["id"]))
