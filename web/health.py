"""`/health`: whether the base answers, found out by asking it something."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from flask import Blueprint, Response

from indexer.base import Base
from indexer.filters import Filters
from indexer.stats import IndexState, index_state
from indexer.understanding import AS_WORDS
from kb.errors import KbError
from web.api.errors import json_response
from web.context import base

_log = logging.getLogger(__name__)

FAILING = {
    "no-store": "the store cannot be read; the reason is in the log",
    "no-index": "there is no index that can be read; run 'kb index'",
    "search-failed": "a search ended with an error; the reason is in the log",
    "search-finds-nothing": "a search for the title of a practice finds nothing; run 'kb index --verify'",
}
DEGRADED = {
    "empty": "the base has no practices; run 'kb init'",
    "lag": "the index is behind the store; run 'kb index'",
    "words-only": "search goes by words only: the encoder is not loaded, or the index was built for another",
}

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Answer 200 for `ok` and `degraded`, 503 for `failing`; `problems` says why, in codes that stay and in words."""
    report = examined(base())
    response = json_response(report, 503 if report["status"] == "failing" else 200)
    response.cache_control.no_store = True
    return response


def examined(base: Base) -> dict[str, Any]:
    """Return the state of a base after a real search in it."""
    problems: list[str] = []
    practices = _published(base, problems)
    state = None if problems else _index_state(base, problems)
    if state:
        problems += _search_problems(base, practices)
        problems += ["lag"] if state.lag else []
    encoder = base.searcher.encoder
    return {
        "status": "failing" if FAILING.keys() & set(problems) else "degraded" if problems else "ok",
        "problems": [{"code": code, "message": (FAILING | DEGRADED)[code]} for code in problems],
        "practices": len(practices),
        "passages": state.passages if state else 0,
        "lag": state.lag if state else len(practices),
        "generation": state.generation if state else None,
        "fingerprint": state.encoder if state else "",
        "encoder": {"loaded": encoder is not None, "fingerprint": encoder.fingerprint if encoder else ""},
    }


def _published(base: Base, problems: list[str]) -> list[str]:
    try:
        base.store.require()
        return sorted(base.store.published_hashes())
    except (KbError, sqlite3.Error) as error:
        _log.error("the store cannot be read: %s", error)
        problems.append("no-store")
        return []


def _index_state(base: Base, problems: list[str]) -> IndexState | None:
    try:
        state = index_state(base)
    except (KbError, sqlite3.Error) as error:
        _log.error("the index cannot be read: %s", error)
        state = None
    if state is None:
        problems.append("no-index")
    return state


def _search_problems(base: Base, practices: list[str]) -> list[str]:
    """Search for the title of the first practice in its country."""
    if not practices:
        return ["empty"]
    try:
        sought = base.store.published(practices[0])
        answer = base.searcher.search(sought.title.en, Filters().with_country(sought.country), "en", ignored=AS_WORDS)
    except Exception:  # noqa: BLE001 whatever the libraries raise, it means that people cannot search
        _log.exception("the search of the health check failed")
        return ["search-failed"]
    if not answer.countries:
        return ["search-finds-nothing"]
    return ["words-only"] if answer.notice else []
