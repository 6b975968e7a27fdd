"""Pages about the base itself."""

from web.pages.views import blueprint

__all__ = ["blueprint"]
