"""Countries with conditions like those of a reference country."""

from web.similar.views import blueprint

__all__ = ["blueprint"]
