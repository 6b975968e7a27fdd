"""Drafts are begun, saved, reviewed and published; practices are confirmed, archived, withdrawn and taken up again.

Every step is one write transaction that reads the state, asks for the right, and changes it: of two people who press at
the same moment one comes after the other, and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlite_utils import Database

from kb.accounts import Account
from kb.errors import KbError, UsageError
from kb.model import Practice
from kb.store import Store, hide_practice, now, published_number, save_revision, show_revision
from kb.workflow import tables
from kb.workflow.content import Content, of_practice
from kb.workflow.fields import apart
from kb.workflow.rights import Subject, require
from kb.workflow.states import ACTIONS, BY_WRITING, Action, State
from kb.workflow.tables import Draft, Origin
from kb.workflow.upkeep import Standing, months_after, read_standing, set_upkeep
from kb.workflow.validation import Finding, Invalid, examine

MOST_OF_A_COMMENT = 5000  # characters
STANDING = 0  # stands for the published revision where a version kept aside is named by its number


class Stale(KbError):
    """The draft changed since the person saw it; nothing was done."""


class CommentMissing(UsageError):
    """An action that asks for a comment was taken without one."""


class AlreadyOpen(KbError):
    """The practice has an open draft already; `draft` is its number."""

    def __init__(self, practice: str, draft: int) -> None:
        self.draft = draft
        super().__init__(f"{practice} has an open draft already")


@dataclass(frozen=True)
class Saved:
    """What became of a save: the version it is kept as; `conflict` when somebody else had saved since it was begun."""

    version: int
    conflict: bool


@dataclass(frozen=True)
class Sides:
    """Two contents to choose between, what both started from, and the version of the draft that the choice follows."""

    ancestor: Content
    mine: Content
    theirs: Content
    version: int


class Workflow:
    """The workflow over a store. `published` gives the practices whose words no other may share."""

    def __init__(self, store: Store, months: int, published: Callable[[], Iterable[Practice]] | None = None) -> None:
        self.store = store
        self.months = months
        self._published = published or store.all_published

    def create_draft(self, account: Account, content: Content, origin: Origin | None = None) -> Draft:
        """Begin a draft of a new practice; raise `NotAllowed` for what is not the account's to draft."""
        action = require(account, "create", Subject(None, content.country, content.institutions))
        with self.store.file.write() as db:
            number = tables.add_draft(db, account, content, origin or Origin(), "", None)
            draft = tables.read_draft(db, number)
            tables.add_step(db, account, action.event, "", draft=draft)
            return draft

    def save(
        self, account: Account, draft: int, content: Content, started_from: int, settles: int | None = None
    ) -> Saved:
        """Keep a content that was made from the version `started_from`.

        If that is the newest version, it becomes the next. If not, it is kept aside, and its author is led to merge it.
        A content that says what the newest version says is not kept twice. `settles` is the version kept aside, or
        `STANDING`, whose changes were merged into this content.
        """
        with self.store.file.write() as db:
            found = tables.read_draft(db, draft)
            for subject in (found.subject, _moved(found.subject, content)):
                require(account, "save", subject)
            if settles is not None:
                self._settled(db, found, settles)
            if content == found.content:
                return Saved(found.version, conflict=False)
            conflict = started_from != found.version
            if conflict:
                _, ancestor = tables.read_version(db, draft, started_from)
                content = apart(ancestor, content, found.content)
            version = tables.add_version(db, draft, account, content, started_from, aside=conflict)
            return Saved(version, conflict=conflict)

    def sides(self, draft: Draft, aside: int) -> Sides:
        """Return what is to be merged: the draft and a version kept aside, or `STANDING` for the published revision."""
        db = self.store.file.read()
        if aside == STANDING:
            number = published_number(db, draft.practice)
            if number is None or draft.base is None:
                raise UsageError("readers see no revision of this practice")
            ancestor, theirs = (of_practice(self.store.revision(draft.practice, one)) for one in (draft.base, number))
            return Sides(ancestor, apart(ancestor, draft.content, theirs), theirs, draft.version)
        version, mine = tables.read_version(db, draft.id, aside)
        _, ancestor = tables.read_version(db, draft.id, version.parent)
        return Sides(ancestor, apart(ancestor, mine, draft.content), draft.content, draft.version)

    def perform(
        self, account: Account, draft: int, name: str, version: int, comment: str = "", due_on: date | None = None
    ) -> Draft:
        """Take an action on the version of a draft that the person saw; return the draft after it.

        Raises `NotAllowed`, `Stale`, `CommentMissing`, or `Invalid` with what stands against publishing.
        """
        action = _action(name, "draft")
        comment = _comment(action, comment)
        seen = tables.read_draft(self.store.file.read(), draft)
        require(account, name, seen.subject)
        practice = self._valid(seen) if action.valid else None
        with self.store.file.write() as db:
            found = tables.read_draft(db, draft)
            require(account, name, found.subject)
            if not version == seen.version == found.version:
                raise Stale("the draft was changed since you opened it; look at it again")
            if practice:
                _require_place(db, found, practice)
                if action.target is State.PUBLISHED:
                    self._publish(db, account, found, practice, comment, due_on)
            state = action.target or found.state
            db.execute("UPDATE draft SET state = ?, changed_at = ? WHERE id = ?", [state, now(), draft])
            found = tables.read_draft(db, draft)
            tables.add_step(db, account, action.event, comment, draft=found)
            return found

    def perform_on_practice(
        self, account: Account, slug: str, name: str, comment: str = "", due_on: date | None = None
    ) -> Draft | None:
        """Take an action on a practice; return the draft that `revise` and `restore` begin.

        Raises `UnknownPractice`, `NotAllowed`, `CommentMissing`, or `AlreadyOpen` when a draft of it is open.
        """
        action = _action(name, "practice")
        comment = _comment(action, comment)
        with self.store.file.write() as db:
            found = read_standing(db, slug, self.months, date.today())
            require(account, name, found.subject)
            if action.target is State.DRAFT:
                return _begin_from(db, account, action, found)
            if action.target in (State.ARCHIVED, State.WITHDRAWN):
                hide_practice(db, slug, account.email, comment)
                set_upkeep(db, slug, None, action.target)
            else:
                set_upkeep(db, slug, due_on or self.next_review(), "")
            tables.add_step(db, account, action.event, comment, practice=slug)
            return None

    def standing(self, slug: str) -> Standing:
        """Return where a practice stands; raise `UnknownPractice` when there is none."""
        return read_standing(self.store.file.read(), slug, self.months, date.today())

    def draft(self, number: int) -> Draft:
        """Return a draft; raise `UnknownDraft` when there is none."""
        return tables.read_draft(self.store.file.read(), number)

    def next_review(self) -> date:
        """Return the day on which what is checked today is due again."""
        return months_after(date.today(), self.months)

    def examine(self, draft: Draft) -> tuple[Practice | None, list[Finding]]:
        """Return the practice that a draft makes, None while its shape is wrong, and what stands against it."""
        practice, found = examine(draft.content, self._published())
        if practice:
            found += _place_findings(self.store.file.read(), draft, practice)
        return practice, found

    def _valid(self, draft: Draft) -> Practice:
        practice, found = self.examine(draft)
        if practice is None or found:
            raise Invalid(found)
        return practice

    def _publish(
        self, db: Database, account: Account, draft: Draft, practice: Practice, comment: str, due_on: date | None
    ) -> None:
        newest, _ = tables.read_version(db, draft.id, draft.version)
        revision = save_revision(db, practice, newest.name)
        show_revision(db, practice.id, revision.number, account.email, comment)
        set_upkeep(db, practice.id, due_on or self.next_review(), "")
        for table, column in (("draft", "id"), ("draft_event", "draft")):
            db.execute(f"UPDATE {table} SET practice = ? WHERE {column} = ?", [practice.id, draft.id])  # noqa: S608

    def _settled(self, db: Database, draft: Draft, aside: int) -> None:
        if aside == STANDING:
            db.execute("UPDATE draft SET base = ? WHERE id = ?", [published_number(db, draft.practice), draft.id])
        else:
            db.execute("UPDATE draft_version SET aside = 0 WHERE draft = ? AND number = ?", [draft.id, aside])


