"""Documents made for tests: PDFs written by hand (ISO 32000-2), Office files with chosen parts."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

import docx

Line = tuple[str, float, float, float]  # text, size of its letters, x and y of its beginning, in points
Page = Sequence[Line]
BODY = (
    "Operators deduct contributions from the earnings of each driver and",
    "remit them to the fund every month, together with their own share,",
    "so that no worker has to queue at a counter or keep receipts.",
)


def page(heading: str, *paragraphs: Sequence[str], number: int = 1) -> list[Line]:
    """Return a page with a running head, a heading, paragraphs and its number."""
    lines: list[Line] = [("Report on social security 2026", 8, 72, 800), (heading, 18, 72, 740)]
    y = 700.0
    for paragraph in paragraphs:
        for text in paragraph:
            lines.append((text, 11, 72, y))
            y -= 14
        y -= 22
    return [*lines, (str(number), 8, 300, 30)]


def pdf(pages: Iterable[Page], *, drawn: bytes = b"", image: bool = False, info: str = "") -> bytes:
    """Return a PDF of the pages; `drawn` are further operators on each, `image` puts a picture on it."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_FONTS]
    if image:
        objects.append(_stream(b"\0" * 12, b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 "
                               b"/ColorSpace /DeviceRGB"))  # fmt: skip
    kids = []
    for lines in pages:
        content = b"\n".join(
            b"BT /F1 %g Tf %g %g Td (%s) Tj ET" % (size, x, y, _escaped(text)) for text, size, x, y in lines
        )
        if image:
            content += b"\nq 500 0 0 700 40 60 cm /Im Do Q"
        objects.append(_stream(content + b"\n" + drawn))
        resources = b"/Font << /F1 3 0 R >>" + (b" /XObject << /Im 4 0 R >>" if image else b"")
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << %s >> /Contents %d 0 R >>"
            % (resources, len(objects))
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    objects.append(b"<< /Title (%s) /CreationDate (D:20250307120000Z) >>" % _escaped(info))
    return _written(objects)


def bomb_pdf(unpacked: int) -> bytes:
    """Return a PDF of one page whose content unpacks to so many bytes."""
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(unpacked // 1_000_000)), packer.flush()])
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< >>",
    ]
    return _written(objects)


def word(*paragraphs: tuple[str, str]) -> bytes:
    """Return a Word document of paragraphs, each with its style."""
    file = docx.Document()
    for style, text in paragraphs:
        file.add_paragraph(text, style=style)
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def with_parts(archive: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an Office file in which some parts are others."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return made.getvalue()


_FONTS = (b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",)


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _written(objects: Sequence[bytes]) -> bytes:
    """Return the file: objects, their table, and a trailer that names the first as root and the last as information."""
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    size, last = len(objects) + 1, len(objects)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, last, start)
    return bytes(written)
