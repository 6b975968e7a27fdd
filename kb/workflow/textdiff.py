"""What was changed in a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

How = Literal["same", "added", "removed"]
MOST_WORDS = 4000  # of both texts together; beyond, the whole text counts as changed


def word_changes(before: str, after: str) -> Iterator[tuple[How, str]]:
    """Yield the stretches of two texts in order, what was removed before what was added in its place."""
    old, new = re.findall(r"\s*\S+", before), re.findall(r"\s*\S+", after)
    if len(old) + len(new) > MOST_WORDS:
        yield from ((how, text) for how, text in _changes([before], [after]) if text)
    else:
        yield from _changes(old, new)


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[How, str]]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[i1:i2])
            continue
        if i1 < i2:
            yield "removed", "".join(old[i1:i2])
        if j1 < j2:
            yield "added", "".join(new[j1:j2])
