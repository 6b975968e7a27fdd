"""Turns a draft into a practice, or says what stands against it, each at its field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from kb.errors import KbError
from kb.model import Practice
from kb.overlap import shared_words
from kb.practice_file import Location, advice
from kb.rules import faults
from kb.workflow.content import Content, as_record, in_content


@dataclass(frozen=True)
class Finding:
    """What stands against publication: where in the draft, and what to write instead."""

    location: Location
    message: str


class Invalid(KbError):
    """A draft that may not go on as it is; `findings` says why."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        lines = (f"{'.'.join(str(part) for part in one.location)}: {one.message}" for one in findings)
        super().__init__("\n".join(lines))


def examine(content: Content, others: Iterable[Practice] = ()) -> tuple[Practice | None, list[Finding]]:
    """Return the practice that a draft makes, None while its shape is wrong, and what stands against publishing it.

    `others` are the practices whose words it may not share.
    """
    data, keys = as_record(content)
    try:
        practice = Practice.model_validate(data)
    except ValidationError as error:
        return None, [Finding(in_content(item["loc"], keys), advice(item)) for item in error.errors()]
    found = [Finding(in_content(location, keys), message) for location, message in faults(practice)]
    found += [
        Finding(in_content(shared.location, keys), str(shared))
        for shared in shared_words(practice, (other for other in others if other.id != practice.id))
    ]
    return practice, found


def require_valid(content: Content, others: Iterable[Practice] = ()) -> Practice:
    """Return the practice that a draft makes; raise `Invalid` with everything that stands against publishing it."""
    practice, found = examine(content, others)
    if practice is None or found:
        raise Invalid(found)
    return practice
