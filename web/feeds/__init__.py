"""Atom feeds of everything, of a country and of a search."""

from web.feeds.views import blueprint

__all__ = ["blueprint"]
