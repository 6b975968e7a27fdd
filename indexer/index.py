"""The index of a store: builds generations beside the live one, swaps them in, keeps the live one up to date."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from indexer import embeddings
from indexer.embeddings import Progress
from indexer.encoder import Encoder
from indexer.engines import Engines
from indexer.generation import FORMAT, Generation, Manifest, ids_digest
from indexer.passages import Fits, Passage, cut, texts_to_embed
from indexer.vectors import EngineUnreachable, FaissIndex, Ids, VectorIndex, VectorIndexError, Vectors
from indexer.verification import passage_faults, vector_faults
from kb.errors import KbError
from kb.model import Practice
from kb.sqlite import DatabaseError
from kb.store import Store

Document = tuple[Practice, list[Passage]]

_log = logging.getLogger(__name__)
LOCK_TIMEOUT_S = 600
KEPT = 2  # the live generation and the one before it
FOLDED = 50_000  # passages that came since a generation was built, beyond which the next update builds another


class IndexMissing(KbError):
    """There is no index yet."""


class IndexBusy(KbError):
    """Another process has been writing the index for too long."""


class Index:
    """The generations below one folder and the pointer to the live one.

    Only one process builds or updates at a time; readers are never held up, they follow the pointer.
    """

    def __init__(self, folder: Path, store: Store, engines: Engines | None = None) -> None:
        self.folder = folder
        self.store = store
        self.engines = engines or Engines()
        self._pointer = folder / "current"

    def live(self) -> Generation:
        """Return the live generation; raise `IndexMissing` when none was ever finished."""
        number = self.live_number()
        if number is None:
            raise IndexMissing(f"no index in {self.folder} yet; run 'kb init' or 'kb index'")
        return Generation(self.folder / str(number))

    def live_number(self) -> int | None:
        """Return the number of the live generation; fall back to the newest whole one if the pointer is lost."""
        try:
            number = int(self._pointer.read_text())
        except (OSError, ValueError):
            number = 0
        if Generation(self.folder / str(number)).is_whole():
            return number
        return max(self._whole(), default=None)

    def is_current(self, identity: str) -> bool:
        """Tell whether the live generation holds all that is published, embedded by the encoder of that identity."""
        generation = self._readable()
        if generation is None:
            return False
        encoder = generation.manifest().encoder
        if not encoder.startswith(f"{identity}:") or not generation.manifest().matches(encoder):
            return False
        hashes = set(generation.text_hashes().values())
        same = generation.hashes() == self.store.published_hashes()
        generation.close()
        return same and len(embeddings.known(self.store.file, encoder, hashes)) == len(hashes)

    def ensure(self, encoder: Encoder | None, progress: Progress = lambda done, total: None) -> bool:
        """Bring the live generation in line with the store and the encoder; return whether anything changed.

        A generation of another encoder or way of cutting, or one that cannot be read, is replaced; any other is updated
        practice by practice. Without an encoder the vectors of what changed stay missing until it is back.
        """
        with self._writing():
            generation = self._readable()
            if generation:
                manifest = generation.manifest()
                if manifest.matches(encoder.fingerprint if encoder else manifest.encoder):
                    return self._update(generation, encoder, progress)
                generation.close()
            self._build(encoder, progress)
            return True

    def rebuild(self, encoder: Encoder | None, progress: Progress = lambda done, total: None, engine: str = "") -> None:
        """Build a new generation from the store and swap it in; texts that were embedded before are not again.

        `engine` names where its vectors are kept; the chosen one when empty.
        """
        with self._writing():
            self._build(encoder, progress, engine)

    def repair(self, encoder: Encoder, progress: Progress = lambda done, total: None) -> list[str]:
        """Rebuild if anything is wrong, embedding only what is missing; return what was wrong."""
        with self._writing():
            unsound = embeddings.forget_unsound(self.store.file, encoder.fingerprint, encoder.dimension)
            found = [f"{unsound} kept embeddings were unsound"] if unsound else []
            found += self.verify(encoder.fingerprint)
            if found:
                self._build(encoder, progress)
            return found

    def verify(self, encoder: str | None = None) -> list[str]:
        """Return all in which the live generation differs from the store, itself or an encoder.

        Compares sets of ids and hashes, not counts; empty when all is sound.
        """
        try:
            generation = self.live()
            manifest = generation.manifest()
            found = [*passage_faults(generation, self.store)]
            if encoder is not None and not manifest.matches(encoder):
                found.append(
                    f"the index was built for {manifest.encoder or 'no encoder'} and {manifest.cutting}, not as now"
                )
            if manifest.encoder:
                index = self.caught_up(generation, manifest.encoder, self._loaded(generation))
                found += vector_faults(generation, manifest.encoder, self.store, index)
        except (KbError, sqlite3.DatabaseError) as error:
            return [str(error)]
        return found

    def vectors(self, generation: Generation) -> VectorIndex:
        """Return the generation's vectors in step with its passages, whatever the file on disk holds.

        Raises `EngineUnreachable` when they are kept elsewhere, which does not answer.
        """
        manifest = generation.manifest()
        try:
            index = self._loaded(generation)
        except EngineUnreachable:
            raise
        except VectorIndexError as error:
            _log.warning("%s", error)
            index = FaissIndex(manifest.dimension)
        return self.caught_up(generation, manifest.encoder, index)

    def caught_up(self, generation: Generation, encoder: str, index: VectorIndex) -> VectorIndex:
        """Return a copy of `index` with just the vectors of the passages now in the generation, as far as embedded."""
        wanted, present = generation.ids(), index.ids()
        gone = np.setdiff1d(present, wanted, assume_unique=True)
        new, vectors = self._kept(generation, encoder, np.setdiff1d(wanted, present, assume_unique=True))
        if not len(gone) and not len(new):
            return index
        index = index.copy()
        index.remove(gone)
        index.add(new, vectors if len(new) else np.zeros((0, index.dimension), np.float32))
        return index

    def _kept(self, generation: Generation, encoder: str, ids: Ids) -> tuple[Ids, Vectors]:
        """Return which of some passages have a kept vector, and these, of shape (n, dimension)."""
        hashes = generation.text_hashes(ids) if len(ids) else {}
        kept = embeddings.known(self.store.file, encoder, hashes.values())
        new = [number for number, digest in sorted(hashes.items()) if digest in kept]
        return np.array(new, np.int64), np.array([kept[hashes[number]] for number in new], np.float32)

    def _loaded(self, generation: Generation) -> VectorIndex:
        engine = self.engines.of(generation.folder)
        return engine.load(generation.folder / engine.file_name, generation.manifest().dimension)

    def _update(self, generation: Generation, encoder: Encoder | None, progress: Progress) -> bool:
        have, want = generation.hashes(), self.store.published_hashes()
        changed = {slug for slug, digest in want.items() if have.get(slug) != digest}
        gone = have.keys() - want.keys()
        if encoder:
            changed |= self._unembedded(generation, encoder) & want.keys()
        documents = [(practice, cut(practice, fits_in(encoder))) for practice in self.store.all_published(changed)]
        if encoder:
            texts = texts_to_embed(passage for _, passages in documents for passage in passages)
            embeddings.ensure(self.store.file, encoder, texts, progress)
        if changed or gone:
            generation.put(documents, gone)
        folding = encoder is not None and generation.grown_by() > FOLDED
        generation.close()
        if folding:
            self._build(encoder, progress)
        return bool(changed or gone)

    def _unembedded(self, generation: Generation, encoder: Encoder) -> set[str]:
        """Return the practices that came while the encoder was missing: nobody knew then what fits into it."""
        texts = generation.texts_by_practice()
        kept = embeddings.known(self.store.file, encoder.fingerprint, (digest for _, digest in texts))
        return {slug for slug, digest in texts if digest not in kept}

    def _build(self, encoder: Encoder | None, progress: Progress, engine: str = "") -> None:
        practices = list(self.store.all_published())
        documents = [(practice, cut(practice, fits_in(encoder))) for practice in practices]
        number = max(self._numbers(), default=0) + 1
        building = self.folder / f"{number}.building"
        self._clear_unfinished()
        try:
            building.mkdir(parents=True)
            if encoder:
                texts = texts_to_embed(passage for _, passages in documents for passage in passages)
                embeddings.ensure(self.store.file, encoder, texts, progress)
            self._write(Generation(building), number, documents, encoder, engine or self.engines.chosen)
            building.rename(self.folder / str(number))
            self._point_to(number)
        except OSError as error:
            raise KbError(f"cannot write the index in {self.folder}: {error.strerror}; the old index stays") from None
        self._drop_old(number)

    def _write(
        self,
        generation: Generation,
        number: int,
        documents: list[Document],
        encoder: Encoder | None,
        engine: str,
    ) -> None:
        generation.file.create()
        generation.put(documents)
        ids = generation.ids()
        dimension = self._write_vectors(generation, ids, encoder, engine)
        generation.file.close()
        manifest = Manifest(
            format=FORMAT,
            number=number,
            encoder=encoder.fingerprint if encoder else "",
            dimension=dimension,
            passages=len(ids),
            ids_digest=ids_digest(ids.tolist()),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        for path in generation.folder.iterdir():
            _sync(path)
        _write_synced(generation.folder / "manifest.json", manifest.model_dump_json(indent=1))

    def _write_vectors(self, generation: Generation, ids: Ids, encoder: Encoder | None, engine: str) -> int:
        """Write the vectors of a new generation; return their width. Without an encoder there are none."""

        def vectors_of(some: Ids) -> Vectors:
            assert encoder is not None
            new, vectors = self._kept(generation, encoder.fingerprint, some)
            if len(new) != len(some):
                raise VectorIndexError("the new index has passages without vectors; run 'kb index --repair'")
            return vectors

        kept_in = self.engines.named(engine if encoder else "faiss")
        dimension = encoder.dimension if encoder else 1
        written = ids if encoder else np.zeros(0, np.int64)
        kept_in.write(generation.folder / kept_in.file_name, dimension, written, vectors_of)
        return dimension

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "lock", timeout=LOCK_TIMEOUT_S):
                yield
        except Timeout:
            raise IndexBusy(
                f"another process has been writing the index in {self.folder} for {LOCK_TIMEOUT_S} s"
            ) from None
        except OSError as error:
            raise KbError(
                f"cannot write in {self.folder}: {error.strerror}; set KB_HOME to a folder of your own"
            ) from None

    def _readable(self) -> Generation | None:
        """Return the live generation; None when there is none, or its passages cannot be read."""
        try:
            generation = self.live()
            generation.file.require()
        except (IndexMissing, DatabaseError):
            return None
        return generation

    def _numbers(self) -> list[int]:
        return [int(path.name) for path in self.folder.glob("*") if path.name.isdigit()]

    def _whole(self) -> list[int]:
        return [number for number in self._numbers() if Generation(self.folder / str(number)).is_whole()]

    def _point_to(self, number: int) -> None:
        beside = self.folder / "current.new"
        _write_synced(beside, str(number))
        beside.replace(self._pointer)
        _sync(self.folder)

    def _clear_unfinished(self) -> None:
        for path in self.folder.glob("*.building"):
            self._discard_vectors(path)
            shutil.rmtree(path)

    def _drop_old(self, live: int) -> None:
        for number in sorted(number for number in self._numbers() if number < live)[: -(KEPT - 1)]:
            self._discard_vectors(self.folder / str(number))
            shutil.rmtree(self.folder / str(number), ignore_errors=True)

    def _discard_vectors(self, folder: Path) -> None:
        try:
            engine = self.engines.of(folder)
            engine.discard(folder / engine.file_name)
        except KbError as error:  # what cannot be reached now stays there; it is in nobody's way
            _log.warning("%s", error)


def fits_in(encoder: Encoder | None) -> Fits:
    """Return the test whether an encoder reads a text whole; without an encoder every text passes."""
    if encoder is None:
        return lambda text: True
    return lambda text: encoder.count_tokens([text])[0] <= encoder.max_tokens


def _write_synced(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
