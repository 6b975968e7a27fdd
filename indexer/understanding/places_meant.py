"""Which places a question is about, and which it leaves out: "di Amerika Latin", "negara ASEAN", "except Singapore".

A country that is named counts, unless others are only measured by it or the question looks for countries ("which
countries do as Spain does?"). A region counts only where the question says that it is about what lies there: the ASEAN
declaration is no question about the countries of ASEAN.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.understanding.place_names import Name, Place, Words, listed, longest, names, phrases, place
from indexer.words import content_words, tokens
from kb.countries import INTERNATIONAL

ROLES = ("except", "like", "where")  # by strength: "selain di Singapura" leaves out


@dataclass(frozen=True)
class Meant:
    """Places that a question is about, none for everywhere, and places that it leaves out."""

    included: tuple[Place, ...] = ()
    excluded: tuple[Place, ...] = ()


NONE = Meant()


def places_meant(question: str) -> Meant:
    """Return the places that a question means, in their order."""
    return _Reading(question).meant()


class _Reading:
    """The words of one question, gone through once."""

    def __init__(self, question: str) -> None:
        found = list(tokens(question))
        self.words: Words = tuple(word for word, _, _ in found)
        self.written = [question[start:end] for _, start, end in found]
        self.content = frozenset(content_words(question))
        self.seeks_countries = self._has("which")

    def meant(self) -> Meant:
        included: dict[Place, None] = {}
        excluded: dict[Place, None] = {}
        before, role_before = 0, ""  # where the last place ended, and what it was meant as
        for start, end, name in self._named():
            own = self._role(start)
            carried = role_before if role_before and self._joined(before, start) else ""
            role = own if own in ("except", "like") else carried or own
            before, role_before = end, role
            if not self._counts(start, end, name, role):
                role_before = ""
            elif role == "except":
                excluded[place(name.place)] = None
            elif role != "like":
                included[place(name.place)] = None
                role_before = role or "named"
        if len(included) == 1 and next(iter(included)).is_country and self._has("compare"):
            included.clear()
        if included and self._has("international"):
            included[place(INTERNATIONAL)] = None
        return Meant(tuple(included), tuple(one for one in excluded if one not in included))

    def _named(self) -> Iterator[tuple[int, int, Name]]:
        """Yield (start, end, name) for each name of a place; the longest counts."""
        at = 0
        while at < len(self.words):
            length = next((n for n in range(longest(), 0, -1) if self.words[at : at + n] in names()), 0)
            if length and (name := names()[self.words[at : at + length]]).kind != "none":
                yield at, at + length, name
            at += max(length, 1)

    def _role(self, start: int) -> str:
        """Return the strongest of the words before a place that say what it is meant as."""
        found: set[str] = set()
        at = start
        while True:
            found.update(role for role in ROLES if self._ends_with(role, at))
            if at == 0 or (self.words[at - 1],) not in phrases("between"):
                return next((role for role in ROLES if role in found), "")
            found |= {"where"} if (self.words[at - 1],) in phrases("countries") else set()
            at -= 1

    def _ends_with(self, cues: str, at: int) -> bool:
        return any(self.words[max(0, at - len(cue)) : at] == cue for cue in phrases(cues))

    def _joined(self, before: int, start: int) -> bool:
        """Tell whether only words such as "and" stand between two places."""
        allowed = phrases("also") | phrases("between")
        return all((word,) in allowed for word in self.words[before:start])

    def _counts(self, start: int, end: int, name: Name, role: str) -> bool:
        words = self.words[start:end]
        if words in listed("capitals") and not "".join(self.written[start:end]).isupper():
            return False
        if words in listed("capitalised") and not role and not self.written[start][0].isupper():
            return False
        following = self.words[end] if end < len(self.words) else ""
        if name.kind == "adjective":
            return bool(following) and following in self.content and following != "speaking"
        if role == "except":
            return True
        if place(name.place).is_country:
            return not self.seeks_countries
        return bool(role) or (following,) in phrases("countries")

    def _has(self, cues: str) -> bool:
        sets = phrases(cues)
        sizes = {len(cue) for cue in sets}
        return any(self.words[at : at + size] in sets for size in sizes for at in range(len(self.words)))
