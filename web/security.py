"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

MAX_REQUEST_BYTES = 64 * 1024
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
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:  # its address changes with its content
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = ONE_YEAR_S
        response.cache_control.immutable = True
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
