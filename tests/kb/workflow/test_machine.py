"""Any people, any actions, any order: readers see only what another person reviewed; refusals change nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kb.accounts import Account, Role
from kb.errors import KbError
from kb.practice_file import load_practice
from kb.store import Store
from kb.workflow import tables
from kb.workflow.content import Content, of_practice
from kb.workflow.rights import NotAllowed, covers
from kb.workflow.states import ACTIONS, OPEN, State
from kb.workflow.workflow import Workflow
from tests.conftest import CASES
from tests.kb.workflow.conftest import PEOPLE

VALID = of_practice(load_practice(CASES / "idn" / "idn-bpjstk-platform-partnerships-2017.md").practice)
people = st.sampled_from(PEOPLE)
contents = st.sampled_from(
    [
        *[VALID, VALID.model_copy(update={"institutions": ("BPJS Ketenagakerjaan",)})] * 3,
        VALID.model_copy(update={"country": "ESP"}),
        VALID.model_copy(update={"jurisdiction": "Jakarta"}),
        VALID.model_copy(update={"title": VALID.title.model_copy(update={"id": ""})}),
        Content(country="IDN"),
    ]
)


class Machine(RuleBasedStateMachine):
    """One workflow. `wrote` holds who wrote any of a draft, `seen` what was the case after the last step."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.workflow = Workflow(Store(Path(self.folder.name) / "store.sqlite", tables.MIGRATIONS), 12)
        self.workflow.store.create()
        self.wrote: dict[int, set[int]] = {}
        self.create(PEOPLE[0], VALID)

    def teardown(self) -> None:
        if hasattr(self, "workflow"):
            self.workflow.store.close()
            self.folder.cleanup()

    @precondition(lambda self: len(self._open()) < 3)
    @rule(account=people, content=contents)
    def create(self, account: Account, content: Content) -> None:
        draft = self._try(lambda: self.workflow.create_draft(account, content))
        if draft:
            assert covers(account, content.country, content.institutions)
            self.wrote[draft.id] = {account.id}

    @rule(account=people, content=contents, which=st.integers(0, 9), back=st.sampled_from([0, 0, 1, 2]))
    def save(self, account: Account, content: Content, which: int, back: int) -> None:
        number = self._one_of(which)
        before = self.workflow.draft(number)
        saved = self._try(lambda: self.workflow.save(account, number, content, max(before.version - back, 1)))
        if not saved:
            return
        assert before.state in (State.DRAFT, State.CHANGES_REQUESTED)
        assert covers(account, content.country, content.institutions)
        if content != before.content:
            self.wrote[number].add(account.id)
        after = self.workflow.draft(number)
        assert after.content == (before.content if saved.conflict else content)
        versions = tables.read_versions(self.workflow.store.file.read(), number)
        assert saved.version in [version.number for version in versions], "what was written is kept"

    @rule(
        account=people,
        name=st.sampled_from([name for name, action in ACTIONS.items() if action.of == "draft"]),
        which=st.integers(0, 9),
        stale=st.sampled_from([0] * 9 + [1]),
        comment=st.sampled_from(["why", "why", ""]),
    )
    def act(self, account: Account, name: str, which: int, stale: int, comment: str) -> None:
        number = self._one_of(which)
        before = self.workflow.draft(number)
        after = self._try(lambda: self.workflow.perform(account, number, name, before.version - stale, comment))
        if not after:
            return
        action = ACTIONS[name]
        assert before.state in action.sources
        assert account.role >= action.role
        assert not stale
        assert comment or action.comment != "required"
        if after.state is State.PUBLISHED:
            assert account.role >= Role.REVIEWER
            assert account.id not in self.wrote[number]
            assert self.workflow.store.published(after.practice) == self.workflow.examine(after)[0]

    @rule(account=st.sampled_from(PEOPLE[:2]), valid=st.booleans())
    def hand_in(self, account: Account, valid: bool) -> None:
        if valid:
            self.save(account, VALID, 0, 0)
        self.act(account, "submit", 0, 0, "")

    @rule(account=people, name=st.sampled_from(["publish", "publish", "request-changes"]))
    def review(self, account: Account, name: str) -> None:
        self.act(account, name, 0, 0, "why")

    @rule(account=st.sampled_from(PEOPLE[:2]))
    def revise(self, account: Account) -> None:
        self.act_on_practice(account, "revise", "")

    @rule(
        account=people,
        name=st.sampled_from([name for name, action in ACTIONS.items() if action.of == "practice"]),
        comment=st.sampled_from(["", "why"]),
    )
    def act_on_practice(self, account: Account, name: str, comment: str) -> None:
        draft = self._try(lambda: self.workflow.perform_on_practice(account, VALID.id, name, comment))
        if draft:
            self.wrote[draft.id] = {account.id}

    @invariant()
    def readers_see_only_what_another_person_let_pass(self) -> None:
        if not hasattr(self, "workflow"):
            return
        db = self.workflow.store.file.read()
        for slug in self.workflow.store.published_hashes():
            passed = [step for step in tables.read_steps(db, "practice", slug) if step.action == "published"]
            assert passed
            assert passed[-1].actor not in self.wrote[passed[-1].draft or 0]
        open_of = [one.practice for one in tables.read_listed(db) if one.practice and one.state in OPEN]
        assert len(open_of) == len(set(open_of)), "one open draft of a practice"

    def _one_of(self, which: int) -> int:
        """A draft: mostly the first that is open, sometimes another, which may be closed."""
        numbers = [*self._open(), *sorted(self.wrote, reverse=True)]
        return numbers[min(which // 5, len(numbers) - 1)]

    def _open(self) -> list[int]:
        return sorted(one.id for one in tables.read_listed(self.workflow.store.file.read()))

    def _try(self, action: Any) -> Any:
        """Do it; what is refused leaves every table as it was."""
        before = self._everything()
        try:
            return action()
        except KbError:
            assert self._everything() == before
            return None

    def _everything(self) -> dict[str, list[Any]]:
        db = self.workflow.store.file.read()
        names = ("practice", "revision", "event", "draft", "draft_version", "draft_event", "upkeep")
        return {name: list(db.query(f"SELECT * FROM {name}")) for name in names}  # noqa: S608


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)


def test_the_machine_gets_to_the_end(workflow: Workflow) -> None:
    """Every state can be reached, so that what is tested above is not nothing."""
    lia, coki, _, rev, _, edi, _ = PEOPLE
    draft = workflow.create_draft(lia, Content(country="IDN"))
    saved = workflow.save(coki, draft.id, VALID, draft.version)
    workflow.perform(lia, draft.id, "submit", saved.version)
    workflow.perform(rev, draft.id, "request-changes", saved.version, "why")
    workflow.perform(coki, draft.id, "submit", saved.version)
    assert workflow.perform(rev, draft.id, "publish", saved.version).state is State.PUBLISHED
    assert workflow.standing(VALID.id).state is State.PUBLISHED
    again = workflow.perform_on_practice(lia, VALID.id, "revise")
    assert again
    assert workflow.standing(VALID.id).state is State.PUBLISHED, "readers see the published revision beside a draft"
    workflow.perform(lia, again.id, "discard", again.version)
    for name, state in (("archive", State.ARCHIVED), ("withdraw", State.WITHDRAWN)):
        workflow.perform_on_practice(edi, VALID.id, name, "why")
        assert workflow.standing(VALID.id).state is state
        draft = workflow.perform_on_practice(edi, VALID.id, "restore")  # type: ignore[assignment]
        workflow.perform(edi, draft.id, "submit", draft.version)
        assert refused_reason(workflow, edi, draft.id, draft.version) == "author"
        workflow.perform(rev, draft.id, "publish", draft.version)


def refused_reason(workflow: Workflow, account: Account, number: int, version: int) -> str:
    try:
        workflow.perform(account, number, "publish", version)
    except NotAllowed as error:
        return error.reason
    return ""
