"""What is known and what is not."""

from web.gaps.views import blueprint

__all__ = ["blueprint"]
