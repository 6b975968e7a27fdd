"""Dates agree with each other: nothing is claimed for a time after it was read, or after its source was written."""

from __future__ import annotations

from collections.abc import Iterator

from kb.model import Practice
from kb.practice_file import Location
from kb.rules.parts import Finding


def date_faults(practice: Practice) -> Iterator[Finding]:
    """Yield dates that cannot be."""
    for row, fact in practice.facts.items():
        if fact.as_of:
            yield from _claim(practice, ("facts", row, "as_of"), fact.as_of, fact.cites)
    for number, result in enumerate(practice.results):
        yield from _claim(practice, ("results", number, "date"), result.date, result.cites)
    yield from _events(practice)
    yield from _sources(practice)


def _events(practice: Practice) -> Iterator[Finding]:
    verified = practice.verified_on.isoformat()
    for number, event in enumerate(practice.events):
        where = ("events", number, "date")
        if event.type != "announced" and later(event.date, verified):
            yield where, f"{event.date} is later than verified_on {verified}; what is to come is of type 'announced'"
        if number and later(practice.events[number - 1].date, event.date):
            yield where, f"{event.date} is before the event that stands above it; oldest first"


def _sources(practice: Practice) -> Iterator[Finding]:
    verified = practice.verified_on.isoformat()
    for name, source in practice.sources.items():
        accessed = source.accessed.isoformat()
        if source.published and later(source.published, accessed):
            yield ("sources", name, "published"), f"{source.published} is later than accessed {accessed}"
        if later(accessed, verified):
            yield ("sources", name, "accessed"), f"{accessed} is later than verified_on {verified}"


def _claim(practice: Practice, location: Location, date: str, cites: tuple[str, ...]) -> Iterator[Finding]:
    """Yield why nobody could know what is claimed for `date` from the sources that are cited for it."""
    verified = practice.verified_on.isoformat()
    if later(date, verified):
        yield location, f"{date} is later than verified_on {verified}"
        return
    cited = [practice.sources[name] for name in cites if name in practice.sources]
    written = [source.published or source.accessed.isoformat() for source in cited]
    if written and all(later(date, day) for day in written):
        yield location, f"{date} is later than the newest source cited for it ({max(written)})"


def later(one: str, other: str) -> bool:
    """Compare two dates of the form YYYY, YYYY-MM or YYYY-MM-DD as far as both are exact."""
    exact = min(len(one), len(other))
    return one[:exact] > other[:exact]
