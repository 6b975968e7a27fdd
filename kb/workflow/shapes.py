"""The two shapes in which a case is told, and how their texts map onto the sections of the record.

The ISSA asks for the issue, the approach, the targets, the results and the lessons of a good practice. Four of them are
sections of the record under another name; the targets are a part with a heading of its own within `what-was-done`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.model import SECTIONS
from kb.text import LocalText

TARGETS = "targets"
_HEADING = "### Targets"
SUMMARY_WORDS = 100


@dataclass(frozen=True)
class TextField:
    """A text of a practice as a form asks for it. `words` is what fits a reader, not a rule of publication."""

    name: str
    label: LocalText
    help: LocalText
    words: int


_CONTEXT = TextField(
    "context",
    LocalText(en="Context", id="Konteks"),
    LocalText(
        en="What was the problem, for whom, in which system?",
        id="Apa masalahnya, bagi siapa, dalam sistem apa?",
    ),
    120,
)
_DONE = TextField(
    "what-was-done",
    LocalText(en="What was done", id="Apa yang dilakukan"),
    LocalText(
        en="Who did what, from when on, by which means?",
        id="Siapa melakukan apa, sejak kapan, dengan cara apa?",
    ),
    150,
)
_RESULTS = TextField(
    "results",
    LocalText(en="Results", id="Hasil"),
    LocalText(
        en="What came of it, by whose count? Say so if nothing was measured.",
        id="Apa hasilnya, menurut hitungan siapa? Sebutkan bila tidak ada yang diukur.",
    ),
    150,
)
_NOT_WORKED = TextField(
    "what-did-not-work",
    LocalText(en="What did not work", id="Apa yang tidak berhasil"),
    LocalText(
        en="Where did it fall short, and why? Failures are what others learn most from.",
        id="Di mana hasilnya kurang, dan mengapa? Negara lain paling banyak belajar dari kegagalan.",
    ),
    120,
)
_LESSONS = TextField(
    "lessons-for-others",
    LocalText(en="Lessons for others", id="Pelajaran bagi negara lain"),
    LocalText(
        en="What should another institution know before it does the same?",
        id="Apa yang perlu diketahui lembaga lain sebelum melakukan hal yang sama?",
    ),
    120,
)
_ISSUE = TextField(
    "context",
    LocalText(en="Issue or challenge", id="Masalah atau tantangan"),
    LocalText(
        en="Which issue did the institution set out to solve, and for whom?",
        id="Masalah apa yang hendak diselesaikan lembaga, dan bagi siapa?",
    ),
    150,
)
_TARGETS = TextField(
    TARGETS,
    LocalText(en="Targets", id="Sasaran"),
    LocalText(
        en="What was to be reached, in numbers and by when? Leave it empty if no target was set.",
        id="Apa yang hendak dicapai, dalam angka dan sampai kapan? Kosongkan bila tidak ada sasaran.",
    ),
    80,
)
_APPROACH = TextField(
    "what-was-done",
    LocalText(en="Approach", id="Pendekatan"),
    LocalText(
        en="What did the institution do, what is new in it, with which resources?",
        id="Apa yang dilakukan lembaga, apa yang baru, dengan sumber daya apa?",
    ),
    200,
)

SHAPES: Mapping[str, tuple[TextField, ...]] = {
    "measure": (_CONTEXT, _DONE, _RESULTS, _NOT_WORKED, _LESSONS),
    "institutional": (_ISSUE, _APPROACH, _TARGETS, _RESULTS, _NOT_WORKED, _LESSONS),
    "guidance": (_CONTEXT, _DONE, _RESULTS, _NOT_WORKED, _LESSONS),
}
FIELDS_OF_TEXT = (*SECTIONS, TARGETS)


def shape(kind: str) -> tuple[TextField, ...]:
    """Return the texts that a practice of a kind is told in; those of a measure while the kind is not chosen."""
    return SHAPES.get(kind, SHAPES["measure"])


def parted(sections: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return the texts of the sections, the targets by themselves where the form of that kind asks for them."""
    texts = dict(sections)
    if kind == "institutional" and (done := texts.get("what-was-done")):
        approach, heading, targets = re.sub(rf"^{_HEADING}$", "\0", done, count=1, flags=re.MULTILINE).partition("\0")
        if heading and targets.strip() and not re.search("^#", targets, re.MULTILINE):
            texts["what-was-done"], texts[TARGETS] = approach.strip(), targets.strip()
    return texts


def joined(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the sections of the record for the texts of a form: the reverse of `parted`."""
    sections = {name: text for name, text in texts.items() if name != TARGETS}
    if targets := texts.get(TARGETS):
        sections["what-was-done"] = f"{texts.get('what-was-done', '')}\n\n{_HEADING}\n\n{targets}".strip()
    return sections
