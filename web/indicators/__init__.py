"""The library of indicators, and plans for monitoring and evaluation."""

from web.indicators.views import blueprint

__all__ = ["blueprint"]
