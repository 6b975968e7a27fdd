"""The Flask application."""

from __future__ import annotations

from flask import Flask

from indexer.base import Base
from kb import settings as kb_settings
from kb.settings import Settings
from web import (
    api,
    challenges,
    changes,
    compare,
    countries,
    feeds,
    gaps,
    health,
    indicators,
    pages,
    practices,
    saved,
    search,
    similar,
)
from web.catalogue import Catalogue
from web.context import BASE, CATALOGUE, HISTORY
from web.display import init_display
from web.errors import init_errors
from web.history import History
from web.language import init_language
from web.security import init_security
from web.theme import init_theme

BLUEPRINTS = (
    search.blueprint,
    compare.blueprint,
    practices.blueprint,
    countries.blueprint,
    changes.blueprint,
    feeds.blueprint,
    saved.blueprint,
    similar.blueprint,
    gaps.blueprint,
    challenges.blueprint,
    indicators.blueprint,
    pages.blueprint,
    api.blueprint,
    health.blueprint,
)


def create_app(settings: Settings | None = None, base: Base | None = None) -> Flask:
    """Return the application on a base; without one, on the base that `settings` (or the environment) names.

    Nothing is read yet: a missing store or index shows as a page with status 503 that says what to do.
    """
    if base is None:
        base = Base(settings or kb_settings.settings())
    app = Flask(__name__)
    app.config["KB"] = settings or base.settings
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[BASE] = base
    app.extensions[CATALOGUE] = Catalogue(base.store)
    app.extensions[HISTORY] = History(base.store)
    init_language(app)
    init_theme(app)
    init_security(app)
    init_errors(app)
    init_display(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
