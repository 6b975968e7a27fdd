"""Where a practice stands with its readers, and when it is due for review: derived from dates, no job sets it."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from kb.model import Practice
from kb.store import UnknownPractice
from kb.workflow.rights import Subject
from kb.workflow.states import State


@dataclass(frozen=True)
class Standing:
    """A practice as readers see it, or as it was last saved if they see none, and the day of its next review."""

    practice: Practice
    revision: int
    state: State
    due_on: date | None

    @property
    def subject(self) -> Subject:
        """What the rights on it depend on."""
        return Subject(self.state, self.practice.country, self.practice.institutions)


def read_standing(db: Database, slug: str, months: int, today: date) -> Standing:
    """Return where a practice stands; raise `UnknownPractice` for one that readers never saw."""
    sql = (
        "SELECT content, number, published = revision.id AS shown, due_on, COALESCE(ended, '') AS ended"
        " FROM practice JOIN revision ON revision.practice = practice.id LEFT JOIN upkeep ON upkeep.practice = slug"
        " WHERE slug = ? ORDER BY shown DESC, number DESC LIMIT 1"
    )
    for row in db.query(sql, [slug]):
        practice = Practice.model_validate_json(row["content"])
        if not row["shown"]:
            return Standing(practice, row["number"], State(row["ended"] or State.WITHDRAWN), None)
        due_on = _due_on(practice, row["due_on"], months)
        return Standing(practice, row["number"], State.DUE if due_on <= today else State.PUBLISHED, due_on)
    raise UnknownPractice(f"no practice {slug!r}")


def due(db: Database, practices: Iterable[Practice], months: int, today: date) -> list[tuple[Practice, date]]:
    """Return the practices that are due for review with the day since when, the longest due first."""
    set_days = {row["practice"]: row["due_on"] for row in db.query("SELECT practice, due_on FROM upkeep")}
    days = [(practice, _due_on(practice, set_days.get(practice.id), months)) for practice in practices]
    return sorted(((practice, day) for practice, day in days if day <= today), key=lambda one: (one[1], one[0].id))


def set_upkeep(db: Database, slug: str, due_on: date | None, ended: str) -> None:
    """Note when a practice is due for review, or in which state it was taken from the readers."""
    db.execute(
        "INSERT INTO upkeep (practice, due_on, ended) VALUES (?, ?, ?)"
        " ON CONFLICT (practice) DO UPDATE SET due_on = excluded.due_on, ended = excluded.ended",
        [slug, due_on.isoformat() if due_on else None, ended],
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _due_on(practice: Practice, set_day: str | None, months: int) -> date:
    """Return the day that a reviewer set, otherwise that many months after the practice was verified."""
    return date.fromisoformat(set_day) if set_day else months_after(practice.verified_on, months)
