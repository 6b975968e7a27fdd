"""The page on what the base holds and how it works."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kb.vocabulary import scheme
from web.context import contents

blueprint = Blueprint("pages", __name__)


@blueprint.get("/about")
def about() -> ResponseReturnValue:
    """Explain the method."""
    return render_template("pages/about.html", contents=contents(), evidence=scheme("evidence").terms)
