"""Where countries agree in a row and where practices of one country differ, by the codes that their facts carry.

Texts are not compared: two sentences may say the same in other words. All functions are pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.comparison import Entry

Agreement = Literal["same", "different", "silent", "open"]
Cell = Sequence[Entry]


@dataclass(frozen=True)
class Told:
    """A code of a cell: what it is called, and the practices that tell it.

    `disputed`: other practices of the cell tell codes, but not this one.
    """

    code: str
    label: str
    practices: tuple[str, ...]
    disputed: bool


def codes(cell: Cell) -> frozenset[str]:
    """Return the codes that the practices of a cell tell together."""
    return frozenset(code for entry in cell for code in entry.coded_as)


def agreement(cells: Sequence[Cell]) -> Agreement:
    """Tell how the cells of a row agree.

    `same`: there are two cells at least, and all tell the same codes. `different`: two of them tell different codes.
    `silent`: no cell reports anything. `open`: texts only, or too few codes to tell.
    """
    if all(entry.not_reported for cell in cells for entry in cell):
        return "silent"
    told = [codes(cell) for cell in cells]
    if len({some for some in told if some}) > 1:
        return "different"
    return "same" if len(cells) > 1 and all(told) else "open"


def common(cells: Sequence[Cell]) -> frozenset[str]:
    """Return the codes that every cell with codes tells; none when fewer than two cells have any."""
    told = [some for some in map(codes, cells) if some]
    return frozenset.intersection(*told) if len(told) > 1 else frozenset()


def merged(cell: Cell) -> tuple[Told, ...]:
    """Return each code of a cell once, in the order in which they are first told, with the practices that tell it."""
    telling = {entry.practice for entry in cell if entry.coded_as}
    labels: dict[str, str] = {}
    practices: dict[str, dict[str, None]] = {}
    for entry in cell:
        for code, label in zip(entry.coded_as, entry.codes, strict=True):
            labels.setdefault(code, label)
            practices.setdefault(code, {})[entry.practice] = None
    return tuple(
        Told(code, labels[code], tuple(some), disputed=len(some) < len(telling)) for code, some in practices.items()
    )


def no_scheme(row: str, entry: Entry) -> bool:
    """Tell whether an entry says, with its source, that there is no scheme for these workers in any branch it names."""
    return row == "branches" and bool(entry.coded_as) and all(code.endswith(":none") for code in entry.coded_as)
