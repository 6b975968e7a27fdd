"""Passages: what a practice says, cut into pieces that each stand alone, cite their sources and fit the encoder."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from kb.countries import country_name, jurisdiction_name
from kb.model import Practice
from kb.practice_file import CITATION
from kb.results import result_sentence
from kb.sections import section_name
from kb.text import LANGS
from kb.vocabulary import digest, row_code_label, scheme

# Part of an index's fingerprint: change the number whenever the same practice would give other passages.
CUTTING = f"cut-1-{digest()}"
TARGET_WORDS = 120
SUMMARY_SOURCES = 3  # shown under a summary: those that most facts rest on

Fits = Callable[[str], bool]


@dataclass(frozen=True)
class Passage:
    """A piece of one practice.

    `section` is `summary`, a section of the body, `result`, or a row of the comparison; `part` numbers it
    within that, and the same section and part in two languages say the same. `heading` says of what and where, `text`
    is shown, `labels` are further words to be found by: the title, the names of codes; `cites` are source ids.
    """

    section: str
    part: str
    lang: str
    heading: str
    text: str
    labels: str = ""
    cites: tuple[str, ...] = ()

    @property
    def embedded(self) -> str:
        """What the encoder reads."""
        return f"{self.heading}: {self.text}" if self.heading else self.text

    @property
    def text_hash(self) -> str:
        """SHA-256 of what the encoder reads, in hexadecimal."""
        return hashlib.sha256(self.embedded.encode()).hexdigest()


def cut(practice: Practice, fits: Fits = lambda text: True) -> list[Passage]:
    """Return the passages of a practice; `fits` tells whether the encoder can read a text whole."""
    pieces = (_summary(practice), _facts(practice), _results(practice), _body(practice))
    return [part for passages in pieces for passage in passages for part in _fitted(passage, fits)]


def _place(practice: Practice, lang: str) -> str:
    place = country_name(practice.country, lang)
    return f"{jurisdiction_name(practice.jurisdiction)}, {place}" if practice.jurisdiction else place


def _titled(practice: Practice, section: str, lang: str) -> str:
    return f"{_place(practice, lang)} – {practice.title.get(lang)} – {section_name(section, lang)}"


def _untitled(practice: Practice, section: str, lang: str) -> str:
    """Head a fact or a result: its text stands alone, and a title would make a third of what the encoder reads."""
    return f"{_place(practice, lang)} – {section_name(section, lang)}"


def _summary(practice: Practice) -> Iterator[Passage]:
    cited = Counter(source for fact in practice.facts.values() for source in fact.cites)
    most = [source for source, _ in cited.most_common(SUMMARY_SOURCES)]
    cites = tuple(most or list(practice.sources)[:SUMMARY_SOURCES])
    for lang in LANGS:
        status = scheme("status")[practice.status].label.get(lang)
        labels = "; ".join((*practice.institutions, status, scheme("kind")[practice.kind].label.get(lang)))
        heading = _titled(practice, "summary", lang)
        yield Passage("summary", "0", lang, heading, practice.summary.get(lang), labels, cites)


def _facts(practice: Practice) -> Iterator[Passage]:
    for row, fact in practice.facts.items():
        if fact.text:
            for lang in LANGS:
                codes = (row_code_label(row, code, lang) for code in fact.codes)
                labels = "; ".join((practice.title.get(lang), *codes))
                yield Passage(row, "0", lang, _untitled(practice, row, lang), fact.text.get(lang), labels, fact.cites)


def _results(practice: Practice) -> Iterator[Passage]:
    for number, result in enumerate(practice.results):
        for lang in LANGS:
            text, labels = result_sentence(result, lang), practice.title.get(lang)
            heading = _untitled(practice, "result", lang)
            yield Passage("result", str(number), lang, heading, text, labels, result.cites)


def _body(practice: Practice) -> Iterator[Passage]:
    for section, markdown in practice.sections.items():
        for part, piece in enumerate(_paragraph_groups(markdown)):
            cites = tuple(dict.fromkeys(re.findall(CITATION, piece)))
            text = re.sub(rf"\s*{CITATION}", "", piece).strip()
            if text:
                yield Passage(section, str(part), "en", _titled(practice, section, "en"), text, "", cites)


def _paragraph_groups(markdown: str) -> Iterator[str]:
    """Yield runs of whole paragraphs of at most `TARGET_WORDS` words; a longer paragraph stands alone."""
    group: list[str] = []
    for paragraph in re.split(r"\n\s*\n", markdown.strip()):
        if group and sum(len(text.split()) for text in (*group, paragraph)) > TARGET_WORDS:
            yield "\n\n".join(group)
            group = []
        group.append(paragraph.strip())
    if group:
        yield "\n\n".join(group)


def _fitted(passage: Passage, fits: Fits) -> Iterator[Passage]:
    """Yield the passage, or parts cut at sentence, word or letter borders so that each fits; nothing is dropped."""
    if fits(passage.embedded):
        yield passage
    else:
        yield from _halved(replace(passage, heading=_short(passage.heading, fits)), fits)


def _short(heading: str, fits: Fits) -> str:
    """Return the beginning of a heading that would leave its text less than half of what the encoder reads."""
    while len(heading) > 1 and not fits(f"{heading}: {heading}"):
        heading = halves(heading)[0]
    return heading


def _halved(passage: Passage, fits: Fits) -> Iterator[Passage]:
    if fits(passage.embedded) or len(passage.text) < 2:
        yield passage
        return
    for number, half in enumerate(halves(passage.text)):
        yield from _halved(replace(passage, text=half, part=f"{passage.part}.{number}"), fits)


def halves(text: str) -> tuple[str, str]:
    """Cut a text near its middle: after a sentence if one ends there, else between words, else between letters."""
    middle = len(text) // 2
    for border in (r"(?<=[.!?;])\s+|\n+", r"\s+"):
        cuts = [match.span() for match in re.finditer(border, text) if match.start() > 0 and match.end() < len(text)]
        if cuts:
            start, end = min(cuts, key=lambda span: abs(span[0] - middle))
            return text[:start].strip(), text[end:].strip()
    return text[:middle], text[middle:]


def texts_to_embed(passages: Iterable[Passage]) -> dict[str, str]:
    """Return what the encoder must read, by hash, each once."""
    return {passage.text_hash: passage.embedded for passage in passages}
