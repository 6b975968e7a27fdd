"""One practice with everything that is known of it."""

from web.practices.views import blueprint

__all__ = ["blueprint"]
