"""A comparison as a grid of words, with its countries as columns or as rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.comparison import Comparison, ComparisonRow
from kb.documents.parts import Cell, Orientation
from kb.documents.wording import said
from kb.labels import label

Words = Callable[[ComparisonRow, int], Cell]


@dataclass(frozen=True)
class Grid:
    """`lines` are names with one cell for each head; `corner` says what the names are."""

    corner: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]

    def split(self, most: int) -> list[Grid]:
        """Return grids of at most `most` heads each, with all lines, which together are this one."""
        return [
            Grid(
                self.corner,
                self.heads[start : start + most],
                tuple((name, cells[start : start + most]) for name, cells in self.lines),
            )
            for start in range(0, len(self.heads), most)
        ]


def grid(comparison: Comparison, countries: Orientation, words: Words | None = None) -> Grid:
    """Return every cell of the comparison in words: those of a row and the index of a column.

    Without `words` they are those of `kb.documents.wording.said`.
    """
    lang = comparison.lang
    words = words or (lambda row, index: tuple(said(comparison, row, index)))
    names = tuple(column.name for column in comparison.columns)
    labels = tuple(row.label for row in comparison.rows)
    cells = [tuple(words(row, index) for index in range(len(names))) for row in comparison.rows]
    if countries == "columns":
        return Grid(label("row", lang), names, tuple(zip(labels, cells, strict=True)))
    return Grid(label("country", lang), labels, tuple(zip(names, zip(*cells, strict=True), strict=True)))
