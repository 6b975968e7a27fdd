"""The messages of the rules in Indonesian.

The rules say what is wrong in English, for files and the command line. People who fill in a form read it in their
language: a message is recognised by its form, and its parts are put into the Indonesian sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from kb.model import SECTIONS
from kb.sections import section_name
from kb.vocabulary import scheme
from kb.yaml_loader import load_yaml


def in_indonesian(message: str) -> str:
    """Return a message of the rules, or of the model of the record, in Indonesian; one that is not known as it is."""
    for form, text in _forms():
        if match := form.fullmatch(message):
            return text.format(*(_Part(part) for part in match.groups()))
    return message


class _Part(str):
    """A part of a message; formatted with the name of a scheme, its codes are shown by their labels."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        if spec == "section":
            return section_name(self, "id") if self in SECTIONS else str(self)
        terms = scheme(spec).terms
        codes = self.strip("'").split("' or '")
        return " atau ".join(terms[code].label.id if code in terms else code for code in codes)


@cache
def _forms() -> Sequence[tuple[re.Pattern[str], str]]:
    text = resources.files("kb").joinpath("fault_messages.yaml").read_text(encoding="utf-8")
    return [(re.compile(entry["en"], re.DOTALL), entry["id"]) for entry in load_yaml(text)]
