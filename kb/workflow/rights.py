"""Who may do what: the role of the action, a liaison's own countries and institution, the second pair of eyes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kb.accounts import Account, Role
from kb.errors import KbError
from kb.workflow.states import ACTIONS, BY_WRITING, Action, State


class NotAllowed(KbError):
    """A person may not do this; `reason` is one of `REASONS`."""

    def __init__(self, action: str, reason: str) -> None:
        self.action, self.reason = action, reason
        super().__init__(f"{action}: {REASONS[reason]}")


REASONS = {
    "inactive": "the account is closed",
    "role": "this needs another role",
    "scope": "a liaison drafts for the own countries and institution only",
    "state": "this cannot be done in the present state",
    "author": "who wrote any of it does not review it",
    "owner": "only who began the draft, or a reviewer, may do this",
}


@dataclass(frozen=True)
class Subject:
    """What an action is about, as far as rights depend on it. `owner` is 0 for a practice."""

    state: State | None
    country: str
    institutions: Collection[str]
    owner: int = 0
    editors: frozenset[int] = frozenset()


def refusal(account: Account, action: Action, subject: Subject) -> str:
    """Return the reason (a key of `REASONS`) for which an account may not take an action; empty when it may."""
    checks = {
        "inactive": not account.active,
        "role": account.role < action.role,
        "scope": not covers(account, subject.country, subject.institutions),
        "state": bool(action.sources) and subject.state not in action.sources,
        "author": action.by_other and account.id in subject.editors,
        "owner": action.by_owner and account.role < Role.REVIEWER and account.id != subject.owner,
    }
    return next((reason for reason, stands in checks.items() if stands), "")


def require(account: Account, name: str, subject: Subject) -> Action:
    """Return the action of that name; raise `NotAllowed` when the account may not take it."""
    action = ACTIONS[name]
    if reason := refusal(account, action, subject):
        raise NotAllowed(name, reason)
    return action


def offered(account: Account, subject: Subject, of: str) -> list[Action]:
    """Return the actions on a draft or a practice that an account may take now, in the order of the table."""
    known = (action for action in ACTIONS.values() if action.of == of and action.name not in BY_WRITING)
    return [action for action in known if not refusal(account, action, subject)]


def may_see(account: Account, subject: Subject) -> bool:
    """Tell whether an account may read a draft: who wrote any of it, and who may work on it."""
    wrote = account.id == subject.owner or account.id in subject.editors
    return (
        account.active
        and account.role >= Role.LIAISON
        and (wrote or covers(account, subject.country, subject.institutions))
    )


def covers(account: Account, country: str, institutions: Collection[str]) -> bool:
    """Tell whether an account may work on cases of a country and its institutions: reviewers and above on all."""
    if account.role >= Role.REVIEWER:
        return True
    own = account.institution.casefold()
    return account.role == Role.LIAISON and (
        country in account.countries or (bool(own) and own in (name.casefold() for name in institutions))
    )
