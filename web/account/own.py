"""One's own account."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from kb.accounts import Role
from web.access import requires
from web.account.blueprint import blueprint


@blueprint.get("/")
@requires(Role.READER)
def own() -> ResponseReturnValue:
    """Show the account of who is signed in."""
    return render_template("account/own.html")
