"""What a question limits itself to: its places, phrases and fields as conditions in SQL, beside the filters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from indexer.understanding.places_meant import Meant
from indexer.understanding.syntax import Sign

PLACE_FILTERS = frozenset({"country", "region"})


@dataclass(frozen=True)
class Clause:
    """A query for ids with its parameters."""

    sql: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Queries for ids of documents that must all hold, and one for ids of passages.

    `places` give way to a country or a region that is chosen as a filter.
    """

    places: tuple[Clause, ...] = ()
    documents: tuple[Clause, ...] = ()
    passages: Clause | None = None

    def under(self, filters: Collection[str]) -> tuple[Clause, ...]:
        """Return the conditions on documents that hold beside filters of these names."""
        return self.documents if PLACE_FILTERS.intersection(filters) else (*self.places, *self.documents)


EVERYWHERE = Scope()


def scope_of(meant: Meant, signs: Collection[Sign]) -> Scope:
    """Return the scope of a question with these places and signs."""
    included = {country for place in meant.included for country in place.members}
    excluded = {country for place in meant.excluded for country in place.members}
    phrases = [quoted(sign.value) for sign in signs if sign.field == "phrase" and not sign.excluded]
    return Scope(
        places=(_countries("IN", included),) if included else (),
        documents=(
            *((_countries("NOT IN", excluded),) if excluded else ()),
            *(_demanded(sign) for sign in signs if sign.field != "country"),
        ),
        passages=Clause("SELECT rowid FROM plain WHERE plain MATCH ?", (" OR ".join(phrases),)) if phrases else None,
    )


def quoted(text: str) -> str:
    """Return a text as an FTS5 string, in which no sign is syntax (FTS5 §3.1)."""
    return '"' + text.replace('"', '""') + '"'


def _countries(operator: str, countries: Collection[str]) -> Clause:
    marks = ", ".join("?" * len(countries))
    return Clause(f"SELECT id FROM document WHERE country {operator} ({marks})", tuple(sorted(countries)))  # noqa: S608


def _demanded(sign: Sign) -> Clause:
    if sign.field == "phrase":
        having = "SELECT document FROM passage WHERE id IN (SELECT rowid FROM plain WHERE plain MATCH ?)"
        match = quoted(sign.value)
    else:
        having = "SELECT rowid FROM record WHERE record MATCH ?"
        match = f"{{{sign.field}}} : {quoted(sign.value)}"
    if sign.excluded:
        return Clause(f"SELECT id FROM document WHERE id NOT IN ({having})", (match,))  # noqa: S608
    return Clause(having, (match,))
