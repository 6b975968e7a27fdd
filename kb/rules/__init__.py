"""The rules that a practice must meet to be published, beyond the shape that the model holds it to."""

from __future__ import annotations

from kb.errors import KbError
from kb.model import Practice, row_code_faults
from kb.rules.citations import citation_faults
from kb.rules.completeness import completeness_faults
from kb.rules.dates import date_faults
from kb.rules.languages import language_faults
from kb.rules.parts import Finding
from kb.rules.sources import source_faults
from kb.rules.status import status_faults

RULES = (
    row_code_faults,
    citation_faults,
    language_faults,
    date_faults,
    source_faults,
    completeness_faults,
    status_faults,
)


class RuleError(KbError):
    """A practice that may not be published yet; the message has one line for each fault."""


def faults(practice: Practice) -> list[Finding]:
    """Return (location, message) of everything that stands against publication; empty when nothing does."""
    return [finding for rule in RULES for finding in rule(practice)]


def require_publishable(practice: Practice) -> None:
    """Raise `RuleError` unless the practice meets every rule."""
    found = faults(practice)
    if found:
        lines = (f"{practice.id}: {'.'.join(map(str, location))}: {message}" for location, message in found)
        raise RuleError("\n".join(lines))
