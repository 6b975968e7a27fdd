"""Keeps the index in line with the store beside the requests of a server: whoever publishes does not wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from indexer.encoder import Encoder
from indexer.index import Index
from kb.errors import KbError

log = logging.getLogger(__name__)


class Follower:
    """Updates an index in a thread of its own. What is published while an update runs is taken by one more after it.

    `encoder` returns the encoder, or None while it is loading: what is published then is found by its words at once,
    and by its meaning when the encoder is there.
    """

    def __init__(self, index: Index, encoder: Callable[[], Encoder | None]) -> None:
        self._index = index
        self._encoder = encoder
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: Future[None] | None = None
        self._lock = threading.Lock()

    def changed(self) -> Future[None]:
        """Tell that the store has changed; the future is done when the index holds it, or the log says why not."""
        with self._lock:
            if self._waiting is None:
                self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="index")
                self._waiting = self._pool.submit(self._update)
            return self._waiting

    def close(self) -> None:
        """Wait for the update that runs and start no other."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown()

    def _update(self) -> None:
        with self._lock:  # what changes from here on needs another update
            self._waiting = None
        try:
            self._index.ensure(self._encoder())
        except KbError as error:
            log.error("%s What was published is not found until 'kb index'.", error)  # noqa: TRY400
        except Exception:  # a thread has nobody to raise to
            log.exception("the index could not follow the store; run 'kb index'")
