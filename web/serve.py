"""Runs the application on gunicorn: one worker process with threads, the encoder loaded beside it in the background.

One worker, because the encoder takes half a gigabyte and threads share it; nothing heavy is imported before the fork,
because threads of torch and OpenMP do not survive one.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from indexer.base import Base
from kb.errors import KbError
from kb.settings import Settings
from web.app import create_app
from web.context import BASE, BEGINNINGS, CATALOGUE

_log = logging.getLogger(__name__)

WORKER_TIMEOUT_S = 120
GRACEFUL_TIMEOUT_S = 10
MAX_REQUEST_LINE = 8190  # the most that gunicorn takes; a question of 2000 characters may need more when encoded
BACKLOG = 128
PREPARING = "prepare"  # name of the thread


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until stopped; `say` is told the address once the server listens. Port 0 takes any free one.

    Raises `DatabaseError` when there is no store, `KbError` when the address cannot be had.
    """
    base = Base(settings)
    try:
        base.store.require()
    finally:
        base.close()
    listener = listening_socket(host, port)
    address = address_of(listener)
    Server(settings, listener.detach(), lambda: say(f"serving {settings.home} at {address}")).run()


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; raise `KbError` that says why it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise KbError(
                f"port {port} on {host} is in use; stop the other server or choose another with --port"
            ) from None
        raise KbError(f"cannot listen on {host}:{port}: {error.strerror}; choose --host and --port") from None
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address of a bound socket for a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if listener.family == socket.AF_INET6 else f"http://{host}:{port}/"


class Server(BaseApplication):
    """Gunicorn inside this process, on the descriptor of a socket that is already bound, which it will close."""

    def __init__(self, settings: Settings, listener: int, ready: Callable[[], None]) -> None:
        self._settings = settings
        self._listener = listener
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        options: dict[str, Any] = {
            "bind": f"fd://{self._listener}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.threads,
            "preload_app": False,
            "timeout": WORKER_TIMEOUT_S,
            "graceful_timeout": GRACEFUL_TIMEOUT_S,
            "limit_request_line": MAX_REQUEST_LINE,
            "proc_name": "kb",
            "loglevel": "warning",
            "when_ready": lambda arbiter: self._ready(),
            "post_worker_init": lambda worker: start_in_background(worker.wsgi),
            "worker_exit": lambda arbiter, worker: _leave(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; called in the worker, after the fork."""
        return create_app(self._settings)


def start_in_background(app: Flask) -> threading.Thread:
    """Start what takes longer than people wait; until it ends, search goes by words with a notice."""
    thread = threading.Thread(target=prepare, args=(app,), name=PREPARING, daemon=True)
    thread.start()
    return thread


MISSPELT = "kontribsi pengemdi"  # a search that reads the lists of words too


def prepare(app: Flask) -> None:
    """Warm up, load the encoder and bring the index in line with the store; what fails is logged and served without."""
    base: Base = app.extensions[BASE]
    log = _log.getChild("prepare")
    try:
        warm_up(app)
        started = time.monotonic()
        encoder = base.load_encoder()
        log.info("the encoder %s is ready after %.1f s", encoder.fingerprint, time.monotonic() - started)
        changed = base.index.ensure(encoder)
        log.info("the index was %s", "brought in line with the store" if changed else "in line with the store already")
    except KbError as error:
        log.error("%s Search goes by words only until then.", error)  # noqa: TRY400 - the message says what to do
    except Exception:  # a thread has nobody to raise to, and the pages work without it
        log.exception("the encoder or the index could not be prepared; search goes by words only")
    with suppress(KbError):  # without a store nobody has asked for anything
        app.extensions[BEGINNINGS].wake()


def warm_up(app: Flask) -> None:
    """Read what every page needs before torch competes for the processor: contents, vocabulary, templates, index."""
    _one_faiss_thread()
    app.extensions[CATALOGUE].contents()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with suppress(KbError):  # no index yet: it is made when the encoder is there
        app.extensions[BASE].searcher.search(MISSPELT)


def _leave() -> None:
    """End the worker at once if the encoder is still loading: torch aborts a process that ends in the middle of it."""
    if any(thread.name == PREPARING for thread in threading.enumerate()):
        os._exit(0)


def _one_faiss_thread() -> None:
    """Keep FAISS from taking every processor for one question: the index is small and requests run side by side."""
    import faiss

    faiss.omp_set_num_threads(1)
