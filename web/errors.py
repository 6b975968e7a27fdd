"""Errors as pages, or as JSON below `/api`: the one place where an error of the base becomes an HTTP status."""

from __future__ import annotations

import logging
import sqlite3

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kb.errors import KbError, UsageError
from kb.store import UnknownPractice

_log = logging.getLogger(__name__)


def status_of(error: KbError) -> int:
    """Return the HTTP status: 400 for wrong use, 404 for what does not exist, 503 when the base cannot be read."""
    if isinstance(error, UsageError):
        return 400
    return 404 if isinstance(error, UnknownPractice) else 503


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(KbError, _kb_error)
    app.register_error_handler(sqlite3.Error, _database_error)
    app.register_error_handler(HTTPException, _http_error)


def _kb_error(error: KbError) -> ResponseReturnValue:
    status = status_of(error)
    if status == 503:
        _log.error("%s", error)
    return _answer(status, str(error))


def _database_error(error: sqlite3.Error) -> ResponseReturnValue:
    _log.error("the database cannot be read: %s", error)
    return _answer(503, f"the database cannot be read: {error}")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # raised with an answer of its own, such as a redirect
        return error.get_response()
    own_words = error.description or ""
    if own_words == type(error).description:
        own_words = ""
    status, headers = error.code or 500, [(k, v) for k, v in error.get_headers() if k in ("Allow", "Retry-After")]
    answer = _answer(status, own_words, error.name)
    return *answer, headers  # type: ignore[return-value]


def _answer(status: int, message: str, name: str = "") -> tuple[str, int] | tuple[object, int]:
    if request.path.startswith("/api/"):
        return jsonify(error=message or name), status
    return render_template("error.html", status=status, message=message), status
