"""Every response as it was received, in WARC files, with an index in SQLite to find it again."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database, Migrations
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.fetching.addresses import key_of
from kb.errors import KbError
from kb.sqlite import SqliteFile

MIGRATIONS = Migrations("archive")
MAX_WARC = 256 * 1024 * 1024  # bytes after which another file is begun
MAX_BODY = 50 * 1024 * 1024  # bytes, as received and after decompression

Headers = Sequence[tuple[str, str]]


@MIGRATIONS()
def m001_resources(db: Database) -> None:
    """What was received, by address and time; a body is in the file `warc` at `offset`."""
    db.execute(
        "CREATE TABLE resource (id INTEGER PRIMARY KEY, key TEXT NOT NULL, address TEXT NOT NULL, final TEXT NOT NULL,"
        " status INTEGER NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL, length INTEGER NOT NULL,"
        " received_at TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL, fresh_until TEXT NOT NULL,"
        " warc TEXT NOT NULL, offset INTEGER NOT NULL, same_as INTEGER REFERENCES resource(id), UNIQUE (warc, offset))"
    )
    db.execute("CREATE INDEX resource_key ON resource (key, id)")


class NotArchived(KbError):
    """Nothing of that address, or a WARC file that is missing or damaged."""


@dataclass(frozen=True)
class Received:
    """A response: `body` is as it came, before decompression; times are ISO 8601 in UTC."""

    address: str
    status: int
    reason: str
    headers: Headers
    body: bytes
    request_headers: Headers
    received_at: str
    protocol: str = "HTTP/1.1"

    def header(self, name: str) -> str:
        """Return the first value of a header, empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True)
class Resource:
    """A row of the index: `address` was asked for, `final` answered after redirects; `same_as` has a 304's body."""

    id: int
    address: str
    final: str
    status: int
    media_type: str
    sha256: str
    length: int
    received_at: str
    etag: str
    last_modified: str
    fresh_until: str
    warc: str
    offset: int
    same_as: int | None


_COLUMNS = ", ".join(Resource.__dataclass_fields__)


class Archive:
    """WARC files in a folder, written by one process each; `file` holds the index."""

    def __init__(self, folder: Path, file: SqliteFile, session: str) -> None:
        self._folder, self._file, self._session = folder, file, session
        self._number = 0
        self._out: io.BufferedWriter | None = None

    def write(self, received: Received) -> tuple[str, int]:
        """Append request and response; return file name and offset of the response once both are on the disk."""
        out = self._writable()
        writer = WARCWriter(out, gzip=True)
        response = writer.create_warc_record(
            received.address,
            "response",
            payload=io.BytesIO(received.body),
            length=len(received.body),
            http_headers=StatusAndHeaders(
                f"{received.status} {received.reason}", list(received.headers), received.protocol
            ),
            warc_headers_dict={"WARC-Date": received.received_at},
        )
        path = received.address.split("/", 3)[3] if received.address.count("/") > 2 else ""
        request = writer.create_warc_record(
            received.address,
            "request",
            http_headers=StatusAndHeaders(
                f"GET /{path} HTTP/1.1", list(received.request_headers), is_http_request=True
            ),
            warc_headers_dict={"WARC-Date": received.received_at},
        )
        offset = out.tell()
        writer.write_request_response_pair(request, response)
        out.flush()
        os.fsync(out.fileno())
        return Path(out.name).name, offset

    def close(self) -> None:
        """End the file that is being written."""
        if self._out:
            self._out.close()
            self._out = None

    def resource(self, number: int) -> Resource:
        """Return a row of the index by its id."""
        return _one(self._file.read().query(f"SELECT {_COLUMNS} FROM resource WHERE id = ?", [number]))  # noqa: S608

    def latest(self, address: str) -> Resource | None:
        """Return what was last received whole (200 or 304) for an address, in whatever form it is written."""
        sql = f"SELECT {_COLUMNS} FROM resource WHERE key = ? AND status IN (200, 304) ORDER BY id DESC LIMIT 1"  # noqa: S608
        return next((Resource(**row) for row in self._file.read().query(sql, [key_of(address)])), None)

    def body(self, resource: Resource) -> bytes:
        """Return the body of a resource, decompressed; raise `NotArchived` when its file does not give it."""
        if resource.same_as is not None:
            return self.body(self.resource(resource.same_as))
        path = self._folder / resource.warc
        try:
            with path.open("rb") as stream:
                stream.seek(resource.offset)
                for record in ArchiveIterator(stream):
                    if record.rec_type == "response":
                        payload = record.raw_stream.read()
                        return decompressed(payload, record.http_headers.get_header("content-encoding") or "")
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise NotArchived(f"{path} does not give {resource.address}: {error}") from None
        raise NotArchived(f"{path} holds no response at {resource.offset}")

    def _writable(self) -> io.BufferedWriter:
        if self._out and self._out.tell() > MAX_WARC:
            self.close()
        if not self._out:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._number += 1
            name = f"{self._session}-{self._number:04}.warc.gz"
            self._out = (self._folder / name).open("xb")
            info = {"software": "kb", "format": "WARC File Format 1.0", "robots": "obeyed"}
            writer = WARCWriter(self._out, gzip=True)
            writer.write_record(writer.create_warcinfo_record(name, info))
        return self._out