def _begin_from(db: Database, account: Account, action: Action, standing: Standing) -> Draft:
    slug = standing.practice.id
    for row in db.query(f"SELECT id FROM draft WHERE practice = ? AND state IN ({tables.OPEN_STATES})", [slug]):  # noqa: S608
        raise AlreadyOpen(slug, row["id"])
    content, origin = of_practice(standing.practice), Origin("practice", slug)
    draft = tables.read_draft(db, tables.add_draft(db, account, content, origin, slug, standing.revision))
    tables.add_step(db, account, action.event, "", draft=draft)
    return draft


def _require_place(db: Database, draft: Draft, practice: Practice) -> None:
    if found := list(_place_findings(db, draft, practice)):
        raise Invalid(found)


def _place_findings(db: Database, draft: Draft, practice: Practice) -> Iterable[Finding]:
    """Yield why a practice cannot take its place in the store: its id, or a revision published meanwhile."""
    if draft.practice:
        if practice.id != draft.practice:
            yield Finding(("id",), f"must stay {draft.practice!r}; the id of a practice never changes")
        number = published_number(db, draft.practice)
        if number is not None and number != draft.base:
            yield Finding((), f"revision {number} was published since this draft was begun; take up its changes first")
    elif db["practice"].count_where("slug = ?", [practice.id]):
        yield Finding(("id",), f"{practice.id!r} is the id of another practice; choose one that was never used")


def _moved(subject: Subject, content: Content) -> Subject:
    return replace(subject, country=content.country, institutions=content.institutions)


def _action(name: str, of: str) -> Action:
    action = ACTIONS.get(name)
    if action is None or action.of != of or name in BY_WRITING:
        raise UsageError(f"no action {name!r} on a {of}")
    return action


def _comment(action: Action, comment: str) -> str:
    comment = comment.strip()
    if action.comment == "required" and not comment:
        raise CommentMissing("write a comment, so that others know why")
    if len(comment) > MOST_OF_A_COMMENT:
        raise UsageError(f"the comment has {len(comment)} characters; at most {MOST_OF_A_COMMENT}")
    return "" if action.comment == "none" else comment
