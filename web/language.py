"""The language of a page: `?lang=` before the cookie, the cookie before what the browser prefers."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, get_translations, gettext

from kb.messages import Message
from kb.settings import Settings
from kb.text import LANGS

COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
NAMES = {"en": "English", "id": "Bahasa Indonesia"}


def init_language(app: Flask) -> None:
    """Choose the language before each request and remember one that was asked for."""
    Babel(app, default_locale="en", locale_selector=lambda: g.get("lang", "en"))
    app.before_request(_choose)
    app.after_request(_remember)


def _choose() -> None:
    asked = (request.args.get("lang"), request.cookies.get(COOKIE), request.accept_languages.best_match(LANGS))
    g.lang = next((wanted for wanted in asked if wanted in LANGS), "en")
    g.catalog = get_translations()


def _remember(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
        response.cache_control.no_cache = True
        if (wanted := request.args.get("lang")) in LANGS:
            secure = request.is_secure
            response.set_cookie(COOKIE, wanted, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure)
    return response


def said(text: str) -> str:
    """Return a message in the language of this page, and any other text as it is."""
    return text.said(gettext, g.lang) if isinstance(text, Message) else text


def here(lang: str | None = None, *, without: Mapping[str, str] | None = None) -> str:
    """Return the path and query of this page, in `lang` if given; `without` names parameters (name: value) to drop."""
    dropped = set((without or {}).items())
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "lang" and pair not in dropped]
    if lang:
        pairs.append(("lang", lang))
    # One slash only: two would make a link to another host out of the path of a page that does not exist.
    path = quote(f"{request.script_root}/{request.path.lstrip('/')}", safe="/", errors="replace")
    return path + (f"?{urlencode(pairs, errors='replace')}" if pairs else "")


def absolute(path: str) -> str:
    """Return the public address of a path of this site."""
    settings: Settings = current_app.config["KB"]
    return (settings.site_url or request.host_url).rstrip("/") + path
