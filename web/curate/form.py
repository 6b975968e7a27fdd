"""The form of a draft: from what a browser sends to the content, and from the content to what the page shows.

A field is named by its path with points, such as `facts.payers.text.en`; names with `_` before them steer the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from kb.errors import UsageError
from kb.workflow.content import Content, EventDraft, ResultDraft, SourceDraft, next_key
from kb.workflow.fields import KEYED, Leaf, Path, from_leaves, leaves
from kb.workflow.validation import Finding

_LISTS = ("codes", "cites", "challenges")
_FLAGS = ("not_reported",)
_LINES = "institutions"
END = "_end"  # the last field of the form: without it a part of what was written was lost on the way


@dataclass(frozen=True)
class Sent:
    """What a browser sent: the content, the version that it was made from, and where the page should open again."""

    content: Content
    started_from: int
    then: str
    anchor: str


def sent(form: MultiDict[str, str]) -> Sent:
    """Return what a form says; raise `UsageError` when it is not whole or names a field that drafts do not have."""
    if END not in form:
        raise UsageError("the form did not arrive whole; send it again")
    content = _content(form)
    anchor = form.get("_part", "")
    if adding := form.get("_add"):
        content, key = with_entry(content, adding)
        anchor = field_id(f"{adding}.{key}")
    elif removing := form.get("_remove"):
        content = without_entry(content, tuple(removing.split(".")))
        anchor = f"part-{removing.partition('.')[0]}"
    return Sent(content, _number(form.get("_version", "")), form.get("_then", ""), anchor)


def with_entry(content: Content, field: str) -> tuple[Content, str]:
    """Return the content with an empty source, event or result, and its key."""
    if field not in KEYED:
        raise UsageError(f"nothing to add to {field!r}")
    entries = getattr(content, field)
    key = next_key(entries, KEYED[field])
    blank = {
        "sources": SourceDraft(accessed=date.today().isoformat()),
        "events": EventDraft(),
        "results": ResultDraft(),
    }
    return Content.model_validate(content.model_dump() | {field: {**entries, key: blank[field]}}), key


def without_entry(content: Content, path: Path) -> Content:
    """Return the content without a source, event or result."""
    if len(path) != 2 or path[0] not in KEYED:
        raise UsageError(f"nothing to remove at {'.'.join(path)!r}")
    entries = {key: entry for key, entry in getattr(content, path[0]).items() if key != path[1]}
    return content.model_copy(update={path[0]: entries})


def values(content: Content) -> Mapping[str, Leaf]:
    """Return the filled fields by name."""
    return {".".join(path): leaf for path, leaf in leaves(content).items()}


def by_field(findings: list[Finding]) -> dict[str, list[str]]:
    """Return the messages by the name of the field, entry or part that they stand beside."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        found.setdefault(place_of(finding), []).append(finding.message)
    return found


def place_of(finding: Finding) -> str:
    """Return the name of the field, entry or part that a finding stands beside; empty for the whole draft."""
    return ".".join(part for part in finding.location if isinstance(part, str))


def field_id(name: str) -> str:
    """Return the id on the page of a field, an entry or a part."""
    return f"f-{name.replace('.', '-')}"


def _content(form: MultiDict[str, str]) -> Content:
    filled: dict[Path, Leaf] = {}
    for name in form:
        if name.startswith("_") or name in ("csrf_token", "lang"):
            continue
        path = tuple(name.split("."))
        if path[-1] in _LISTS:
            filled[path] = tuple(dict.fromkeys(value for value in form.getlist(name) if value))
        elif path[-1] in _FLAGS:
            filled[path] = form.get(name) == "1"
        elif path == (_LINES,):
            filled[path] = tuple(line.strip() for line in form[name].splitlines() if line.strip())
        else:
            filled[path] = form[name]
    return from_leaves(filled)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise UsageError("the form does not say which version it was made from")
    return int(text)
