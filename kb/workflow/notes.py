"""What was suggested for a field when a draft was begun: it stands beside the field, to be confirmed or corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ALIKE, RELEVANCE, DOCUMENT = "alike", "relevance", "document"  # what is said of the whole draft, beside the fields


@dataclass(frozen=True)
class Note:
    """A value that was suggested, and where it was read.

    `value` is as the field has it; `likely` its probability in 0..1, None for what the document says of itself. `quote`
    is the sentence, `page` its page where there are pages. `place` says in words where it stands when that is no
    sentence. Of `ALIKE` the value is the id of a practice, of `DOCUMENT` a packed message (`kb.messages`) in `place`.
    """

    value: str = ""
    likely: float | None = None
    quote: str = ""
    page: int | None = None
    place: Any = ""


Notes = Mapping[str, Sequence[Note]]


def read_notes(data: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Note, ...]]:
    """Return the notes by field as the store has them."""
    return {
        name: tuple(one if isinstance(one, Note) else Note(**one) for one in several) for name, several in data.items()
    }
