"""Filters of a search, with the exact meaning that `docs/filters.md` gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict
from sqlite_utils import Database

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


def allowed_passages(db: Database, filters: Filters) -> Ids | None:
    """Return the ids of the passages that the filters let through, ascending; None when there is no filter."""
    if not filters.codes:
        return None
    where, parameters = _documents(filters)
    sql = f"SELECT id FROM passage WHERE document IN ({where}) ORDER BY id"  # noqa: S608
    return np.array([number for (number,) in db.execute(sql, parameters)], np.int64)


def countries_of_passages(db: Database, filters: Filters) -> dict[int, str]:
    """Return the country of each passage that the filters let through."""
    where, parameters = _documents(filters)
    sql = (
        "SELECT passage.id, country FROM passage JOIN document ON document.id = passage.document"  # noqa: S608
        f" WHERE document IN ({where})"
    )
    return dict(db.execute(sql, parameters).fetchall())


def facet_counts(db: Database, filters: Filters) -> dict[str, dict[str, int]]:
    """Return, for each filter name, the number of practices by code under all the other filters."""
    counts = {}
    for name in NAMES:
        others = Filters(codes={key: codes for key, codes in filters.codes.items() if key != name})
        where, parameters = _documents(others)
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


def _documents(filters: Filters) -> tuple[str, list[str]]:
    """Return SQL for the documents that pass, and its parameters."""
    parts, parameters = [], []
    for name, codes in filters.codes.items():
        marks = ", ".join("?" * len(codes))
        parts.append(f"SELECT document FROM facet WHERE name = ? AND code IN ({marks})")  # noqa: S608
        parameters += [name, *codes]
    return " INTERSECT ".join(parts) or "SELECT id FROM document", parameters
