"""Every fault that a form can show is said in Indonesian too."""

from __future__ import annotations

import re

import pytest

from kb.model import Practice
from kb.rules import faults
from kb.rules.indonesian import _forms, in_indonesian
from kb.workflow.content import Content, of_practice
from kb.workflow.validation import examine
from tests.kb.test_rules import RULES, Change, changed

SHAPES = [
    {"id": "Not An Id"},
    {"country": "Indonesa"},
    {"jurisdiction": "ID-XX"},
    {"jurisdiction": "SG-01"},
    {"kind": "law"},
    {"status": "running"},
    {"verified_on": "yesterday"},
    {"verified_on": ""},
    {"sections": {"context": "## Another"}},
    {"title": {"en": "Only English", "id": ""}},
    {"sources": {}},
    {"sources": {"s1": {"url": "ftp://nowhere", "language": "Indonesian", "kind": "blog", "accessed": "2026"}}},
    {"events": {"e1": {"date": "soon", "type": "began"}, "e2": {"date": "2025-02-30"}}},
    {"facts": {"payers": {"codes": ["nobody"]}, "institution": {"text": {"en": "x", "id": "y"}}}},
    {"facts": {"payers": {"not_reported": True, "cites": ["s1"]}}},
    {"results": {"r1": {"value": "many", "unit": "heaps", "indicator": "luck", "date": "x", "evidence": "y"}}},
    {"challenges": ["everything"]},
]


def said_in_indonesian(message: str) -> None:
    known = [form for form, _ in _forms() if form.fullmatch(message)]
    assert known, message
    assert not re.search(r"\{\d|; write |; cite | is later ", in_indonesian(message))


@pytest.mark.parametrize(("name", "change", "where", "words"), RULES, ids=[rule[0] for rule in RULES])
def test_every_rule_speaks_indonesian(case: Practice, name: str, change: Change, where: str, words: str) -> None:
    found = faults(changed(case, change))
    assert found
    for _, message in found:
        said_in_indonesian(message)


@pytest.mark.parametrize("fields", SHAPES, ids=str)
def test_every_wrong_shape_speaks_indonesian(case: Practice, fields: dict[str, object]) -> None:
    practice, found = examine(Content.model_validate(of_practice(case).model_dump() | fields))
    assert practice is None
    for finding in found:
        said_in_indonesian(finding.message)


def test_codes_are_shown_by_their_labels() -> None:
    message = "is 'repealed', but no event says so; add an event of type 'repealed' or 'ruled'"
    assert in_indonesian(message).endswith("berjenis Dicabut atau dibatalkan atau Putusan pengadilan")
    assert "Konteks" in in_indonesian("section 'context' is missing; say what is not known rather than leave it out")
    assert in_indonesian("something else") == "something else"
