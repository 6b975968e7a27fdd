"""The tables: one row for each practice, and one for each of its facts, events, results and sources. Nothing is lost.

Cells are text. A list stands with one item a line; as a JSON list where an item has line breaks of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.model import SECTIONS, Practice
from kb.practice_file import Location

PRACTICES = "practices"
_LISTS = frozenset({"institutions", "challenges", "codes", "cites"})
COLUMNS: Mapping[str, tuple[str, ...]] = {
    PRACTICES: (
        "id", "kind", "title.en", "title.id", "summary.en", "summary.id", "country", "jurisdiction", "institutions",
        "status", "verified_on", "challenges", *(f"sections.{name}" for name in SECTIONS),
    ),
    "facts": ("practice", "row", "not_reported", "codes", "text.en", "text.id", "cites", "as_of"),
    "events": ("practice", "date", "type", "text.en", "text.id", "cites"),
    "results": (
        "practice", "indicator", "value", "unit", "population.en", "population.id", "date", "cites", "evidence",
    ),
    "sources": (
        "practice", "id", "title", "publisher", "url", "language", "kind", "published", "accessed", "licence",
    ),
}  # fmt: skip
KEYS = {"facts": "row", "sources": "id"}  # column that names an entry; events and results stand in their order


@dataclass(frozen=True)
class Row:
    """A row as read: its number in the file from 1, and its cells by column."""

    number: int
    cells: Mapping[str, str]


Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Place:
    """Where something stands in the tables."""

    sheet: str
    row: int
    column: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}{f', column {self.column}' if self.column else ''}"


@dataclass
class Gathered:
    """The data of one practice as the model takes it, and where each part of it stands."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Location, Place] = field(default_factory=dict)

    def place(self, location: Location) -> Place:
        """Return where a part stands, or the nearest part that holds it."""
        column = ".".join(str(part) for part in location)
        while location and location not in self.places:
            location = location[:-1]
        found = self.places[location]
        return found if location and found.column else Place(found.sheet, found.row, column)


def tables(practices: Iterable[Practice]) -> dict[str, list[tuple[str, ...]]]:
    """Return the cells of every sheet, without the heads."""
    made: dict[str, list[tuple[str, ...]]] = {sheet: [] for sheet in COLUMNS}
    for practice in practices:
        data = practice.model_dump(mode="json", exclude_defaults=True)
        made[PRACTICES].append(_cells(PRACTICES, data))
        for sheet in list(COLUMNS)[1:]:
            entries = data.get(sheet, {})
            if key := KEYS.get(sheet):
                entries = [{**entry, key: name} for name, entry in entries.items()]
            made[sheet] += [_cells(sheet, {**entry, "practice": practice.id}) for entry in entries]
    return made


def gather(found: Tables) -> tuple[list[Gathered], list[tuple[Place, str]]]:
    """Return the data of each practice, and what is wrong with the tables themselves."""
    wrong: list[tuple[Place, str]] = []
    gathered: dict[str, Gathered] = {}
    for row in found.get(PRACTICES, ()):
        slug = row.cells.get("id", "")
        if not slug or slug in gathered:
            wrong.append((Place(PRACTICES, row.number, "id"), f"{slug!r} stands twice" if slug else "is empty"))
            continue
        one = gathered[slug] = Gathered()
        one.places[()] = Place(PRACTICES, row.number)
        _fill(one, (), one.data, PRACTICES, row)
    for sheet, row in _entries(found):
        slug = row.cells.get("practice", "")
        if slug not in gathered:
            wrong.append((Place(sheet, row.number, "practice"), f"{slug!r} has no row among the practices"))
        else:
            wrong += _enter(gathered[slug], sheet, row)
    return list(gathered.values()), wrong


def _entries(found: Tables) -> Iterator[tuple[str, Row]]:
    for sheet in list(COLUMNS)[1:]:
        for row in found.get(sheet, ()):
            yield sheet, row


def _enter(one: Gathered, sheet: str, row: Row) -> Iterator[tuple[Place, str]]:
    entry: dict[str, Any] = {}
    key = KEYS.get(sheet)
    if key is None:
        entries = one.data.setdefault(sheet, [])
        location: Location = (sheet, len(entries))
        entries.append(entry)
    else:
        name = row.cells.get(key, "")
        entries = one.data.setdefault(sheet, {})
        if not name or name in entries:
            yield Place(sheet, row.number, key), f"{name!r} stands twice" if name else "is empty"
            return
        location = (sheet, name)
        entries[name] = entry
    one.places[location] = Place(sheet, row.number)
    _fill(one, location, entry, sheet, row)


def _fill(one: Gathered, location: Location, data: dict[str, Any], sheet: str, row: Row) -> None:
    for column in COLUMNS[sheet]:
        cell = row.cells.get(column, "")
        if not cell or column in ("practice", KEYS.get(sheet)):
            continue
        path = tuple(column.split("."))
        place = data
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = _items(cell) if column in _LISTS else cell
        one.places[(*location, *path)] = Place(sheet, row.number, column)


def _cells(sheet: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_cell(_at(data, column.split("."))) for column in COLUMNS[sheet])


def _at(data: Any, path: Sequence[str]) -> Any:
    for part in path:
        data = data.get(part, "") if isinstance(data, Mapping) else ""
    return data


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list):
        plain = not any("\n" in item or item.startswith("[") for item in value)
        return "\n".join(value) if plain else json.dumps(value, ensure_ascii=False)
    return str(value)


def _items(cell: str) -> list[str]:
    if cell.startswith("["):
        try:
            items = json.loads(cell)
        except ValueError:
            items = None
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return items
    return [item.strip() for item in cell.split("\n") if item.strip()]
