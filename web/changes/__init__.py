"""What changed, by day and by practice."""

from web.changes.views import blueprint

__all__ = ["blueprint"]
