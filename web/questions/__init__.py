"""Where people put questions to the liaisons, and liaisons answer them."""

from web.questions.views import blueprint

__all__ = ["blueprint"]
