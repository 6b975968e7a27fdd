"""Ids for new practices: iso3-short-name-year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

MOST_OF_A_NAME = 48
_SMALL = frozenset(["a", "an", "and", "dan", "di", "for", "in", "of", "on", "the", "to", "untuk", "yang"])


def suggest_id(country: str, title: str, year: int, taken: Callable[[str], bool]) -> str:
    """Return an id that is not taken; the words of the title that carry no meaning are left out."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "-".join(word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL and word != str(year))
    if len(name) > MOST_OF_A_NAME:
        name = name[: MOST_OF_A_NAME + 1].rpartition("-")[0] or name[:MOST_OF_A_NAME]
    wanted = "-".join(part for part in (country.lower(), name, str(year)) if part)
    number, found = 1, wanted
    while taken(found):
        number += 1
        found = f"{wanted}-{number}"
    return found
