"""Files that people uploaded: kept outside of anything that is served, under names that tell nothing."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from corpus.extraction.model import MediaType
from kb.errors import KbError

MAX_UPLOAD = 20_000_000  # bytes
READ = {MediaType.PDF: "pdf", MediaType.DOCX: "docx", MediaType.XLSX: "xlsx"}  # with the ending of their names
OWNER_ONLY = 0o600
_KEY = re.compile(r"[0-9a-f]{32}")


class NotKept(KbError):
    """A file that is not there any more."""


class Uploads:
    """The folder of uploaded files. A key is random; the name that the person gave is never a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Write a file and return its key."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = secrets.token_hex(16)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self._folder / key, flags, OWNER_ONLY), "wb") as file:
            file.write(content)
        return key

    def content(self, key: str) -> bytes:
        """Return a file by its key; raise `NotKept` when there is none."""
        try:
            return self._path(key).read_bytes()
        except OSError as error:
            raise NotKept(f"no uploaded file {key!r}: {error.strerror}") from None

    def forget(self, key: str) -> None:
        """Delete a file."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NotKept(f"{key!r} is no key of an uploaded file")
        return self._folder / key


def shown_name(given: str, media_type: MediaType | None = None) -> str:
    """Return the name of a file without folders and signs that a file system or a header might misread.

    With the ending of its type, when that is known: what a file is called says nothing about what it is.
    """
    stem = re.sub(r"[^\w .()-]+", "_", given.replace("\\", "/").rpartition("/")[2]).strip(" .")[:120]
    if media_type in READ:
        stem = re.sub(r"\.\w{1,5}$", "", stem) + f".{READ[media_type]}"
    return stem or "document"
