"""What the templates show values with: names of codes, dates, marked words, addresses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, g, has_request_context, request, url_for
from jinja2 import pass_context
from markupsafe import Markup, escape

from indexer.understanding.marks import Mark
from kb import results
from kb.countries import country_name, jurisdiction_name
from kb.errors import KbError
from kb.model import SECTIONS, Practice, Result
from kb.sections import section_name
from kb.similarity_text import BANDS, distance_text, sentence
from kb.text import LANGS
from kb.vocabulary import row_code_label, scheme
from web import language
from web.context import contents, lang, reference
from web.markdown import render

STATIC = Path(__file__).parent / "static"
_SOFT_BREAK = re.compile(r"(?<!\n)\n(?!\n|\s*(?:[-*]|\d+\.)\s)")  # neither between paragraphs nor before an item


def init_display(app: Flask) -> None:
    """Give the templates their filters and functions."""
    filters: dict[str, Callable[..., Any]] = {
        "local": lambda text: text.get(lang()),
        "number": lambda value: results.number_text(Decimal(str(value)), lang()),
        "date": lambda value: _date_text(str(value), lang()),
        "country": lambda code: country_name(code, lang()),
        "language": language_name,
        "jurisdiction": jurisdiction_name,
        "band": lambda band: BANDS[band].get(lang()),
        "distance": lambda likeness: distance_text(likeness, lang()),
        "likeness": lambda likeness: sentence(likeness, lang()),
        "section": lambda section: section_name(section, lang()),
        "marked": marked,
        "markdown": lambda text, numbers, page="": Markup(render(text, numbers, page)),  # noqa: S704 - it escapes HTML
    }
    app.jinja_env.filters.update({name: _of_the_page(function) for name, function in filters.items()})
    app.jinja_env.globals.update(
        anchor=anchor,
        asset=asset,
        here=language.here,
        absolute=language.absolute,
        label=label,
        row_code=lambda row, code: row_code_label(row, code, lang()),
        value=value_text,
        page_langs=language.NAMES,
        source_numbers=source_numbers,
        as_at=as_at,
    )
    # Flask-Babel looks up the catalog at each string, which took half of the time of a large page.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: g.catalog.ugettext(text),
        lambda one, many, number: g.catalog.ungettext(one, many, number),
        newstyle=True,
    )
    app.context_processor(lambda: {"lang": lang(), "reference_country": reference()})
    app.url_defaults(_keep_language)


def _of_the_page(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that is worked out for each page.

    Jinja works out a filter of a constant once, in the language of whoever came first, unless it takes the context.
    """
    return pass_context(lambda _, *given: function(*given))


def label(scheme_name: str, code: str) -> str:
    """Return what people call a code in the language of the page."""
    return scheme(scheme_name)[code].label.get(lang())


def value_text(result: Result) -> str:
    """Return a measured value with its unit."""
    return results.value_text(result, lang())


def language_name(code: str) -> str:
    """Return the name of a language in the language of the page, or its code when CLDR has none."""
    return str(_locale(lang()).languages.get(code, code))


def anchor(section: str) -> str:
    """Return where on the page of a practice a section or row stands, as search names it."""
    if section in SECTIONS:
        return f"section-{section}"
    return {"summary": "summary", "result": "results"}.get(section, f"fact-{section}")


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """Return the text with its marks in `<mark>`, those of other names in a class; one that overlaps is left out.

    Line breaks within a paragraph become spaces, which keeps every position.
    """
    text = _SOFT_BREAK.sub(" ", text)
    pieces: list[Markup] = []
    position = 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        if mark.start < position:
            continue
        kind = Markup(' class="other-name"') if mark.term else ""
        around = Markup("<mark{}>{}</mark>").format(kind, text[mark.start : mark.end])
        pieces += [escape(text[position : mark.start]), around]
        position = mark.end
    return Markup("").join([*pieces, escape(text[position:])])


def source_numbers(practice: Practice) -> dict[str, int]:
    """Number the sources of a practice from 1 in the order of its record."""
    return {key: number for number, key in enumerate(practice.sources, start=1)}


def as_at() -> str:
    """Return the day on which the base was last verified; empty when it cannot be read, so that error pages stand."""
    try:
        return contents().as_at
    except KbError:
        return ""


@cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with the content, so that browsers may keep the file."""
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=name, v=version)


@lru_cache(4096)
def _date_text(value: str, language: str) -> str:
    return results.date_text(value, language)


@cache
def _locale(code: str) -> Locale:
    return Locale(code)


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Let links stay in a language that the address asks for, also where cookies are refused."""
    if endpoint == "static" or endpoint.startswith("api.") or not has_request_context():
        return
    if (wanted := request.args.get("lang")) in LANGS:
        values.setdefault("lang", wanted)
