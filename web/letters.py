"""Letters that are sent behind the answer, so that the time an answer takes tells nobody whether an account exists."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from flask import Flask, current_app

LETTERS = "kb.letters"
_log = logging.getLogger(__name__)


def init_letters(app: Flask) -> None:
    """Give the application its one thread for letters; it starts with the first letter."""
    app.extensions[LETTERS] = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")


def afterwards(work: Callable[[], None]) -> None:
    """Do some work behind the answer; what fails is logged."""
    cast(ThreadPoolExecutor, current_app.extensions[LETTERS]).submit(_logged, work)


def _logged(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001 - a thread has nobody to raise to
        _log.exception("what was to be done behind an answer, such as a letter, was not done")
