"""Signs in a question for those who want them: "exact phrase", -excluded, and field:value.

Everything else is natural language. What looks like a sign and is none stays a part of it: reading never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from indexer.understanding.place_names import find_place
from indexer.words import tokens

Field = Literal["phrase", "title", "institution", "source", "country"]

FIELDS: dict[str, Field] = {
    "title": "title", "judul": "title",
    "institution": "institution", "lembaga": "institution",
    "source": "source", "sumber": "source",
    "country": "country", "negara": "country",
}  # fmt: skip
MOST_SIGNS = 10  # more are read as words
ENDINGS = {"nya", "lah", "kah", "pun"}  # written with a hyphen after acronyms in Indonesian, sometimes with a space

_QUOTES = str.maketrans("“”„‟«»＂", '"""""""')
_SIGN = re.compile(r'(?<!\S)(-?)(?:([^\W\d_]+):)?(?:"([^"]*)"|([^\s"]+))')
_AROUND = ".,;:!?()[]"


@dataclass(frozen=True)
class Sign:
    """What a question demands: a phrase in a passage, or words in a field of the record.

    `excluded` turns it round: what has it is left out. `str()` gives it as one would write it.
    """

    field: Field
    value: str
    excluded: bool = False

    def __str__(self) -> str:
        field = "" if self.field == "phrase" else f"{self.field}:"
        return f'{"-" if self.excluded else ""}{field}"{self.value}"'


@dataclass(frozen=True)
class Parsed:
    """A question without its signs, as it is understood and ranked, and the signs.

    The words of phrases that are wanted stay in `text`. Where nothing else is asked, `text` are the words of the signs
    and `natural` is false.
    """

    text: str
    signs: tuple[Sign, ...] = ()
    natural: bool = True


def parse(question: str) -> Parsed:
    """Read a question; one without signs comes back as it is."""
    signs: list[Sign] = []
    left: list[str] = []
    at = 0
    for start, end, sign in _signs(question.translate(_QUOTES)):
        kept = sign.value if sign.field == "phrase" and not sign.excluded else ""
        left += [question[at:start], kept]
        signs.append(sign)
        at = end
    if not signs:
        return Parsed(question)
    text = " ".join("".join([*left, question[at:]]).split())
    if any(tokens(text)):
        return Parsed(text, tuple(dict.fromkeys(signs)))
    return Parsed(" ".join(sign.value for sign in signs), tuple(dict.fromkeys(signs)), natural=False)


def _signs(question: str) -> Iterator[tuple[int, int, Sign]]:
    """Yield (start, end, sign) for each sign."""
    found = 0
    for match in _SIGN.finditer(question):
        sign = _sign(*match.groups())
        if sign and found < MOST_SIGNS:
            found += 1
            yield match.start(), match.end(), sign


def _sign(minus: str, name: str | None, quoted: str | None, word: str | None) -> Sign | None:
    field = FIELDS.get((name or "").casefold())
    value = " ".join((quoted if quoted is not None else (word or "").strip(_AROUND)).split())
    if not any(tokens(value)) or (name and not field):
        return None
    if field == "country" and find_place(value) is None:
        return None
    if field:
        return Sign(field, value, bool(minus))
    if quoted is not None:
        return Sign("phrase", value, bool(minus))
    excluded = bool(minus) and value[0].isalpha() and value.casefold() not in ENDINGS
    return Sign("phrase", value, True) if excluded else None
