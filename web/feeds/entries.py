"""What stands in a feed: for each practice the last thing that happened to it, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from flask import url_for
from flask_babel import gettext

from kb.changes import Change
from kb.countries import country_name
from kb.model import Practice
from kb.vocabulary import scheme
from web.changes.wording import change_label, differences_text
from web.context import contents, history, lang
from web.feeds.atom import Entry, entry_id
from web.language import absolute

MOST = 100


def entries(wanted: Callable[[Practice], bool]) -> tuple[Entry, ...]:
    """Return entries for the practices that are `wanted`, withdrawn ones among them, at most `MOST`."""
    newest = sorted(history().timeline().last.values(), key=lambda change: (change.at, change.practice), reverse=True)
    found = ((change, practice) for change, practice in _practices(newest) if wanted(practice))
    return tuple(_entry(change, practice) for change, practice in islice(found, MOST))


def _practices(changes: Iterable[Change]) -> Iterable[tuple[Change, Practice]]:
    now = contents().practices
    for change in changes:
        yield change, now.get(change.practice) or history().practice(change)


def _entry(change: Change, practice: Practice) -> Entry:
    title, summary = practice.title.get(lang()), practice.summary.get(lang())
    if change.kind == "withdrawn":
        title = gettext("Withdrawn: %(title)s", title=title)
        summary = gettext("This practice was withdrawn and is no longer shown.")
        page = url_for("changes.changes", until=change.day, lang=lang(), _anchor=f"day-{change.day}")
    else:
        page = url_for("practices.practice", slug=practice.id, lang=lang())
    fields = differences_text(history().differences(change), lang())
    told = gettext("Changed: %(fields)s.", fields=fields) if fields else ""
    return Entry(
        id=entry_id(change.practice, str(change.revision), change.kind, lang()),
        title=title,
        updated=change.at,
        url=absolute(page),
        summary=summary,
        content=f"{summary}\n\n{told}" if told else "",
        categories=(
            (change.kind, change_label(change.kind)),
            (practice.country, country_name(practice.country, lang())),
            (practice.kind, scheme("kind")[practice.kind].label.get(lang())),
        ),
    )
