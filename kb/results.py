"""Measured results in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from kb.countries import is_currency
from kb.model import Result
from kb.vocabulary import scheme


@lru_cache(8192)
def number_text(value: Decimal, lang: str) -> str:
    """Return a number with the separators of the language: 1,234.5 in English, 1.234,5 in Indonesian."""
    return str(format_decimal(value, format="#,##0.######", locale="id" if lang == "id" else "en"))


def value_text(result: Result, lang: str) -> str:
    """Return the value with its unit, such as "71 %" or "IDR 16,800"."""
    number = number_text(result.value, lang)
    if is_currency(result.unit):
        return f"{result.unit} {number}"
    return f"{number} {scheme('unit')[result.unit].label.get(lang)}"


def date_text(value: str, lang: str) -> str:
    """Return a date of the form YYYY, YYYY-MM or YYYY-MM-DD in words of the language."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return value
    day = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    pattern = "MMMM y" if len(parts) == 2 else "d MMMM y"
    return str(format_date(day, format=pattern, locale="id" if lang == "id" else "en"))


def result_sentence(result: Result, lang: str) -> str:
    """Return one sentence: the indicator, the value, who is counted, when, and the grade of the evidence."""
    indicator = scheme("indicator")[result.indicator].label.get(lang)
    evidence = scheme("evidence")[result.evidence].label.get(lang)
    graded = "tingkat bukti" if lang == "id" else "evidence"
    return (
        f"{indicator}: {value_text(result, lang)} ({result.population.get(lang)}, {date_text(result.date, lang)}; "
        f"{graded}: {evidence})."
    )
