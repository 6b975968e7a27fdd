"""The status follows from the events."""

from __future__ import annotations

from collections.abc import Iterator

from kb.model import Practice
from kb.rules.parts import Finding

# At least one of these must have happened.
NEEDED = {
    "enacted": {"enacted"},
    "rules-pending": {"enacted", "in-force"},
    "operating": {"in-force", "launched", "ruled", "enacted"},
    "evaluated": {"in-force", "launched"},
    "suspended": {"suspended"},
    "repealed": {"repealed", "ruled"},
    "rejected": {"rejected"},
}
# None of these may have happened.
EXCLUDED = {
    "proposed": {"enacted", "in-force", "launched", "repealed", "rejected"},
    "enacted": {"in-force", "repealed", "rejected"},
}


def status_faults(practice: Practice) -> Iterator[Finding]:
    """Yield where the status says what the events do not. Guidance is not in force anywhere, so its status is free."""
    if practice.kind == "guidance":
        return
    types = {event.type for event in practice.events}
    needed = NEEDED.get(practice.status, set())
    if needed and not types & needed:
        wanted = " or ".join(repr(code) for code in sorted(needed))
        yield ("status",), f"is {practice.status!r}, but no event says so; add an event of type {wanted}"
    if wrong := types & EXCLUDED.get(practice.status, set()):
        yield ("status",), f"is {practice.status!r}, but an event is of type {sorted(wrong)[0]!r}"
