"""What a view has at hand: the base that the application opened, its contents and history, the page's language."""

from __future__ import annotations

from typing import cast

from flask import current_app, g

from corpus.beginning import Beginnings
from indexer.base import Base
from kb.settings import Settings
from kb.text import Lang
from web.catalogue import Catalogue, Contents
from web.history import History

BASE, CATALOGUE, HISTORY, BEGINNINGS = "kb.base", "kb.catalogue", "kb.history", "kb.beginnings"


def base() -> Base:
    """Return the base of this application."""
    return cast(Base, current_app.extensions[BASE])


def contents() -> Contents:
    """Return the published practices as they are now; raise `DatabaseError` when there is no store."""
    return cast(Catalogue, current_app.extensions[CATALOGUE]).contents()


def history() -> History:
    """Return what readers could notice over time."""
    return cast(History, current_app.extensions[HISTORY])


def beginnings() -> Beginnings:
    """Return what begins drafts from addresses, files and candidates."""
    return cast(Beginnings, current_app.extensions[BEGINNINGS]).open()


def lang() -> Lang:
    """Return the language of this page."""
    return cast(Lang, g.lang)


def reference() -> str:
    """Return the country whose conditions others are measured against, unless a page names another."""
    return cast(Settings, current_app.config["KB"]).reference
