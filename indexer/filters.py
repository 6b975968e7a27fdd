"""Filters of a search, with the exact meaning that `docs/filters.md` gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict
from sqlite_utils import Database

from indexer.understanding.scope import EVERYWHERE, Clause, Scope
from indexer.vectors import Ids
from kb.countries import country_name, find_country, regions
from kb.errors import UsageError
from kb.messages import Message
from kb.vocabulary import UnknownCode, nearest, scheme

NAMES = ("country", "region", "branch", "status", "kind", "payer", "platform-type", "legal-route", "challenge")


class Filters(BaseModel):
    """Codes by filter name. Within one name any code suffices; all names must hold; no codes means no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    codes: Mapping[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, given: Mapping[str, Sequence[str]]) -> Filters:
        """Return checked filters; raise `UsageError` that names the nearest valid code for one that is unknown.

        Countries may also be given by name in English, Indonesian, Spanish or French.
        """
        codes = {}
        for name, values in given.items():
            if name not in NAMES:
                raise UsageError(f"unknown filter {name!r}{nearest(name, NAMES)}")
            checked = tuple(dict.fromkeys(_checked(name, value.strip()) for value in values if value.strip()))
            if checked:
                codes[name] = checked
        return cls(codes=codes)

    def with_country(self, country: str) -> Filters:
        """Return the same filters limited to one country."""
        return Filters(codes={**self.codes, "country": (country,)})


def _checked(name: str, value: str) -> str:
    try:
        if name == "country":
            return find_country(value)
        if name == "region":
            if value not in regions():
                hint = nearest(value, regions())
                raise UnknownCode(Message("unknown region %(value)r%(hint)s", value=value, hint=hint))
            return value
        scheme(name)[value]
    except ValueError as error:
        raise UsageError(*error.args) from None
    return value


def allowed_passages(db: Database, filters: Filters, scope: Scope = EVERYWHERE) -> Ids | None:
    """Return the ids of the passages that filters and question let through, ascending; None when there is no limit."""
    within = scope.under(filters.codes)
    if not filters.codes and not within and not scope.passages:
        return None
    where, parameters = _documents(filters, within)
    sql = f"SELECT id FROM passage WHERE document IN ({where})"  # noqa: S608
    if scope.passages:
        sql += f" AND id IN ({scope.passages.sql})"
        parameters += scope.passages.parameters
    return np.array([number for (number,) in db.execute(f"{sql} ORDER BY id", parameters)], np.int64)


def countries_of_passages(db: Database, filters: Filters) -> dict[int, str]:
    """Return the country of each passage that the filters let through."""
    where, parameters = _documents(filters)
    sql = (
        "SELECT passage.id, country FROM passage JOIN document ON document.id = passage.document"  # noqa: S608
        f" WHERE document IN ({where})"
    )
    return dict(db.execute(sql, parameters).fetchall())


def facet_counts(db: Database, filters: Filters, scope: Scope = EVERYWHERE) -> dict[str, dict[str, int]]:
    """Return, for each filter name, the number of practices by code under all the other filters and the question.

    A count is what one would get by choosing that code, so that a place of the question limits no count of places.
    """
    counts = {}
    for name in NAMES:
        others = Filters(codes={key: codes for key, codes in filters.codes.items() if key != name})
        where, parameters = _documents(others, scope.under((*others.codes, name)))
        sql = (
            "SELECT code, COUNT(*) AS n FROM facet WHERE name = ?"  # noqa: S608
            f" AND document IN ({where}) GROUP BY code ORDER BY n DESC, code"
        )
        counts[name] = {row["code"]: int(row["n"]) for row in db.query(sql, [name, *parameters])}
    return counts


def code_label(name: str, code: str, lang: str) -> str:
    """Return what people call a code of a filter."""
    if name == "country":
        return country_name(code, lang)
    if name == "region":
        return regions()[code].label.get(lang)
    return scheme(name)[code].label.get(lang)


def _documents(filters: Filters, within: Sequence[Clause] = ()) -> tuple[str, list[str]]:
    """Return SQL for the documents that pass the filters and lie `within` all clauses, and its parameters."""
    parts = [clause.sql for clause in within]
    parameters = [parameter for clause in within for parameter in clause.parameters]
    for name, codes in filters.codes.items():
        marks = ", ".join("?" * len(codes))
        parts.append(f"SELECT document FROM facet WHERE name = ? AND code IN ({marks})")  # noqa: S608
        parameters += [name, *codes]
    return " INTERSECT ".join(parts) or "SELECT id FROM document", parameters
