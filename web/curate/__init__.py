"""Where liaisons draft practices and reviewers let them pass."""

from web.curate import display, drafts, editing, home, practices
from web.curate.blueprint import blueprint

__all__ = ["blueprint", "display", "drafts", "editing", "home", "practices"]
