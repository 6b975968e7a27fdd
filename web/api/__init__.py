"""The public JSON API."""

from web.api.views import blueprint

__all__ = ["blueprint"]
