"""Opens Office files, which are zip archives of XML, only if unpacking them is safe."""

from __future__ import annotations

import io
import zipfile

from corpus.extraction.model import ExtractionError
from kb.messages import Message

MAX_PARTS = 5_000
MAX_UNPACKED = 200_000_000  # bytes
MAX_XML = 60_000_000  # bytes of one part; XML takes several times as much in memory

_DAMAGED = Message("The Office file is damaged and cannot be opened; open it in Word or Excel and save it again.")


def is_zip(content: bytes) -> bool:
    """Tell whether the content begins like a zip archive (APPNOTE.TXT §4.3.7)."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def part_names(content: bytes) -> frozenset[str]:
    """Return the names of an archive's parts."""
    with _opened(content) as archive:
        return frozenset(archive.namelist())


def require_safe(content: bytes) -> None:
    """Raise `ExtractionError` for an archive that is too large unpacked, or whose XML declares entities.

    Office Open XML has no document type declarations (ISO/IEC 29500-2 §8.3.3); one is there only to do harm.
    """
    with _opened(content) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise ExtractionError(
                Message(
                    "The Office file is too large unpacked: at most %(parts)s parts and %(most)s MB.",
                    parts=MAX_PARTS,
                    most=MAX_UNPACKED // 1_000_000,
                )
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                _require_plain_xml(archive, part)


def _require_plain_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > MAX_XML:
        raise ExtractionError(
            Message(
                "The Office file is too large: %(part)s holds over %(most)s MB.",
                part=part.filename,
                most=MAX_XML // 1_000_000,
            )
        )
    try:
        xml = archive.read(part)
    except MemoryError:
        raise
    except Exception as error:  # zipfile raises errors of many kinds for a broken archive
        raise ExtractionError(_DAMAGED) from error
    if b"<!DOCTYPE" in xml.replace(b"\0", b""):
        raise ExtractionError(
            Message("The Office file declares entities, which no Office program writes; it is not read.")
        )


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise ExtractionError(_DAMAGED) from error
