"""What readers could notice over time, in memory: read again only when something was done to a practice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb.changes import Change, Difference, changes, differences
from kb.model import Practice
from kb.store import Store

MOST_KEPT = 2000  # differences of two revisions, which never change


@dataclass(frozen=True)
class Timeline:
    """Every change at one moment, oldest first."""

    changes: tuple[Change, ...]

    @cached_property
    def last(self) -> Mapping[str, Change]:
        """The last change of each practice."""
        return {change.practice: change for change in self.changes}

    @property
    def at(self) -> str:
        """Time of the last change, ISO 8601 in UTC; empty when there is none."""
        return max((change.at for change in self.changes), default="")

    def of(self, practice: str) -> list[Change]:
        """Return the changes of one practice, oldest first."""
        return [change for change in self.changes if change.practice == practice]


class History:
    """Keeps the timeline of a store; safe for threads. Reading costs one query as long as nothing happened."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._event = -1
        self._timeline = Timeline(())
        self._lock = threading.Lock()
        self._differences: Callable[[str, int, int], tuple[Difference, ...]] = lru_cache(MOST_KEPT)(self._compared)

    def timeline(self) -> Timeline:
        """Return what has changed until now; raise `DatabaseError` when there is no store."""
        if self._event < 0:
            self._store.require()
        event = self._store.last_event()
        with self._lock:
            if event != self._event:
                self._timeline = Timeline(tuple(changes(self._store.public_events())))
                self._event = event
            return self._timeline

    def practice(self, change: Change) -> Practice:
        """Return the practice as it was with the change."""
        return self._store.revision(change.practice, change.revision)

    def differences(self, change: Change) -> tuple[Difference, ...]:
        """Return the fields that a change of what readers saw before made different; none for other changes."""
        if change.before is None:
            return ()
        return self._differences(change.practice, change.before, change.revision)

    def _compared(self, practice: str, before: int, after: int) -> tuple[Difference, ...]:
        return differences(self._store.revision(practice, before), self._store.revision(practice, after))
