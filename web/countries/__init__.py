"""Countries and what each of them does."""

from web.countries.views import blueprint

__all__ = ["blueprint"]
