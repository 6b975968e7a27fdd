"""Pages of a list that is too long for one."""

from __future__ import annotations

import re

from flask import request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from kb.errors import UsageError


def asked_page() -> int:
    """Return the page that the address asks for, 1 by default; raise `UsageError` for what is no number from 1."""
    given = request.args.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,4}", given):
        raise UsageError(gettext("A page is a number from 1."))
    return int(given)


def pages_of(items: int, per_page: int, page: int) -> int:
    """Return how many pages there are, at least one; raise `NotFound` when `page` lies beyond the last."""
    pages = max(1, -(-items // per_page))
    if page > pages:
        raise NotFound(gettext("There are only %(pages)s pages here.", pages=pages))
    return pages
