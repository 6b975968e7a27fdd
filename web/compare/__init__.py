"""Comparison of countries, row by row."""

from web.compare.views import blueprint

__all__ = ["blueprint"]
