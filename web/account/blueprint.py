"""The blueprint that the modules of this package add their views to."""

from __future__ import annotations

from flask import Blueprint, Flask

from web.account.wording import action_name, role_name

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.record_once
def _filters(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]
    app.jinja_env.filters.update(role=role_name, action=action_name)
