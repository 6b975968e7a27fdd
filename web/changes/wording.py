"""What people call a change and the fields that differ."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from kb.changes import Difference
from kb.sections import section_name
from kb.vocabulary import scheme


def change_label(kind: str) -> str:
    """Return what people call a kind of change."""
    labels = {"published": gettext("Published"), "changed": gettext("Changed"), "withdrawn": gettext("Withdrawn")}
    return str(labels[kind])


def difference_label(difference: Difference, lang: str) -> str:
    """Return the name of a field, and whether it came or went."""
    name = section_name(difference.part, lang) if difference.part else _field_label(difference.field, lang)
    texts: dict[str, str] = {
        "added": gettext("%(field)s (added)", field=name),
        "removed": gettext("%(field)s (removed)", field=name),
    }
    return texts.get(difference.how, name)


def differences_text(found: Iterable[Difference], lang: str) -> str:
    """Return the names of the fields in one line; empty when there are none."""
    return "; ".join(difference_label(difference, lang) for difference in found)


def _field_label(field: str, lang: str) -> str:
    if field in ("kind", "status"):
        return scheme(field).label.get(lang)
    names: dict[str, str] = {
        "title": gettext("Title"),
        "summary": gettext("Summary"),
        "country": gettext("Country"),
        "jurisdiction": gettext("Part of the country"),
        "institutions": gettext("Institutions"),
        "verified_on": gettext("Verified on"),
        "events": gettext("Timeline"),
        "results": gettext("Measured results"),
        "challenges": gettext("Institutional challenges"),
        "sources": gettext("Sources"),
    }
    return names[field]
