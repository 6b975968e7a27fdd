"""What documents are made of, whatever their format: blocks of a text, sheets of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kb.comparison import Note
from kb.documents.wording import Said
from kb.lessons import Lessons

Orientation = Literal["columns", "rows"]  # how the countries of a comparison stand
Cell = tuple[Said, ...]


@dataclass(frozen=True)
class Edition:
    """How a document is made: the address of the page that it holds, and how its countries stand.

    `lessons` are what a brief says of the practices beside the rows.
    """

    address: str = ""
    countries: Orientation = "columns"
    lessons: Lessons = ()


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the first below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Parts that are read on, one after the other."""

    parts: tuple[Said, ...]
    style: Literal["body", "strong", "bullet"] = "body"


@dataclass(frozen=True)
class Table:
    """A table with a header row; the first cell of a line is the heading of the line."""

    caption: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Notes:
    """The numbered sources, to which the numbers of all other parts lead."""

    notes: tuple[Note, ...]


Block = Heading | Paragraph | Table | Notes


@dataclass(frozen=True)
class Document:
    """A text with its properties."""

    lang: str
    title: str
    subject: str
    made_on: date
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Link:
    """An address that a click opens."""

    url: str


Value = str | int | Decimal | date | Link


@dataclass(frozen=True)
class Sheet:
    """Lines below a header row, or, without a header row, names with what stands to them; `widths` are characters."""

    name: str
    head: tuple[str, ...]
    lines: tuple[tuple[Value, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Workbook:
    """Sheets with the properties of their file."""

    lang: str
    title: str
    made_on: date
    sheets: tuple[Sheet, ...]
