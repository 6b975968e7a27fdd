"""What an address of the comparison page asks for, and the one address that every choice has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from indexer.ask import ask
from indexer.search import clean_question
from kb.comparison import MAX_QUESTIONS, Comparison, check_countries, check_rows, compare
from kb.countries import country_name
from kb.errors import UsageError
from kb.labels import label
from kb.leading import leading
from kb.model import Practice
from kb.references import Reference, of_page
from kb.similarity import world
from kb.themes import check_themes, rows_of
from web import downloads
from web.context import base, contents, lang, reference
from web.language import absolute

MAX_COUNTRIES = 12
FLAGS = ("split", "turn", "fold")


@dataclass(frozen=True)
class Choice:
    """What is to be laid side by side, and how.

    No `rows` and no `themes` means all rows. `practices` limits a country to some of its practices. `split` gives every
    practice a column of its own, `turn` lets the countries run down and the rows across, `fold` folds the rows in which
    all agree.
    """

    countries: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    split: bool = False
    turn: bool = False
    fold: bool = False

    @property
    def row_ids(self) -> tuple[str, ...]:
        """The rows of the themes, then the others, each once; all rows when neither were chosen."""
        return check_rows((*rows_of(self.themes), *self.rows))

    def offered(self) -> dict[str, tuple[Practice, ...]]:
        """Return the practices of each country that can stand in the table."""
        known = contents().by_country
        return {code: tuple(p for p in known.get(code, ()) if p.kind != "guidance") for code in self.countries}

    def compared(self) -> tuple[Practice, ...]:
        """Return the practices that stand in the table; raise `UsageError` for an unknown one and for too many."""
        all_of_them = [practice for some in self.offered().values() for practice in some]
        return leading(all_of_them, self.countries, self.row_ids, self.practices, limited=self.split)

    def table(self) -> Comparison:
        """Return the comparison in the language of the page."""
        practices = self.compared()
        asked = ask(base().searcher, self.questions, self.countries, lang()) if self.questions else ()
        return compare(practices, self.countries, self.row_ids, lang(), asked, split=self.split)

    def parameters(self, **changes: Any) -> dict[str, Any]:
        """Return the parameters of the address of this choice with some changes, for `url_for`."""
        other = replace(self, **changes)
        names = {"countries": "country", "rows": "row", "themes": "theme", "questions": "question"}
        names |= {"practices": "practice"}
        given = ((names.get(field.name, field.name), getattr(other, field.name)) for field in fields(other))
        return {name: 1 if value is True else list(value) for name, value in given if value}

    def url(self, **changes: Any) -> str:
        """Return the address of this choice with some changes."""
        return url_for("compare.table", **self.parameters(**changes))

    def by_likeness(self) -> tuple[str, ...]:
        """Return the countries, the reference country of the site and those most like it first."""
        return tuple(sorted(self.countries, key=lambda one: world().likeness(reference(), one).order()))

    def reference(self) -> Reference:
        """Return the reference of the page; it is as current as the practice that was verified last."""
        practices = (practice for country in self.countries for practice in contents().by_country.get(country, ()))
        verified_on = max((practice.verified_on.isoformat() for practice in practices), default="")
        names = ", ".join(country_name(country, lang()) for country in self.countries)
        address = absolute(self.url())
        return of_page(f"{label('title', lang())} ({names})", address, lang(), verified_on, downloads.today())


def chosen() -> Choice:
    """Return what the address asks for.

    Raises `UsageError` for an unknown country, row or theme, and for more countries or questions than fit.
    """
    countries = _countries([*_given("country"), *re.split(r"[,;\n]", request.args.get("add", ""))])
    questions = tuple(dict.fromkeys(clean_question(text) for text in _given("question")))
    if len(questions) > MAX_QUESTIONS:
        raise UsageError(
            gettext(
                "%(n)s questions were asked; at most %(most)s stand side by side.", n=len(questions), most=MAX_QUESTIONS
            )
        )
    rows, themes = _subject()
    return Choice(
        countries,
        rows,
        themes,
        questions,
        _practices(countries),
        **{flag: _flag(flag) for flag in FLAGS},
    )


def at_most(countries: Iterable[str]) -> tuple[str, ...]:
    """Return countries, each once, as many as fit side by side."""
    return tuple(dict.fromkeys(countries))[:MAX_COUNTRIES]


def is_tidy() -> bool:
    """Tell whether the address is one to keep: no field of the form that was left empty, no word for a form only."""
    return (
        "add" not in request.args
        and "group" not in request.args
        and all(value for _, value in request.args.items(multi=True))
    )


def _given(name: str) -> list[str]:
    return [value.strip() for value in request.args.getlist(name) if value.strip()]


def _flag(name: str) -> bool:
    value = request.args.get(name, "")
    if value not in ("", "0", "1"):
        raise UsageError(gettext("%(name)s is 1 or left out.", name=name))
    return value == "1"


def _countries(given: Iterable[str]) -> tuple[str, ...]:
    named = [name for name in given if name.strip()]
    countries = check_countries(named) if named else ()
    if len(countries) > MAX_COUNTRIES:
        raise UsageError(
            gettext(
                "%(n)s countries were chosen; at most %(most)s fit side by side. Leave some out.",
                n=len(countries),
                most=MAX_COUNTRIES,
            )
        )
    return countries


def _subject() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rows and the themes; neither when together they are all rows, which needs no word."""
    rows, themes = tuple(dict.fromkeys(_given("row"))), check_themes(_given("theme"))
    everything = set(check_rows(())) <= {*check_rows(rows or rows_of(themes)), *rows_of(themes)}
    return ((), ()) if everything else (rows, themes)


def _practices(countries: tuple[str, ...]) -> tuple[str, ...]:
    """Return the practices named in the address, without those of countries that are not chosen."""
    known = contents().practices
    named = dict.fromkeys(_given("practice"))
    return tuple(slug for slug in named if slug not in known or known[slug].country in countries)
