"""Every claim rests on a source of the record, every number on a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.model import Practice
from kb.practice_file import CITATION, Location
from kb.rules.parts import Finding, claims, numbers

MAX_QUOTATION_WORDS = 25


def citation_faults(practice: Practice) -> Iterator[Finding]:
    """Yield citations that lead nowhere, sources that nobody cites, numbers without a source, long quotations."""
    yield from _citations(practice)
    yield from _numbers_of_the_summary(practice)
    yield from _numbers_of_the_sections(practice)
    yield from _quotations(practice)


def _citations(practice: Practice) -> Iterator[Finding]:
    cited: set[str] = set()
    for location, cites in claims(practice):
        for source in cites:
            cited.add(source)
            if source not in practice.sources:
                yield location, f"cites {source!r}, which is not among the sources ({', '.join(practice.sources)})"
    for source in practice.sources:
        if source not in cited:
            yield ("sources", source), "is cited nowhere; cite it or remove it"


def _numbers_of_the_summary(practice: Practice) -> Iterator[Finding]:
    """The summary cites nothing itself, so what it counts must stand where it is cited."""
    cited = [date for event in practice.events for date in (event.date, event.text.en)]
    cited += [text for fact in practice.facts.values() if fact.text for text in (fact.text.en, fact.as_of or "")]
    cited += [text for r in practice.results for text in (f"{r.value:f}", r.date, r.population.en)]
    cited += [*practice.sections.values(), *(source.title for source in practice.sources.values())]
    known = {number.lstrip("0") for text in cited for number in (*numbers(text), *numbers(text.replace("-", " ")))}
    missing = sorted(number for number in numbers(practice.summary.en) if number.lstrip("0") not in known)
    if missing:
        yield (
            ("summary",),
            f"says {', '.join(missing)}, which stands in no fact, event, result or section with a source",
        )


def _numbers_of_the_sections(practice: Practice) -> Iterator[Finding]:
    for section, text in practice.sections.items():
        for paragraph in re.split(r"\n\s*\n", text):
            if numbers(paragraph) and not re.search(CITATION, paragraph):
                yield ("sections", section), f"has a number without a source: {' '.join(paragraph.split())[:60]} …"


def _quotations(practice: Practice) -> Iterator[Finding]:
    texts: list[tuple[Location, str]] = [(("sections", name), text) for name, text in practice.sections.items()]
    for row, fact in practice.facts.items():
        by_lang = fact.text.model_dump() if fact.text else {}
        texts += [(("facts", row, "text", lang), text) for lang, text in by_lang.items()]
    for location, text in texts:
        for quoted in re.findall(r"[“\"]([^”\"]*)[”\"]", text):
            words = len(quoted.split())
            if words > MAX_QUOTATION_WORDS:
                yield location, f"quotes {words} words; at most {MAX_QUOTATION_WORDS}, say the rest in own words"
