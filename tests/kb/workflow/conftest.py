"""A workflow over an empty store, and people of every role."""

from __future__ import annotations

import pytest

from kb.accounts import Account, Role
from kb.model import Practice
from kb.store import Store
from kb.workflow.content import Content, of_practice
from kb.workflow.workflow import Workflow

LIAISON = Account(1, "liaison@example.org", "Lia", Role.LIAISON, ("IDN",))
COLLEAGUE = Account(2, "colleague@example.org", "Coki", Role.LIAISON, ("IDN", "MYS"))
ABROAD = Account(3, "abroad@example.org", "Ana", Role.LIAISON, ("ESP",))
REVIEWER = Account(4, "reviewer@example.org", "Rev", Role.REVIEWER)
SECOND = Account(5, "second@example.org", "Sec", Role.REVIEWER)
EDITOR = Account(6, "editor@example.org", "Edi", Role.EDITOR)
READER = Account(7, "reader@example.org", "Rea", Role.READER, ("IDN",))
PEOPLE = (LIAISON, COLLEAGUE, ABROAD, REVIEWER, SECOND, EDITOR, READER)


@pytest.fixture
def workflow(store: Store) -> Workflow:
    return Workflow(store, 12)


@pytest.fixture
def content(case: Practice) -> Content:
    """A draft that meets every rule, of Indonesia."""
    return of_practice(case)
