"""What a practice of each kind must say."""

from __future__ import annotations

from collections.abc import Iterator

from kb.model import SECTIONS, Practice
from kb.rules.parts import Finding

REQUIRED_SECTIONS = {"measure": SECTIONS, "institutional": SECTIONS, "guidance": ("context", "what-was-done")}
REQUIRED_ROWS = {"measure": ("legal-basis", "branches"), "institutional": ("institution",), "guidance": ()}
MIN_SOURCES = 2


def completeness_faults(practice: Practice) -> Iterator[Finding]:
    """Yield the sections, rows and sources that are missing."""
    for section in REQUIRED_SECTIONS[practice.kind]:
        if section not in practice.sections:
            yield ("sections",), f"section {section!r} is missing; say what is not known rather than leave it out"
    for row in REQUIRED_ROWS[practice.kind]:
        if row not in practice.facts:
            yield ("facts",), f"row {row!r} is missing; a {practice.kind} needs it, if only as not_reported: true"
    if len(practice.sources) < MIN_SOURCES:
        yield ("sources",), f"has {len(practice.sources)} source; at least {MIN_SOURCES} are needed"
