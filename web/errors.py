"""Errors as pages: the one place where an error of the base becomes an HTTP status."""

from __future__ import annotations

import logging
import sqlite3

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kb.errors import KbError, UsageError
from kb.store import UnknownPractice
from web.language import said

_log = logging.getLogger(__name__)


def status_of(error: KbError) -> int:
    """Return the HTTP status: 400 for wrong use, 404 for what does not exist, 503 when the base cannot be read."""
    if isinstance(error, UsageError):
        return 400
    return 404 if isinstance(error, UnknownPractice) else 503


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(KbError, _kb_error)
    app.register_error_handler(sqlite3.Error, _unreadable)
    app.register_error_handler(HTTPException, _http_error)


def _kb_error(error: KbError) -> ResponseReturnValue:
    status = status_of(error)
    if status == 503:
        return _unreadable(error)
    return error_page(status, said(error.message))


def _unreadable(error: Exception) -> ResponseReturnValue:
    """Show that the base cannot be read; the reason names files, it is for the log and not for everyone."""
    _log.error("%s", error)
    return error_page(503)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # raised with an answer of its own, such as a redirect
        return error.get_response()
    own_words = error.description if error.description != type(error).description else ""
    body, status = error_page(error.code or 500, said(own_words or ""))
    return body, status, [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]


def error_page(status: int, message: str = "") -> tuple[str, int]:
    """Return the page of an error and its status; `message` says what this page in particular was about."""
    return render_template("error.html", status=status, message=message), status
