"""One way to open a SQLite file: write-ahead log, foreign keys, short write transactions, read-only readers."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database, Migrations

from kb.errors import KbError

BUSY_TIMEOUT_S = 30.0
SLOW_WRITE_S = 2.0
_log = logging.getLogger(__name__)


class DatabaseError(KbError):
    """A database file that cannot be used; the message says which and what to do."""


class SqliteFile:
    """A SQLite file that many threads and processes may use at once.

    Readers get one read-only connection for each thread; every write is a `BEGIN IMMEDIATE` transaction on a connection
    of its own, so that a reader never turns into a writer half-way (SQLite, "Isolation In SQLite", 2.1).
    """

    def __init__(self, path: Path, *migrations: Migrations) -> None:
        self.path = path
        self._migrations = migrations
        self._local = threading.local()
        self._opened: list[Database] = []
        self._lock = threading.Lock()

    def create(self) -> None:
        """Create the file if it is missing and bring its tables up to date.

        Raises `DatabaseError` for a file of a newer version, no database at all, or a folder that cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"cannot create the folder {self.path.parent}: {error.strerror}; set KB_HOME to a folder of your own"
            ) from None
        with self._explained(), closing(_connect(self.path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            db = Database(connection)
            self._refuse_newer(db)
            for migrations in self._migrations:
                if migrations.pending(db):
                    migrations.apply(db)

    def require(self) -> None:
        """Raise `DatabaseError` unless the file exists, is a database and has just the tables of this version."""
        if not self.path.exists():
            raise DatabaseError(f"no {self.path} yet; run 'kb init', or set KB_HOME to the folder of the store")
        with self._explained():
            db = self.read()
            self._refuse_newer(db)
            if any(migrations.pending(db) for migrations in self._migrations):
                raise DatabaseError(f"{self.path} is of an older version; run 'kb init' to bring it up to date")

    def read(self) -> Database:
        """Return this thread's read-only connection."""
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            with self._explained():
                db = Database(_connect(self.path, readonly=True))
            self._local.db = db
            with self._lock:
                self._opened.append(db)
        return db

    @contextmanager
    def steady(self) -> Iterator[Database]:
        """Read several times from one state of the file, whatever others write meanwhile."""
        db = self.read()
        db.conn.execute("BEGIN")
        try:
            yield db
        finally:
            db.conn.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Database]:
        """Run a block as one write transaction: committed at its end, rolled back if it raises."""
        with self._explained(), closing(_connect(self.path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            started = time.monotonic()
            try:
                yield Database(connection)
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
            if (took := time.monotonic() - started) > SLOW_WRITE_S:
                _log.warning("a write to %s held the lock for %.1f s", self.path.name, took)

    def close(self) -> None:
        """Close every reader; a later `read` opens a new one.

        A reader that closes last leaves the write-ahead log beside the file: it is written back here, so that the file
        alone is whole once nobody has it open.
        """
        with self._lock:
            opened, self._opened = self._opened, []
        self._local = threading.local()
        for db in opened:
            db.close()
        if self.path.with_name(f"{self.path.name}-wal").exists():
            with suppress(sqlite3.Error), closing(_connect(self.path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _refuse_newer(self, db: Database) -> None:
        for migrations in self._migrations:
            known = {migration.name for migration in migrations.pending(Database(memory=True))}
            newer = [migration.name for migration in migrations.applied(db) if migration.name not in known]
            if newer:
                raise DatabaseError(
                    f"{self.path} was written by a newer version of kb (it has {newer[0]!r}); update kb, or choose "
                    "another folder with KB_HOME"
                )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise DatabaseError(f"{self.path}: {error}{_advice(str(error))}") from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError):
                raise
            raise DatabaseError(f"{self.path} is not a sound SQLite file: {error}; restore it from a backup") from error


def _connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """Return a connection with no implicit transactions (`isolation_level=None`) and the house's pragmas."""
    uri = path.resolve().as_uri() + ("?mode=ro" if readonly else "?mode=rwc")
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _advice(message: str) -> str:
    if "readonly" in message or "unable to open" in message:
        return "; check that the folder exists and that this user may write to it, or set KB_HOME to another"
    if "locked" in message:
        return "; another process has been writing for too long, try again when it has ended"
    if "full" in message or "disk I/O" in message:
        return "; free some disk space and run the command again"
    return ""
