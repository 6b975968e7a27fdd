"""The parts of a good practice as ISSA's template asks for them, and as ours does: how each is recognised.

ISSA publishes the template to its members only. The headings are those of published good practices, in the form before
2018 (numbered criteria) and since; they are recognised by their words, in the languages in which ISSA takes entries
that we read, since wording and numbering change between competitions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.extraction.model import Block, BlockKind
from kb.text import LocalText

MAX_HEADING = 300  # characters; the template's own questions are long


@dataclass(frozen=True)
class Part:
    """A part of the template. `words` is its limit; 0 where it has none.

    `name` is a field of the record or one of its sections, except for `targets`, which the record's results hold, and
    `implemented`, the year since which the practice is in use. `pattern` finds the part's heading.
    """

    name: str
    heading: LocalText
    help: LocalText
    pattern: str
    words: int = 0
    short: bool = False


PARTS = (
    Part(
        "title",
        LocalText(en="Title of the good practice", id="Judul praktik baik"),
        LocalText(en="One line that says what was done.", id="Satu baris yang menyatakan apa yang dilakukan."),
        r"(?:title|name) of (?:the |your )?good practice|^title$|judul|titre de la bonne pratique|t[ií]tulo",
        short=True,
    ),
    Part(
        "institution",
        LocalText(en="Institution", id="Lembaga"),
        LocalText(en="Who carried it out, by the full name.", id="Pelaksana, dengan nama lengkap."),
        r"^(?:name of (?:the )?)?(?:member )?(?:institution|organi[sz]ation)|lembaga|^instituci[oó]n",
        short=True,
    ),
    Part(
        "country",
        LocalText(en="Country", id="Negara"),
        LocalText(en="The country in which it is used.", id="Negara tempat praktik ini diterapkan."),
        r"^country|^negara|^pays|^pa[ií]s",
        short=True,
    ),
    Part(
        "implemented",
        LocalText(en="Implemented since", id="Dilaksanakan sejak"),
        LocalText(en="The year.", id="Tahun."),
        r"implementation (?:year|date)|(?:year|date) of implementation|(?:implemented|in use) since|dilaksanakan sejak",
        short=True,
    ),
    Part(
        "summary",
        LocalText(en="Summary", id="Ringkasan"),
        LocalText(
            en="What was done, for whom, and what came of it.",
            id="Apa yang dilakukan, untuk siapa, dan apa hasilnya.",
        ),
        r"^(?:executive )?summary|^ringkasan|^r[ée]sum[ée]|^resumen",
        180,
    ),
    Part(
        "context",
        LocalText(en="The issue or challenge", id="Permasalahan atau tantangan"),
        LocalText(
            en="What was the issue or challenge that the practice addresses?",
            id="Apa permasalahan atau tantangan yang ditangani praktik ini?",
        ),
        r"^(?:the )?(?:issue|problem|challenge)s?(?:\b(?! has| is)|$)|what was the (?:issue|problem|challenge)"
        r"|permasalahan|^le probl[èe]me|^el (?:problema|reto)|^context$|^konteks$",
        300,
    ),
    Part(
        "what-was-done",
        LocalText(en="Addressing the challenge", id="Menangani tantangan"),
        LocalText(
            en="What were the main elements of the plan, what is new in it, and how was it carried out?",
            id="Apa unsur utama rencananya, apa yang baru, dan bagaimana pelaksanaannya?",
        ),
        r"address(?:ing)? the (?:issue|problem|challenge)|main objectives|innovative (?:approach|features?)"
        r"|approach|menangani tantangan|relever le d[ée]fi|^what was done$|^apa yang dilakukan$",
        450,
    ),
    Part(
        "targets",
        LocalText(en="Targets to be achieved", id="Sasaran yang hendak dicapai"),
        LocalText(
            en="Which targets or indicators were set, in numbers where there are any?",
            id="Sasaran atau indikator apa yang ditetapkan, dengan angka bila ada?",
        ),
        r"^targets?\b|targets to be achieved|quantitative and/or qualitative targets|^sasaran|^objectifs? [àa]|^metas",
        150,
    ),
    Part(
        "results",
        LocalText(en="Evaluating the results", id="Evaluasi hasil"),
        LocalText(
            en="What came of it: targets and what was reached, before and after, by whom measured and when?",
            id="Apa hasilnya: sasaran dan capaian, sebelum dan sesudah, diukur oleh siapa dan kapan?",
        ),
        r"evaluat(?:ing|ion)|resources and inputs been used|^(?:results|outcomes|impact)|^hasil|r[ée]sultats"
        r"|resultados",
        300,
    ),
    Part(
        "what-did-not-work",
        LocalText(en="What did not work", id="Apa yang tidak berhasil"),
        LocalText(
            en="What failed, took longer or was given up, and why?",
            id="Apa yang gagal, tertunda, atau dihentikan, dan mengapa?",
        ),
        r"did(?: not|n.t) work|^risks?\b|^difficult|tidak berhasil",
        150,
    ),
    Part(
        "lessons-for-others",
        LocalText(en="Lessons learned", id="Pelajaran yang dipetik"),
        LocalText(
            en="Up to three factors without which it cannot be repeated elsewhere, and up to three risks.",
            id="Hingga tiga faktor yang mutlak diperlukan agar dapat ditiru, dan hingga tiga risiko.",
        ),
        r"lessons? (?:have been )?learn|what lessons|^lessons|pelajaran|enseignements|lecciones",
        150,
    ),
    Part(
        "sources",
        LocalText(en="Sources", id="Sumber"),
        LocalText(
            en="Documents and addresses where this can be read, one a line.",
            id="Dokumen dan alamat tempat hal ini dapat dibaca, satu per baris.",
        ),
        r"^(?:sources|references|background (?:files|documents))|^sumber",
    ),
)
_NUMBERED = re.compile(r"^(?:(?:part|section|criteri(?:on|a)|crit[èe]re|criterio)\s*)?\d{0,2}\s*[.:)–-]*\s*", re.I)
_ASKED = re.compile(
    r"(?:criteri(?:on|a) \d|what (?:was|were|is|are|lessons)\b|has there been an evaluation|list and briefly)", re.I
)
_MORE = re.compile(
    r"(?:please (?:provide|describe|explain|specify)|name up to three|based on the organi[sz]ation)", re.I
)
_ENOUGH = 3  # parts with text; a document that has fewer is not made from the template


def filled_in(blocks: Sequence[Block]) -> dict[str, str]:
    """Return what stands in the parts of the template by their names; {} for a document that does not follow it.

    A part ends where the next begins. The template's card may be a table of two columns, or lines with a colon.
    """
    found: dict[str, list[str]] = {}
    current = ""
    for block in blocks:
        if block.rows and (card := _card(block)):
            for name, text in card:
                found.setdefault(name, []).append(text)
            continue
        head, colon, rest = block.text.partition(":")
        if block.kind is BlockKind.HEADING and (name := part_of(block.text)):
            current = name
        elif colon and len(head) < 60 and (name := part_of(head)) and _is_short(name):
            found.setdefault(name, []).append(rest.strip())
        elif name := _question(block):
            current = name
        elif current and not _is_help(block.text):
            found.setdefault(current, []).append(f"- {block.text}" if block.kind is BlockKind.LIST_ITEM else block.text)
    texts = {part.name: "\n\n".join(found[part.name]).strip() for part in PARTS if part.name in found}
    texts = {name: re.sub(r"\n\n(?=- )", "\n", text) for name, text in texts.items() if text}
    return texts if sum(not _is_short(name) for name in texts) >= _ENOUGH else {}


def part_of(heading: str) -> str:
    """Return the name of the part that a heading or a column names; "" for any other."""
    bare = _NUMBERED.sub("", heading.strip(), count=1)
    for part in PARTS:
        if heading.strip().casefold() in {part.name, part.heading.en.casefold(), part.heading.id.casefold()}:
            return part.name
    return next((part.name for part in PARTS if re.search(part.pattern, bare, re.I)), "")


def _question(block: Block) -> str:
    """Return the part whose question a paragraph is; ISSA's template puts it below the heading of the part."""
    return part_of(block.text) if len(block.text) <= MAX_HEADING and _ASKED.match(block.text) else ""


def _card(block: Block) -> list[tuple[str, str]]:
    pairs = [(part_of(row[0].rstrip(": ")), row[1]) for row in block.rows if len(row) == 2]
    return [(name, text) for name, text in pairs if name and text] if len(pairs) == len(block.rows) else []


def _is_short(name: str) -> bool:
    return next(part.short for part in PARTS if part.name == name)


def _is_help(text: str) -> bool:
    """Tell whether a paragraph is the template's own hint, which people leave where it stands."""
    ours = any(text.startswith(hint) for part in PARTS for hint in (part.help.en, part.help.id))
    return ours or (len(text) <= MAX_HEADING and bool(_MORE.match(text)))
