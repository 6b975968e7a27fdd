"""A list of practices that stands in its address."""

from web.saved.views import blueprint

__all__ = ["blueprint"]
