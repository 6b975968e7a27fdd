"""Tells what a document is by its content, never by its name or by what a server says of it.

The formats that are read have plain signatures, so no library is needed: `%PDF-` (ISO 32000-2 §7.5.2), a zip file
with the parts of Office Open XML (ISO/IEC 29500-2), markup, or text without control characters.
"""

from __future__ import annotations

import codecs
import re

from corpus.extraction.archives import is_zip, part_names
from corpus.extraction.model import ExtractionError, MediaType
from kb.messages import Message

HEAD = 4096  # bytes in which a signature is looked for

_READ = Message("HTML, PDF, DOCX, XLSX, CSV and plain text are read.")
_OTHERS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Message(
        "an Office file of the kind before 2007, or one with a password; save it without a password as .docx or .xlsx"
    ),
    b"{\\rtf": Message("an RTF file; save it as .docx"),
    b"\x89PNG\r\n": Message("an image; give the document itself"),
    b"\xff\xd8\xff": Message("an image; give the document itself"),
    b"GIF8": Message("an image; give the document itself"),
    b"II*\0": Message("an image; give the document itself"),
    b"MM\0*": Message("an image; give the document itself"),
    b"%!PS": Message("a PostScript file; save it as PDF"),
    b"\x1f\x8b": Message("a compressed file; unpack it first"),
    b"7z\xbc\xaf": Message("an archive; unpack it first"),
    b"Rar!": Message("an archive; unpack it first"),
    b"BZh": Message("a compressed file; unpack it first"),
    b"\xfd7zXZ": Message("a compressed file; unpack it first"),
    b"MZ": Message("a program"),
    b"\x7fELF": Message("a program"),
}
_PARTS = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|article|main|div|p|h1|script|table)\b", re.I)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def media_type_of(content: bytes, declared: str | None = None) -> MediaType:
    """Return what the content is; raise `ExtractionError` when it is nothing that is read here.

    `declared` is what the sender says. It only tells CSV from other text, which content alone cannot.
    """
    if not content.strip():
        raise ExtractionError(Message("The document is empty."))
    head = content[:HEAD]
    if b"%PDF-" in head[:1024]:
        return MediaType.PDF
    if is_zip(content):
        return _office(content)
    for signature, name in _OTHERS.items():
        if head.startswith(signature):
            raise ExtractionError(Message("The document is %(what)s. %(read)s", what=name, read=_READ))
    plain = head.replace(b"\0", b"") if head.startswith(_WIDE) else head
    if _MARKUP.search(plain):
        return MediaType.HTML
    if _CONTROLS.search(plain):
        raise ExtractionError(Message("The document is of no known kind. %(read)s", read=_READ))
    return MediaType.CSV if (declared or "").partition(";")[0].strip().lower() == MediaType.CSV else MediaType.TEXT


def _office(content: bytes) -> MediaType:
    names = part_names(content)
    found = [media_type for part, media_type in _PARTS.items() if part in names]
    if not found:
        raise ExtractionError(
            Message("The document is an archive without a Word document or a workbook in it; unpack it first.")
        )
    return found[0]
