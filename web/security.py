"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

from corpus.uploads import MAX_UPLOAD
from kb.accounts import Role
from web.access import account_or_none

MAX_REQUEST_BYTES = 64 * 1024
MAX_DRAFT_BYTES = 1024 * 1024  # twenty times the longest practice, as a form encodes it
MAX_UPLOAD_BYTES = MAX_UPLOAD + MAX_REQUEST_BYTES  # the file and what stands around it
UPLOAD = "curate.upload"
ONE_YEAR_S = 365 * 24 * 3600

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",  # the chevrons of the vendored style sheet are data addresses
        "script-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_security(app: Flask) -> None:
    """Limit the size of requests and add the headers."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.before_request(_take_drafts)
    app.after_request(_add_headers)


def _take_drafts() -> None:
    """Let a draft be larger than other requests; said here because the form is read before any view is called."""
    if request.blueprint == "curate":
        request.max_content_length = request.max_form_memory_size = MAX_DRAFT_BYTES
    if request.endpoint == UPLOAD and (account := account_or_none()) and account.role >= Role.LIAISON:
        request.max_content_length, request.max_form_memory_size = MAX_UPLOAD_BYTES, MAX_REQUEST_BYTES


def _add_headers(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:  # its address changes with its content
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = ONE_YEAR_S
        response.cache_control.immutable = True
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
