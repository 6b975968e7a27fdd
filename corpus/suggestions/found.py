"""Dates and numbers in a text, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel.dates import get_month_names

from corpus.extraction.model import Published
from indexer.words import STEMMERS, fold

FIRST_YEAR, LAST_YEAR = 1900, 2100
_DATE = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d{2}(?:-\d{2})?)"
    r"|(?:(?P<day>\d{1,2})(?:st|nd|rd|th|er)?\s+(?:de\s+)?)?(?P<month>[^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(?P<year>\d{4})"
    r"|(?P<month_first>[^\W\d_]{3,12})\s+(?P<day_second>\d{1,2}),\s+(?P<year_last>\d{4}))\b"
)
_AMOUNT = r"\d+(?:[.,]\d+)*"
_NUMBER = re.compile(
    rf"(?:(?:[A-Z]{{0,3}}[$€£¥₹₩₱฿]|Rp\.?|RM|[A-Z]{{3}}\s)\s?)?(?<![\w.,]){_AMOUNT}"
    r"(?:\s?(?:%|per\s?cent\b|persen\b|por ciento\b|pour cent\b)"
    r"|\s(?:million|billion|thousand|juta|miliar|ribu|triliun|millones|millions)\b)?"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_UNIT = re.compile(r"[^\d.,\s-]")
_LARGE = 1_000  # smaller numbers without a unit are counts of articles, months and the like


def dates(text: str) -> Iterator[str]:
    """Yield the dates of a text as YYYY-MM or YYYY-MM-DD; years alone say too little to be suggested."""
    for match in _DATE.finditer(text):
        if match["iso"]:
            written = match["iso"]
        else:
            month = _months().get(fold(match["month"] or match["month_first"]))
            year, day = match["year"] or match["year_last"], match["day"] or match["day_second"]
            if month is None:
                continue
            written = f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")
        if FIRST_YEAR <= int(written[:4]) <= LAST_YEAR and _is_date(written):
            yield written


def numbers(text: str) -> Iterator[str]:
    """Yield what is counted or measured in a text, with its unit: a rate, an amount of money, or a number above 999."""
    without_dates = _DATE.sub(lambda match: " " * len(match[0]), text)
    for match in _NUMBER.finditer(without_dates):
        written = " ".join(match[0].split()).rstrip(".,")
        plain = not _UNIT.search(written)
        if plain and (_YEAR.fullmatch(written) or int(re.sub(r"\D", "", written)) < _LARGE):
            continue
        yield written


def _is_date(written: str) -> bool:
    try:
        Published(date=written, read_in="")
    except ValueError:
        return False
    return True


@cache
def _months() -> Mapping[str, int]:
    """Return the months by their folded names, long and short, in the languages of the base (Unicode CLDR)."""
    return {
        fold(name).rstrip("."): number
        for lang in STEMMERS
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=lang).items()
    }
