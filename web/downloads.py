"""Documents to be taken away from a page, and references to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

from flask import Response
from werkzeug.exceptions import NotFound

from kb import references
from kb.documents import Edition, Format
from kb.messages import Message
from kb.references import Reference

Subject = TypeVar("Subject")

CITATIONS = {f"citation.{ending}": form for ending, form in references.FORMATS.items()}


def today() -> date:
    """Return the day on which a page is read, which a reference to it names."""
    return datetime.now(UTC).date()


def document(
    name: str,
    ending: str,
    formats: Mapping[str, Format[Subject]],
    subject: Callable[[Format[Subject]], Subject],
    edition: Edition,
    page: Callable[[], Reference],
) -> Response:
    """Return what a page shows, or a reference to that page, as a file of a name in the format of an ending.

    `subject` gives what is written in a format and raises `UsageError` when there is nothing. Raises `NotFound` that
    names the endings for another one.
    """
    if ending in CITATIONS:
        cited = CITATIONS[ending]
        return _attachment(cited.write([page()]), cited.media_type, f"{name}.{ending}")
    form = formats.get(ending)
    if form is None:
        raise NotFound(Message("this page is offered as %(formats)s", formats=", ".join((*formats, *CITATIONS))))
    return _attachment(form.write(subject(form), edition), form.media_type, f"{name}.{ending}")


def _attachment(content: bytes, media_type: str, file_name: str) -> Response:
    disposition = f"attachment; filename={file_name}"
    return Response(content, content_type=media_type, headers={"Content-Disposition": disposition})
