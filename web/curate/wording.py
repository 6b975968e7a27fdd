"""What the pages of curators call states, actions, reasons and fields."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext, ngettext

from kb.countries import country_name
from kb.vocabulary import row_code_label, scheme
from kb.workflow.content import Content
from kb.workflow.fields import Leaf, Path
from kb.workflow.shapes import shape
from kb.workflow.states import State
from web.context import lang

PARTS = ("identity", "sources", "events", "facts", "results", "sections")


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


def state_label(state: State | str) -> str:
    """Return what a state is called."""
    return {
        "draft": _("Draft"),
        "in-review": _("In review"),
        "changes-requested": _("Changes requested"),
        "discarded": _("Discarded"),
        "published": _("Published"),
        "due-for-review": _("Due for review"),
        "archived": _("Archived"),
        "withdrawn": _("Withdrawn"),
    }[state]


def action_label(name: str) -> str:
    """Return what the button of an action says."""
    return {
        "submit": _("Submit for review"),
        "take-back": _("Take back from review"),
        "request-changes": _("Request changes"),
        "publish": _("Approve and publish"),
        "comment": _("Comment only"),
        "discard": _("Discard the draft"),
        "revise": _("Revise in a draft"),
        "confirm": _("Confirm: still right"),
        "archive": _("Archive"),
        "withdraw": _("Withdraw"),
        "restore": _("Take up again in a draft"),
    }[name]


def event_label(action: str) -> str:
    """Return what the timeline says of a step."""
    return {
        "created": _("Draft begun"),
        "submitted": _("Submitted for review"),
        "taken-back": _("Taken back from review"),
        "changes-requested": _("Changes requested"),
        "published": _("Published"),
        "commented": _("Comment"),
        "discarded": _("Draft discarded"),
        "confirmed": _("Confirmed"),
        "archived": _("Archived"),
        "withdrawn": _("Withdrawn"),
        "saved": _("Revision saved"),
    }[action]


def reason_text(reason: str) -> str:
    """Return why somebody may not do something."""
    return {
        "inactive": _("Your account is closed."),
        "role": _("Your role does not allow this."),
        "scope": _("Liaisons draft for their own countries and their own institution."),
        "state": _("This cannot be done in the present state. Somebody may have been quicker; look at it again."),
        "author": _("Whoever wrote any part of a draft does not review it. Ask another reviewer."),
        "owner": _("Only the person who began the draft, or a reviewer, may do this."),
    }[reason]


def part_label(part: str) -> str:
    """Return the heading of a part of the form."""
    return {
        "identity": _("What it is"),
        "sources": _("Sources"),
        "events": _("Events"),
        "facts": _("Facts, row by row"),
        "results": _("Measured results"),
        "sections": _("The story"),
    }[part]


def field_label(content: Content, path: Path) -> str:
    """Return what a field, or an entry, is called, such as "Event 2: Date" or "Who pays: Text (English)"."""
    if path == ():
        return _("The draft")
    head, rest = path[0], path[1:]
    if head == "facts":
        row = scheme("row")[rest[0]].label.get(lang()) if rest else part_label("facts")
        return ": ".join([row, *_ends(rest[1:])])
    if head in ("sources", "events", "results"):
        return ": ".join([_entry(content, head, rest[0]) if rest else part_label(head), *_ends(rest[1:])])
    if head == "sections":
        names = {text.name: text.label.get(lang()) for text in shape(content.kind)}
        return names.get(rest[0], rest[0]) if rest else part_label("sections")
    return ": ".join(_ends(path))


def _entry(content: Content, head: str, key: str) -> str:
    if head == "sources":
        return _("Source %(number)s", number=key[1:])
    keys = list(getattr(content, head))
    number = keys.index(key) + 1 if key in keys else key
    return _("Event %(number)s", number=number) if head == "events" else _("Result %(number)s", number=number)


def _ends(path: Path) -> list[str]:
    """Return the names of the fields of a path, the language in brackets."""
    if path and path[-1] in ("en", "id") and len(path) > 1:
        language = _("English") if path[-1] == "en" else _("Indonesian")
        return [*_ends(path[:-2]), f"{leaf_label(path[-2])} ({language})"]
    return [leaf_label(part) for part in path]


def leaf_label(name: str) -> str:
    """Return what one field is called by itself."""
    return {
        "id": _("Id"),
        "kind": _("Kind"),
        "title": _("Title"),
        "summary": _("Summary"),
        "country": _("Country"),
        "jurisdiction": _("Part of the country"),
        "institutions": _("Institutions"),
        "status": _("Status"),
        "verified_on": _("Verified on"),
        "challenges": _("Institutional challenges"),
        "publisher": _("Publisher"),
        "url": _("Address"),
        "language": _("Language"),
        "published": _("Published"),
        "accessed": _("Read on"),
        "licence": _("Licence"),
        "date": _("Date"),
        "type": _("What happened"),
        "text": _("Text"),
        "cites": _("Sources"),
        "codes": _("Codes"),
        "as_of": _("As at"),
        "not_reported": _("Not reported"),
        "indicator": _("Indicator"),
        "value": _("Value"),
        "unit": _("Unit"),
        "population": _("Who is counted"),
        "evidence": _("Evidence"),
    }.get(name, name)


_SCHEMES = {"kind": "kind", "status": "status", "type": "event-type", "indicator": "indicator", "evidence": "evidence",
            "unit": "unit", "challenges": "challenge"}  # fmt: skip


def shown(path: Path, leaf: Leaf) -> str:
    """Return a value of a field as people read it: codes by their labels, sources by their numbers."""
    if leaf is True:
        return _("yes")
    if isinstance(leaf, tuple):
        return "; ".join(_one(path, value) for value in leaf)
    return _one(path, str(leaf)) if leaf else ""


def _one(path: Path, value: str) -> str:
    name, scheme_name = path[-1], _SCHEMES.get(path[-1])
    if path[0] == "sources" and name == "kind":
        scheme_name = "source-kind"
    namer: Callable[[], str] | None = None
    if name == "cites":
        namer = lambda: f"[{value.removeprefix('s')}]"  # noqa: E731
    elif name == "country":
        namer = lambda: country_name(value, lang())  # noqa: E731
    elif name == "codes":
        namer = lambda: row_code_label(path[1], value, lang())  # noqa: E731
    elif scheme_name:
        namer = lambda: scheme(scheme_name)[value].label.get(lang())  # noqa: E731
    try:
        return namer() if namer else value
    except (KeyError, ValueError):  # a code that the vocabulary does not have, as somebody wrote it
        return value


def faults_counted(number: int) -> str:
    """Return how many faults there are."""
    return str(ngettext("%(num)s thing to mend", "%(num)s things to mend", number))
