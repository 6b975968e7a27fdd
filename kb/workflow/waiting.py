"""What waits for a person: the drafts to go on with, those to review, the practices that are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb import links
from kb.accounts import Account
from kb.links import Standing
from kb.model import Practice, Source
from kb.workflow import tables, upkeep
from kb.workflow.rights import covers, may_see, refusal
from kb.workflow.states import ACTIONS, State
from kb.workflow.tables import Listed
from kb.workflow.workflow import Workflow


@dataclass(frozen=True)
class Astray:
    """A source of a practice whose address is dead or has moved."""

    practice: Practice
    source: Source
    standing: Standing


@dataclass
class Waiting:
    """Lists of a curator's home. `aside` holds (draft, version) of the person's saves that wait to be merged."""

    to_review: list[Listed] = field(default_factory=list)
    changes_requested: list[Listed] = field(default_factory=list)
    mine: list[Listed] = field(default_factory=list)
    in_review: list[Listed] = field(default_factory=list)
    others: list[Listed] = field(default_factory=list)
    due: list[tuple[Practice, date]] = field(default_factory=list)
    astray: list[Astray] = field(default_factory=list)
    aside: list[tuple[Listed, int]] = field(default_factory=list)


def waiting(workflow: Workflow, account: Account, practices: Iterable[Practice]) -> Waiting:
    """Return what waits for an account; `practices` are those that readers see."""
    db = workflow.store.file.read()
    found = Waiting()
    asides: dict[int, list[int]] = {}
    for row in db.query("SELECT draft, number FROM draft_version WHERE aside = 1 AND author = ?", [account.id]):
        asides.setdefault(row["draft"], []).append(row["number"])
    for listed in tables.read_listed(db):
        if may_see(account, listed.subject):
            _list_for(found, account, listed)
            found.aside += [(listed, number) for number in asides.get(listed.id, ())]
    own = [one for one in practices if account.active and covers(account, one.country, one.institutions)]
    found.due = upkeep.due(db, own, workflow.months, date.today())
    found.astray = list(_astray(links.astray(db), own))
    return found


def _astray(known: Mapping[str, Standing], practices: Iterable[Practice]) -> Iterator[Astray]:
    for practice in practices:
        for source in practice.sources.values():
            if source.url in known:
                yield Astray(practice, source, known[source.url])


def _list_for(waiting: Waiting, account: Account, listed: Listed) -> None:
    wrote = account.id == listed.subject.owner or account.id in listed.subject.editors
    if listed.state is State.IN_REVIEW:
        reviews = not refusal(account, ACTIONS["publish"], listed.subject)
        (waiting.to_review if reviews else waiting.in_review).append(listed)
    elif not wrote:
        waiting.others.append(listed)
    else:
        (waiting.mine if listed.state is State.DRAFT else waiting.changes_requested).append(listed)
