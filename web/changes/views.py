"""The page of what changed and the history of one practice."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb.changes import Change
from kb.messages import Message
from kb.model import Practice
from kb.store import UnknownPractice
from web.changes.days import day_of, days_page
from web.changes.wording import change_label, difference_label
from web.context import contents, history, lang

blueprint = Blueprint("changes", __name__)


@dataclass(frozen=True)
class Told:
    """A change with what is told of it. `practice` is as readers see it now, or saw it last; `stands` says which."""

    change: Change
    label: str
    practice: Practice
    stands: bool
    differences: tuple[str, ...]


@blueprint.get("/changes")
def changes() -> ResponseReturnValue:
    """Show by day what was published, changed and withdrawn, up to the day of the address."""
    until = request.args.get("until", "").strip()
    page = days_page(history().timeline().changes, day_of(until) if until else "")
    return render_template(
        "changes/changes.html",
        page=page,
        days=[(day.date, [told(change) for change in day.changes]) for day in page.days],
        until=until,
    )


@blueprint.get("/practices/<slug>/changes")
def of_practice(slug: str) -> ResponseReturnValue:
    """Show when one practice was published, changed and withdrawn; 404 when readers never saw it."""
    found = history().timeline().of(slug)
    if not found:
        raise UnknownPractice(Message("no practice %(slug)r", slug=slug))
    return render_template("changes/practice.html", told=[told(change) for change in reversed(found)])


def told(change: Change) -> Told:
    """Return a change with what is told of it in the language of the page."""
    now = contents().practices.get(change.practice)
    last = history().timeline().last[change.practice]
    return Told(
        change,
        change_label(change.kind),
        now or history().practice(last),
        now is not None,
        tuple(difference_label(difference, lang()) for difference in history().differences(change)),
    )
