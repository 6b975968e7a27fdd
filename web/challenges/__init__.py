"""Institutional challenges, and how countries met them."""

from web.challenges.views import blueprint

__all__ = ["blueprint"]
