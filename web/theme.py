"""The colours of the pages: light, dark, or as the reader's system has them. A cookie keeps the choice."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, g, redirect, request
from flask.typing import ResponseReturnValue

from kb.text import LANGS
from web.language import COOKIE_SECONDS, here

COOKIE = "theme"
SYSTEM = "system"
THEMES = (SYSTEM, "light", "dark")


def init_theme(app: Flask) -> None:
    """Read the choice before each request, and give the templates `theme_url`; `g.theme` is the choice."""
    app.before_request(_choose)
    app.jinja_env.globals["theme_url"] = theme_url


def theme_url(theme: str) -> str:
    """Return the address that chooses a theme and leads back to this page."""
    page = _page()
    return f"{page}{'&' if '?' in page else '?'}{urlencode({'theme': theme})}"


def _choose() -> ResponseReturnValue | None:
    kept = request.cookies.get(COOKIE)
    g.theme = kept if kept in THEMES else SYSTEM
    wanted = request.args.get("theme")
    if wanted not in THEMES:
        return None
    response = redirect(_page(without=wanted))
    response.set_cookie(COOKIE, wanted, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def _page(without: str = "") -> str:
    """Return the address of this page, in the language that it names if it names one."""
    lang = request.args.get("lang")
    return here(lang if lang in LANGS else None, without={"theme": without})
