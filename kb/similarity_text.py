"""A likeness in words, made from its numbers, and in the form that programs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal

from kb.conditions import Condition, indicators
from kb.countries import country_name
from kb.results import number_text
from kb.similarity import Band, Difference, Likeness, Ranking, band
from kb.text import LocalText

NAMED = 3  # indicators that a sentence names on each side
MILLION = 1_000_000

BANDS: Mapping[Band, LocalText] = {
    "near": LocalText(en="near", id="dekat"),
    "middling": LocalText(en="middling", id="sedang"),
    "far": LocalText(en="far", id="jauh"),
    "unknown": LocalText(en="too little known", id="data tidak cukup"),
}
_ALIKE = LocalText(
    en="{country} and {reference} are similar in {n} of {all} indicators",
    id="{country} dan {reference} mirip dalam {n} dari {all} indikator",
)
_APART = LocalText(en="different in {n}", id="berbeda jauh dalam {n}")
_NOT_APART = LocalText(en="different in none", id="tidak ada yang berbeda jauh")
_NONE = LocalText(
    en="None of the indicators is known of both {country} and {reference}",
    id="Tidak ada indikator yang diketahui untuk {country} dan {reference} sekaligus",
)
_MORE = LocalText(en="{n} more", id="{n} lainnya")
_MISSING = LocalText(
    en="Not known of one or both: {labels}", id="Tidak diketahui untuk salah satu atau keduanya: {labels}"
)
_TOO_FEW = LocalText(
    en="Too few indicators are known of both to call them like or unlike",
    id="Indikator yang diketahui untuk keduanya terlalu sedikit untuk menilai kemiripannya",
)
_AGAINST = LocalText(en="{other} against {own}", id="{other} dibanding {own}")


def sentence(likeness: Likeness, lang: str) -> str:
    """Return in words in what the country is similar to the reference country, in what different, what is not known.

    Each indicator stands with both values, the country's own first.
    """
    shared = likeness.shared
    names = {"country": country_name(likeness.country, lang), "reference": country_name(likeness.reference, lang)}
    if not shared:
        return _NONE.get(lang).format(**names) + "."
    alike = sorted((one for one in shared if _is(one, "near")), key=_distance)
    apart = sorted((one for one in shared if _is(one, "far")), key=_distance, reverse=True)
    parts = [
        _ALIKE.get(lang).format(n=len(alike), all=len(shared), **names) + _named(alike, lang),
        (_APART if apart else _NOT_APART).get(lang).format(n=len(apart)) + _named(apart, lang),
    ]
    texts = ["; ".join(parts)]
    if likeness.missing:
        labels = format_list([_label(one, lang) for one in likeness.missing], locale=lang)
        texts.append(_MISSING.get(lang).format(labels=labels))
    if not likeness.enough:
        texts.append(_TOO_FEW.get(lang))
    return ". ".join(texts) + "."


def distance_text(likeness: Likeness, lang: str) -> str:
    """Return the distance with two decimals in the manner of the language; a dash when there is none."""
    return "–" if likeness.distance is None else str(format_decimal(likeness.distance, "0.00", locale=lang))


def as_json(ranking: Ranking, countries: Iterable[Likeness], lang: str) -> dict[str, Any]:
    """Return the form that `kb similar --json` and the API give, of some countries of a ranking."""
    used = [code for code, weight in ranking.weights.items() if weight > 0]
    return {
        "reference": {"country": ranking.reference, "name": country_name(ranking.reference, lang)},
        "lang": lang,
        "weights": dict(ranking.weights),
        "indicators": [_indicator(code, lang) for code in used],
        "countries": [_likeness(one, ranking.pinned, lang) for one in countries],
        "region": [one.country for one in ranking.in_region],
    }


def _indicator(code: str, lang: str) -> dict[str, Any]:
    indicator = indicators()[code]
    return {
        "code": code,
        "label": indicator.label.get(lang),
        "definition": indicator.definition.get(lang),
        "unit": indicator.unit.get(lang) if indicator.unit else None,
        "source": indicator.source.model_dump(),
    }


def _likeness(likeness: Likeness, pinned: Sequence[str], lang: str) -> dict[str, Any]:
    return {
        "country": likeness.country,
        "name": country_name(likeness.country, lang),
        "pinned": likeness.country in pinned,
        "band": likeness.band,
        "distance": _rounded(likeness.distance),
        "shared": len(likeness.shared),
        "missing": [one.indicator for one in likeness.missing],
        "sentence": sentence(likeness, lang),
        "differences": [
            {
                "indicator": one.indicator,
                "distance": _rounded(one.distance),
                "own": _value(one.own, one.own_rank, lang),
                "other": _value(one.other, one.other_rank, lang),
            }
            for one in likeness.differences
        ],
    }


def _value(condition: Condition | None, rank: float | None, lang: str) -> dict[str, Any] | None:
    if condition is None:
        return None
    value = condition.value if isinstance(condition.value, str) else float(condition.value)
    return {"value": value, "text": condition.text(lang), "year": condition.year, "rank": _rounded(rank)}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _named(differences: Sequence[Difference], lang: str) -> str:
    if not differences:
        return ""
    items = [f"{_label(one, lang)} ({_both(one, lang)})" for one in differences[:NAMED]]
    if (more := len(differences) - NAMED) > 0:
        items.append(_MORE.get(lang).format(n=more))
    return ": " + format_list(items, locale=lang)


def _both(difference: Difference, lang: str) -> str:
    own, other = difference.own, difference.other
    assert own
    assert other
    if own.value == other.value:
        return own.text(lang)
    unit = indicators()[difference.indicator].unit
    texts = _AGAINST.get(lang).format(other=_short(other, lang), own=_short(own, lang))
    return f"{texts} {unit.get(lang)}" if unit else texts


def _short(condition: Condition, lang: str) -> str:
    if isinstance(condition.value, str):
        return condition.text(lang)
    if abs(condition.value) < MILLION:
        return number_text(condition.value, lang)
    return str(format_compact_decimal(condition.value, format_type="long", locale=lang, fraction_digits=1))


def _label(difference: Difference, lang: str) -> str:
    """Return the indicator's label as it stands within a sentence: an abbreviation keeps its capitals, no brackets."""
    label = indicators()[difference.indicator].label.get(lang).partition(" (")[0]
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _distance(difference: Difference) -> float:
    return difference.distance or 0.0


def _is(difference: Difference, wanted: Band) -> bool:
    return difference.distance is not None and band(difference.distance) == wanted
