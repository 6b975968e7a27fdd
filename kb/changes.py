"""What changed for readers: practices published, changed and withdrawn, and which of their fields differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kb.model import SECTIONS, Practice
from kb.store import PublicEvent
from kb.vocabulary import scheme

ChangeKind = Literal["published", "changed", "withdrawn"]
BY_PART = ("facts", "sections")  # the fields of which each part is told by its own name


@dataclass(frozen=True)
class Change:
    """A practice became visible, said something else, or went from sight.

    `at` is ISO 8601 in UTC. `before` is the revision that readers saw until then, for a practice that changed.
    """

    practice: str
    revision: int
    kind: ChangeKind
    at: str
    before: int | None = None

    @property
    def day(self) -> str:
        """The day in UTC, ISO 8601."""
        return self.at[:10]


@dataclass(frozen=True)
class Difference:
    """A field of the record that differs. `part` is the row or section within it, empty for a whole field."""

    field: str
    part: str
    how: Literal["added", "changed", "removed"]


def changes(events: Iterable[PublicEvent]) -> list[Change]:
    """Return what readers could notice, oldest first; publishing what stands already is nothing to notice."""
    found: list[Change] = []
    standing: dict[str, PublicEvent] = {}
    for event in events:
        before = standing.get(event.practice)
        if event.action == "withdrawn":
            standing.pop(event.practice, None)
            found.append(Change(event.practice, event.revision, "withdrawn", event.at))
        elif before is None:
            found.append(Change(event.practice, event.revision, "published", event.at))
        elif before.content_hash != event.content_hash:
            found.append(Change(event.practice, event.revision, "changed", event.at, before.revision))
        if event.action == "published":
            standing[event.practice] = event
    return found


def differences(before: Practice, after: Practice) -> tuple[Difference, ...]:
    """Return the fields that differ in the order of the record, rows and sections each by their own name.

    The order of the entries within facts, sections and sources is no difference. Ids are not compared.
    """
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    found: list[Difference] = []
    for field in Practice.model_fields:
        if field == "id" or old[field] == new[field]:
            continue
        if field in BY_PART:
            found += _parts(field, old[field], new[field])
        else:
            found.append(Difference(field, "", _how(old[field], new[field])))
    return tuple(found)


def _parts(field: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Difference]:
    order = scheme("row").terms if field == "facts" else SECTIONS
    for part in order:
        if old.get(part) != new.get(part):
            yield Difference(field, part, _how(old.get(part), new.get(part)))


def _how(old: Any, new: Any) -> Literal["added", "changed", "removed"]:
    if not old:
        return "added"
    return "changed" if new else "removed"
