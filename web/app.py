"""The Flask application."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from corpus.beginning import Beginnings
from indexer.base import Base
from kb import settings as kb_settings
from kb.settings import Settings
from web import (
    account,
    api,
    challenges,
    changes,
    compare,
    countries,
    curate,
    feeds,
    gaps,
    health,
    indicators,
    pages,
    practices,
    questions,
    saved,
    search,
    similar,
)
from web.access import init_access
from web.account.single_sign_on import init_single_sign_on
from web.catalogue import Catalogue
from web.context import BASE, BEGINNINGS, CATALOGUE, HISTORY
from web.display import init_display
from web.errors import init_errors
from web.forgery import init_forgery
from web.history import History
from web.language import init_language
from web.letters import init_letters
from web.limits import init_limits
from web.security import init_security
from web.sessions import init_sessions
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
    account.blueprint,
    curate.blueprint,
    questions.blueprint,
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
    if proxies := app.config["KB"].proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[BASE] = base
    app.extensions[CATALOGUE] = catalogue = Catalogue(base.store)
    app.extensions[HISTORY] = History(base.store)
    app.extensions[BEGINNINGS] = Beginnings(base, lambda: catalogue.contents().practices.values())
    init_language(app)
    init_theme(app)
    init_security(app)
    init_sessions(app, app.config["KB"])
    init_access(app)
    init_forgery(app)
    init_limits(app, app.config["KB"])
    init_letters(app)
    init_single_sign_on(app, app.config["KB"])
    init_errors(app)
    init_display(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
