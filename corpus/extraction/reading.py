"""Reads a document of any kind that is known, in this process; `sandbox` does so apart, with limits."""

from __future__ import annotations

from corpus.extraction import pdf, plain, sheets, web_page, word
from corpus.extraction.media_types import media_type_of
from corpus.extraction.model import Extracted, ExtractionError, MediaType
from kb.messages import Message


def extract(content: bytes, media_type: str | None, url: str) -> Extracted:
    """Return what is read from a document.

    `media_type` is what the sender says of it, with its encoding, and `url` its address ("" for an uploaded file);
    both only help where the content leaves a doubt. Raises `ExtractionError` for what cannot be read.
    """
    found = media_type_of(content, media_type)
    try:
        return _read(found, content, media_type, url)
    except (ExtractionError, MemoryError):
        raise
    except RecursionError as error:
        raise ExtractionError(Message("The document is nested too deeply to be read.")) from error
    except Exception as error:  # the libraries raise errors of many kinds on broken files
        raise ExtractionError(
            Message("The %(kind)s file is damaged; open it, save it again, and give that one.", kind=found.name)
        ) from error


def _read(found: MediaType, content: bytes, declared: str | None, url: str) -> Extracted:
    match found:
        case MediaType.HTML:
            return web_page.read(content, declared, url)
        case MediaType.PDF:
            return pdf.read(content)
        case MediaType.DOCX:
            return word.read(content)
        case MediaType.XLSX:
            return sheets.read_workbook(content)
        case MediaType.CSV:
            return sheets.read_csv(content, declared)
        case MediaType.TEXT:
            return plain.read(content, declared)