def index(db: Database, received: Received, asked: str, warc: str, offset: int, same_as: Resource | None) -> int:
    """Record a response in the index, within the transaction of `db`; return its id. `asked` is before redirects."""
    media_type = received.header("content-type").split(";")[0].strip().lower()
    cursor = db.execute(
        "INSERT INTO resource (key, address, final, status, media_type, sha256, length, received_at, etag,"
        " last_modified, fresh_until, warc, offset, same_as) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            key_of(asked),
            asked,
            received.address,
            received.status,
            same_as.media_type if same_as else media_type,
            same_as.sha256 if same_as else hashlib.sha256(received.body).hexdigest(),
            len(received.body),
            received.received_at,
            received.header("etag") or (same_as.etag if same_as else ""),
            received.header("last-modified") or (same_as.last_modified if same_as else ""),
            fresh_until(received),
            warc,
            offset,
            (same_as.same_as or same_as.id) if same_as else None,
        ],
    )
    return int(cursor.lastrowid or 0)


def decompressed(body: bytes, encoding: str) -> bytes:
    """Undo a content encoding; raise `ValueError` for an unknown one and for what grows beyond `MAX_BODY`."""
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name in ("gzip", "x-gzip", "deflate"):
            body = _inflated(body)
        elif name != "identity":
            raise ValueError(f"unknown content encoding {name!r}")
        if len(body) > MAX_BODY:
            raise ValueError(f"more than {MAX_BODY >> 20} MiB when decompressed")
    return body


def _inflated(body: bytes) -> bytes:
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(bits).decompress(body, MAX_BODY + 1)
        except zlib.error:
            continue
    raise ValueError("damaged compressed body")


def fresh_until(received: Received) -> str:
    """Return until when a response may be used without asking again (RFC 9111, 4.2), a day at most, or empty."""
    control = received.header("cache-control").lower()
    age = re.search(r"max-age=(\d+)", control)
    if not age or any(word in control for word in ("no-store", "no-cache")):
        return ""
    return stamp(datetime.fromisoformat(received.received_at) + timedelta(seconds=min(int(age[1][:9]), 86_400)))


def stamp(time: datetime) -> str:
    """Return a time in ISO 8601, UTC, to the second, as WARC writes it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> str:
    """Return the time as `stamp` writes it."""
    return stamp(datetime.now(UTC))


def _one(rows: Iterable[dict[str, object]]) -> Resource:
    for row in rows:
        return Resource(**row)  # type: ignore[arg-type]
    raise NotArchived("no such resource in the index of the archive")
