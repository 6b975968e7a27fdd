"""What changes something must come from a page of this site: by a token of the session and the browser's word."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from kb.settings import Settings
from web.errors import error_page

SAFE = ("GET", "HEAD", "OPTIONS")
TOKEN_HOURS = 12


def init_forgery(app: Flask) -> None:
    """Refuse every changing request without the token of its session, or sent by a page of another site."""
    app.config["WTF_CSRF_TIME_LIMIT"] = TOKEN_HOURS * 3600
    app.config["WTF_CSRF_SSL_STRICT"] = False  # the Origin is checked here, also without TLS
    app.before_request(_refuse_other_sites)
    CSRFProtect(app)
    app.register_error_handler(CSRFError, _say_so)


def _refuse_other_sites() -> None:
    if request.method in SAFE:
        return
    origin, fetched = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if fetched not in (None, "same-origin", "none") or (origin is not None and origin not in _own_origins()):
        abort(403, gettext("This was sent from a page of another site."))


def _own_origins() -> set[str]:
    settings: Settings = current_app.config["KB"]
    return {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in (settings.site_url, request.host_url) if url}


def _say_so(error: CSRFError) -> ResponseReturnValue:
    return error_page(400, gettext("The form was too old or from another session. Open its page again and repeat it."))
