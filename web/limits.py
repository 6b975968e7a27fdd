"""How often one network address may do what could be abused."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address

from kb.settings import Settings
from web.errors import error_page

SIGN_IN = "30 per minute; 300 per hour"  # a whole ministry may share one address
LETTERS = "5 per minute; 30 per hour"
SECRETS = "30 per minute"

limiter = Limiter(get_remote_address)


def init_limits(app: Flask, settings: Settings) -> None:
    """Count where the settings say; what is over the limit gets 429."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.limits_storage
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _too_often)


def _too_often(error: RateLimitExceeded) -> ResponseReturnValue:
    """Show a page that tells nobody how the limits are set."""
    return error_page(429)
