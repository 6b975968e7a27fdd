"""The fields of a draft by their place: what differs between two contents, and one content made of two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from kb.errors import UsageError
from kb.practice_file import CITATION
from kb.workflow.content import Content, next_key

Path = tuple[str, ...]
Leaf = str | bool | tuple[str, ...]
Leaves = Mapping[Path, Leaf]
Side = Literal["mine", "theirs"]

KEYED = {"sources": "s", "events": "e", "results": "r"}  # fields whose entries have keys, with the letter of the keys


@dataclass(frozen=True)
class Difference:
    """A field that two contents fill differently; an empty side has the empty text."""

    path: Path
    before: Leaf
    after: Leaf


@dataclass(frozen=True)
class Choice:
    """A field, or an entry of sources, events or results, that two people left differently.

    `differences` go from theirs to mine. `suggested` is the side that alone changed what both started from; empty when
    both did.
    """

    unit: Path
    differences: tuple[Difference, ...]
    suggested: Side | Literal[""]


def leaves(content: Content) -> dict[Path, Leaf]:
    """Return every filled field by its path, such as ("facts", "payers", "text", "en")."""
    return dict(_leaves(content.model_dump(), ()))


def from_leaves(filled: Leaves) -> Content:
    """Return the content of which these are the fields; raise `UsageError` for a path or value that none has."""
    data: dict[str, Any] = {}
    for path, leaf in filled.items():
        place = data
        for part in path[:-1]:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise UsageError(f"no field {'.'.join(path)!r}")
        place[path[-1]] = leaf
    try:
        return Content.model_validate(data)
    except ValidationError as error:
        item = error.errors()[0]
        where = ".".join(str(part) for part in item["loc"] if part != "[key]")
        raise UsageError(f"{where}: {item['msg'].removeprefix('Value error, ')}") from None


def differences(before: Content, after: Content) -> list[Difference]:
    """Return the fields that differ, in the order of the record."""
    old, new = leaves(before), leaves(after)
    paths = [path for path in _ordered({**old, **new}) if old.get(path, "") != new.get(path, "")]
    return [Difference(path, old.get(path, ""), new.get(path, "")) for path in paths]


def choices(ancestor: Content, mine: Content, theirs: Content) -> list[Choice]:
    """Return what is to be chosen between two contents that both started from `ancestor`; call `apart` first."""
    by_unit: dict[Path, list[Difference]] = {}
    for difference in differences(theirs, mine):
        by_unit.setdefault(unit(difference.path), []).append(difference)
    by_me = {unit(difference.path) for difference in differences(ancestor, mine)}
    by_them = {unit(difference.path) for difference in differences(ancestor, theirs)}
    suggested: dict[tuple[bool, bool], Side] = {(True, False): "mine", (False, True): "theirs"}
    return [
        Choice(place, tuple(found), suggested.get((place in by_me, place in by_them), ""))
        for place, found in by_unit.items()
    ]


def merged(mine: Content, theirs: Content, mine_in: Iterable[Path]) -> Content:
    """Return `theirs` with the units `mine_in` as they are in `mine`."""
    chosen = set(mine_in)
    kept = {path: leaf for path, leaf in leaves(theirs).items() if unit(path) not in chosen}
    taken = {path: leaf for path, leaf in leaves(mine).items() if unit(path) in chosen}
    return from_leaves(kept | taken)


def apart(ancestor: Content, mine: Content, theirs: Content) -> Content:
    """Return `mine` with new keys for the entries that both added under the same key, so that both can stay."""
    renamed: dict[tuple[str, str], str] = {}
    for field, letter in KEYED.items():
        before, own, other = (getattr(content, field) for content in (ancestor, mine, theirs))
        taken = {*own, *other}
        for key in own:
            if key in other and key not in before and own[key] != other[key]:
                taken.add(new := next_key(taken, letter))
                renamed[field, key] = new
    return _renamed(mine, renamed) if renamed else mine


def in_order_of(content: Content, earlier: Content) -> Content:
    """Return the content with its lists of codes and sources in the order of an earlier one, what is new in them last.

    A form sends what is ticked in the order of the page.
    """
    return Content.model_validate(_in_order(content.model_dump(), earlier.model_dump()))


def _in_order(value: Any, earlier: Any) -> Any:
    if isinstance(value, dict) and isinstance(earlier, dict):
        return {
            name: _in_order(part, earlier.get(name)) if name != "institutions" else part for name, part in value.items()
        }
    if isinstance(value, tuple) and isinstance(earlier, tuple):
        return tuple(sorted(value, key=lambda one: earlier.index(one) if one in earlier else len(earlier)))
    return value


def unit(path: Path) -> Path:
    """Return what is chosen as a whole: an entry of sources, events or results, else the field itself."""
    return path[:2] if path[0] in KEYED else path


def _renamed(content: Content, names: Mapping[tuple[str, str], str]) -> Content:
    moved: dict[Path, Leaf] = {}
    for path, leaf in leaves(content).items():
        if len(path) > 1 and path[0] in KEYED:
            path = (path[0], names.get((path[0], path[1]), path[1]), *path[2:])
        if path[-1] == "cites" and isinstance(leaf, tuple):
            leaf = tuple(names.get(("sources", source), source) for source in leaf)
        if path[0] == "sections" and isinstance(leaf, str):
            leaf = re.sub(CITATION, lambda cited: f"[^{names.get(('sources', cited[1]), cited[1])}]", leaf)
        moved[path] = leaf
    return from_leaves(moved)


def _ordered(paths: Iterable[Path]) -> list[Path]:
    """Return the paths in the order of the record; of rows, texts and keys in the order in which they first stand."""
    order = {name: number for number, name in enumerate(Content.model_fields)}
    first: dict[Path, int] = {}
    for path in paths:
        for end in range(1, len(path) + 1):
            first.setdefault(path[:end], len(first))
    return sorted(paths, key=lambda path: (order[path[0]], *(first[path[:end]] for end in range(2, len(path) + 1))))


def _leaves(value: Any, path: Path) -> Iterable[tuple[Path, Leaf]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(part, (*path, name))
    elif value not in ("", (), False):
        yield path, value
