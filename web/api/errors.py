"""Errors of the API: one shape for all of them, and codes that stay."""

from __future__ import annotations

import json
import logging
import sqlite3
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from kb.errors import KbError
from web.errors import status_of

_log = logging.getLogger(__name__)

CODES = {
    400: "invalid_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    422: "unprocessable",
    429: "too_many_requests",
    500: "internal_error",
    503: "unavailable",
}
HINTS = {
    400: "/api/openapi.json lists the parameters, /api/vocabulary their codes, /api/countries the countries",
    404: "/api/openapi.json lists the addresses, /api/practices the practices",
    405: "the API only answers GET",
    429: "wait before the next request",
    500: "the operator finds the reason in the log of the server",
    503: "try again later; the operator finds the reason at /health and in the log of the server",
}
_UNAVAILABLE = "the base cannot be read at the moment"  # the reason names files: it is for the log, not for everyone


def json_response(content: Any, status: int = 200) -> Response:
    """Return content as JSON in UTF-8, its keys in the order in which they were written."""
    return Response(json.dumps(content, ensure_ascii=False), status, mimetype="application/json")


def error_response(status: int, message: str) -> Response:
    """Return `{"error": {"code", "message", "hint"}}`; `hint` is left out where there is none."""
    error = {"code": CODES[status], "message": message}
    if status in HINTS:
        error["hint"] = HINTS[status]
    return json_response({"error": error}, status)


def init_errors(blueprint: Blueprint) -> None:
    """Register the handlers; by status too, since Flask looks for a handler of a status before one of a class."""
    for status in CODES:
        blueprint.register_error_handler(status, http_error)
    blueprint.register_error_handler(KbError, _kb_error)
    blueprint.register_error_handler(sqlite3.Error, _database_error)
    blueprint.register_error_handler(Exception, _unforeseen)


def http_error(error: HTTPException) -> Response:
    """Return an error of HTTP in the shape of the API, with the headers that tell what to do instead."""
    response = error_response(error.code or 500, error.description or error.name)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _kb_error(error: KbError) -> Response:
    status = status_of(error)
    if status < 500:
        return error_response(status, str(error))
    _log.error("%s", error)
    return error_response(status, _UNAVAILABLE)


def _database_error(error: sqlite3.Error) -> Response:
    _log.error("the database cannot be read: %s", error)
    return error_response(503, _UNAVAILABLE)


def _unforeseen(error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.code in CODES:
        return http_error(error)
    _log.exception("a request of the API failed", exc_info=error)
    return error_response(500, "something went wrong in the server")
