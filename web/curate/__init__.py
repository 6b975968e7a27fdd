"""Where liaisons draft practices and reviewers let them pass."""

from web.curate import candidates, display, drafts, editing, home, practices, start
from web.curate.blueprint import blueprint

__all__ = ["blueprint", "candidates", "display", "drafts", "editing", "home", "practices", "start"]
