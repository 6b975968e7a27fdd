"""The live index as one process sees it: follows the pointer and every change of the passages, without a restart."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from indexer.generation import Generation, Manifest
from indexer.index import Index
from indexer.vectors import VectorIndex


@dataclass(frozen=True)
class Snapshot:
    """A generation with the vectors that belong to its passages at one moment. `changes` is that moment's count."""

    generation: Generation
    manifest: Manifest
    vectors: VectorIndex
    changes: int


class LiveIndex:
    """Keeps the newest snapshot in memory; readers never wait for a new one to be made by another thread."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    def snapshot(self) -> Snapshot:
        """Return the snapshot of the live generation; raise `IndexMissing` when there is none."""
        snapshot = self._snapshot
        if snapshot is None or self._is_behind(snapshot):
            with self._lock:
                snapshot = self._snapshot
                if snapshot is None or self._is_behind(snapshot):
                    snapshot = self._snapshot = self._renewed(snapshot)
        return snapshot

    def _is_behind(self, snapshot: Snapshot) -> bool:
        return self.index.live_number() != snapshot.manifest.number or snapshot.generation.changes() != snapshot.changes

    def _renewed(self, old: Snapshot | None) -> Snapshot:
        number = self.index.live_number()
        if old and old.manifest.number == number:
            changes = old.generation.changes()
            vectors = self.index.caught_up(old.generation, old.manifest.encoder, old.vectors)
            return Snapshot(old.generation, old.manifest, vectors, changes)
        generation = self.index.live()
        changes = generation.changes()
        return Snapshot(generation, generation.manifest(), self.index.vectors(generation), changes)
