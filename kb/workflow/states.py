"""The states of a draft and of a practice, and every action that leads from one to another, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kb.accounts import Role


class State(StrEnum):
    """Where a draft or a practice stands. A draft that was published or discarded is closed."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    CHANGES_REQUESTED = "changes-requested"
    DISCARDED = "discarded"
    PUBLISHED = "published"
    DUE = "due-for-review"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


EDITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
OPEN = EDITABLE | {State.IN_REVIEW}
SHOWN = frozenset({State.PUBLISHED, State.DUE})
HIDDEN = frozenset({State.ARCHIVED, State.WITHDRAWN})

BY_WRITING = frozenset({"create", "save"})  # actions that come with a content, not with a button of their own


@dataclass(frozen=True)
class Action:
    """What a person may do.

    `target` is None where the state stays. `by_other` forbids it to everyone who wrote any of the draft. `by_owner`
    allows it, below the role of reviewer, only to who began the draft. `valid` asks for a content that meets the rules
    of publication.
    """

    name: str
    of: Literal["draft", "practice"]
    sources: frozenset[State]
    target: State | None
    role: Role
    event: str
    comment: Literal["none", "optional", "required"] = "optional"
    by_other: bool = False
    by_owner: bool = False
    valid: bool = False


ACTIONS: Mapping[str, Action] = {
    action.name: action
    for action in (
        Action("create", "draft", frozenset(), State.DRAFT, Role.LIAISON, "created", comment="none"),
        Action("save", "draft", EDITABLE, None, Role.LIAISON, "saved", comment="none"),
        Action("submit", "draft", EDITABLE, State.IN_REVIEW, Role.LIAISON, "submitted", valid=True),
        Action(
            "take-back", "draft", frozenset({State.IN_REVIEW}), State.DRAFT, Role.LIAISON, "taken-back", by_owner=True,
        ),
        Action(
            "request-changes", "draft", frozenset({State.IN_REVIEW}), State.CHANGES_REQUESTED, Role.REVIEWER,
            "changes-requested", comment="required", by_other=True,
        ),
        Action(
            "publish", "draft", frozenset({State.IN_REVIEW}), State.PUBLISHED, Role.REVIEWER,
            "published", by_other=True, valid=True,
        ),
        Action("comment", "draft", OPEN, None, Role.LIAISON, "commented", comment="required"),
        Action("discard", "draft", EDITABLE, State.DISCARDED, Role.LIAISON, "discarded", by_owner=True),
        Action("revise", "practice", SHOWN, State.DRAFT, Role.LIAISON, "created", comment="none"),
        Action("confirm", "practice", SHOWN, State.PUBLISHED, Role.REVIEWER, "confirmed"),
        Action("archive", "practice", SHOWN, State.ARCHIVED, Role.EDITOR, "archived", comment="required"),
        Action("withdraw", "practice", SHOWN, State.WITHDRAWN, Role.EDITOR, "withdrawn", comment="required"),
        Action("restore", "practice", HIDDEN, State.DRAFT, Role.EDITOR, "created", comment="none"),
    )
}  # fmt: skip
