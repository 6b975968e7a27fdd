"""Search: the start page, and answers by country."""

from web.search.views import blueprint

__all__ = ["blueprint"]
