"""Cookies of signed-in people: the key that signs them, and how browsers must treat them."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

from kb.settings import Settings

KEY_BYTES = 32
OWNER_ONLY = 0o600
_log = logging.getLogger(__name__)


def init_sessions(app: Flask, settings: Settings) -> None:
    """Sign cookies, closed to scripts and to other sites. A reader who never signs in gets none."""
    app.secret_key = settings.secret_key or kept_key(settings.secret_key_path)
    app.session_interface = _Cookies()
    app.config.update(
        SESSION_COOKIE_NAME="kb_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.site_url.startswith("https:"),
        SESSION_REFRESH_EACH_REQUEST=False,
    )


class _Cookies(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return bool(app.config["SESSION_COOKIE_SECURE"]) or request.is_secure


def kept_key(path: Path) -> str:
    """Return the key in a file, which is made for its owner alone if it is missing.

    Where it cannot be kept, every start has a key of its own, and people sign in again.
    """
    try:
        if not path.exists():
            _make(path)
        return path.read_text(encoding="ascii")
    except OSError as error:
        _log.warning("%s cannot be kept (%s); sessions end with this process", path, error.strerror)
        return secrets.token_hex(KEY_BYTES)


def _make(path: Path) -> None:
    """Write the key beside its place first, so that a process that starts at the same time reads a whole one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    try:
        with suppress(FileExistsError):  # the other process was first
            os.link(draft, path)
    finally:
        draft.unlink()
