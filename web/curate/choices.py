"""What the form of a draft offers to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.accounts import Account, Role
from kb.countries import INTERNATIONAL, country_codes, country_name
from kb.vocabulary import Term, scheme
from kb.workflow.content import Content
from web.context import lang
from web.display import language_name

LANGUAGES = ("en", "id", "es", "fr", "pt", "ms", "zh", "ja", "ko", "th", "vi", "hi", "ar", "de", "it", "nl", "tr", "ru")
CURRENCIES = ("IDR", "USD", "EUR", "SGD", "MYR", "PHP", "THB", "VND", "INR", "CNY", "BRL", "MXN", "CLP", "UYU", "ZAR")

Options = Sequence[tuple[str, str]]


def choices_for(account: Account, content: Content) -> Mapping[str, Options]:
    """Return (value, label) of every list of the form by name; what a draft says already stays a choice."""
    return {
        "kind": _described("kind"),
        "status": _described("status"),
        "event-type": _described("event-type"),
        "source-kind": _described("source-kind"),
        "indicator": named("indicator"),
        "evidence": _described("evidence"),
        "unit": [*named("unit"), *((code, code) for code in CURRENCIES)],
        "country": countries_for(account),
        "language": sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda one: one[1]),
    }


def countries_for(account: Account) -> Options:
    """Return the countries for which an account may draft, by name; a liaison of an institution is not held to some."""
    held = account.role == Role.LIAISON and not account.institution
    codes = account.countries if held else (*country_codes(), INTERNATIONAL)
    return sorted(((code, country_name(code, lang())) for code in codes), key=lambda one: one[1])


def rows(content: Content) -> list[Term]:
    """Return the rows of the comparison in their order, those that a kind needs first."""
    first = {"measure": ("legal-basis", "branches"), "institutional": ("institution",)}.get(content.kind, ())
    terms = scheme("row").terms
    return [*(terms[name] for name in first), *(term for name, term in terms.items() if name not in first)]


def row_codes(row: Term) -> list[tuple[str, Options]]:
    """Return the codes of a row in groups of (name, codes); a joined code has one group for each of its first part."""
    if not row.codes:
        return []
    if len(row.codes) == 1:
        return [("", named(row.codes[0]))]
    first, second = (scheme(name).terms.values() for name in row.codes)
    return [
        (one.label.get(lang()), [(f"{one.code}:{other.code}", other.label.get(lang())) for other in second])
        for one in first
    ]


def meanings(row: Term) -> list[tuple[str, str]]:
    """Return the label and the definition of every code that a row takes, or is made of."""
    return [
        (term.label.get(lang()), term.definition.get(lang()))
        for name in row.codes
        for term in scheme(name).terms.values()
    ]


def named(name: str) -> Options:
    """Return the codes of a scheme with their labels."""
    return [(code, term.label.get(lang())) for code, term in scheme(name).terms.items()]


def _described(name: str) -> Options:
    return [
        (code, f"{term.label.get(lang())}: {term.definition.get(lang())}") for code, term in scheme(name).terms.items()
    ]
