"""Keeps what the base has taught, in a file for each encoder, so that a server need not learn it again."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import joblib

from corpus.suggestions.embedded import kept
from corpus.suggestions.learned import CHOICES, FIELDS, FOLDS
from corpus.suggestions.suggest import Suggester, suggester
from indexer.base import Base
from kb.errors import KbError
from kb.model import Practice
from kb.vocabulary import digest

_log = logging.getLogger(__name__)
LEARNING = "learning-1"  # change it whenever the same base would teach something else


def learn(base: Base) -> Suggester:
    """Learn from all published practices and keep it; takes a minute, and longer where pieces are not embedded yet."""
    encoder = base.load_encoder()
    practices = list(base.store.all_published())
    if not enough(practices):
        raise KbError("There are too few practices to learn from. Load the curated ones: kb init")
    made = suggester(practices, kept(base.store.file, encoder), encoder.fingerprint)
    path = _path(base, encoder.fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".new")
    joblib.dump((state(base), made), waiting)
    waiting.replace(path)
    return made


def taught(base: Base) -> Suggester:
    """Return what was learnt from the base as it is now; learns first when that is missing or out of date."""
    kept = _kept(base)
    return kept[1] if kept and kept[0] == state(base) else learn(base)


def _kept(base: Base) -> tuple[str, Suggester] | None:
    """Return what was learnt last and the state of the base by then."""
    path = _path(base, base.load_encoder().fingerprint)
    if not path.exists():
        return None
    known, made = joblib.load(path)  # written by `learn` beside the store, by whoever runs the base
    return (known, made) if isinstance(made, Suggester) else None


class Taught:
    """What the base has taught, for a server: read once, and learnt again in the background when it is out of date.

    What was learnt a publication ago suggests nearly the same; nobody waits for a minute because of it.
    """

    def __init__(self, base: Base) -> None:
        self._base, self._lock = base, threading.Lock()
        self._made: Suggester | None = None
        self._state = ""
        self._learning: threading.Thread | None = None

    def now(self) -> Suggester:
        """Return it; learns first when nothing is there at all. Raises `KbError` for a base that teaches too little."""
        with self._lock:
            if self._made is None:
                self._state, self._made = _kept(self._base) or (state(self._base), learn(self._base))
            if self._state != state(self._base) and not (self._learning and self._learning.is_alive()):
                self._learning = threading.Thread(target=self._again, name="learn", daemon=True)
                self._learning.start()
            return self._made

    def _again(self) -> None:
        known = state(self._base)
        try:
            made = learn(self._base)
        except KbError as error:
            _log.warning("nothing new was learnt: %s", error)
            return
        with self._lock:
            self._state, self._made = known, made


def enough(practices: Sequence[Practice]) -> bool:
    """Tell whether there are practices of more than one kind and status, and several with each row that has codes."""
    various = all(len({getattr(practice, name) for practice in practices}) > 1 for name in CHOICES)
    return various and all(sum(bool(field.of(one)) for one in practices) > 2 * FOLDS for field in FIELDS.values())


def state(base: Base) -> str:
    """Return a hash of everything that is learnt from: published practices, vocabulary, and the way of learning."""
    given = [LEARNING, digest(), sorted(base.store.published_hashes().items())]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _path(base: Base, fingerprint: str) -> Path:
    name = hashlib.sha256(fingerprint.encode()).hexdigest()[:16]
    return base.settings.home / "suggestions" / f"{name}.joblib"
