"""What is published is found within a second, also while the encoder loads; many at once lose nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.base import Base
from kb.accounts import Account, Role
from kb.model import Practice
from kb.store import Store
from kb.text import LocalText
from kb.workflow import tables
from kb.workflow.content import Content, of_practice
from kb.workflow.states import State
from kb.workflow.workflow import Workflow
from tests.bases import small_base
from tests.doubles import HashEncoder

DRAFTS, PUBLISHED = 200, 50
LIAISONS = [Account(number, f"l{number}@example.org", f"L{number}", Role.LIAISON, ("IDN",)) for number in range(1, 9)]
REVIEWER = Account(99, "r@example.org", "R", Role.REVIEWER)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Base]:
    base = small_base(tmp_path)
    yield base
    base.close()


def word_of(number: int) -> str:
    """A word without digits: a number in a summary must stand in a cited part too."""
    return f"zyx{''.join('abcdefghij'[int(digit)] for digit in str(number))}q"


def named(practice: Practice, number: int) -> Content:
    """A practice of its own that says a word which no other says, and shares no words with others in a row."""
    word = word_of(number)
    told = LocalText(en=f"{word} pays for riders in Indonesia.", id=f"{word} membayar untuk pengendara di Indonesia.")
    return of_practice(practice.model_copy(update={"id": f"idn-case-{number}", "summary": told, "title": told}))


def found(base: Base, word: str) -> set[str]:
    answer = base.searcher.search(word, lang="en")
    return {
        practice.id
        for country in answer.countries
        for practice in country.practices
        if any(word in passage.text for passage in practice.passages)
    }


def published(workflow: Workflow, content: Content, author: Account) -> str:
    draft = workflow.create_draft(author, content)
    workflow.perform(author, draft.id, "submit", draft.version)
    return workflow.perform(REVIEWER, draft.id, "publish", draft.version).practice


@pytest.mark.parametrize("encoder", [None, HashEncoder()], ids=["loading", "ready"])
def test_what_is_published_is_found_within_a_second(base: Base, case: Practice, encoder: HashEncoder | None) -> None:
    base.searcher.encoder = encoder
    base.index.ensure(encoder)
    slug = published(Workflow(base.store, 12), named(case, 1), LIAISONS[0])
    started = time.monotonic()
    base.follower.changed().result()
    assert found(base, word_of(1)) == {slug}
    assert time.monotonic() - started < 1
    Workflow(base.store, 12).perform_on_practice(
        Account(7, "e@example.org", "E", Role.EDITOR), slug, "withdraw", "not so"
    )
    base.follower.changed().result()
    assert found(base, word_of(1)) == set()


def test_what_is_published_while_the_encoder_loads_has_its_meaning_later(base: Base, case: Practice) -> None:
    slug = published(Workflow(base.store, 12), named(case, 1), LIAISONS[0])
    base.follower.changed().result()
    encoder = base.searcher.encoder = HashEncoder()
    base.index.ensure(encoder)  # as the server does when the encoder is there
    snapshot = base.searcher.live.snapshot()
    assert set(snapshot.vectors.ids().tolist()) == set(snapshot.generation.text_hashes())
    assert found(base, word_of(1)) == {slug}


def test_changes_while_an_update_runs_are_taken_by_the_next(base: Base, case: Practice) -> None:
    workflow = Workflow(base.store, 12)
    entered, go_on = threading.Event(), threading.Event()
    ensure = base.index.ensure

    def slow(*arguments: object) -> bool:
        entered.set()
        assert go_on.wait(10)
        return ensure(None)

    base.index.ensure = slow  # type: ignore[method-assign]
    first = base.follower.changed()
    assert entered.wait(10)
    slug = published(workflow, named(case, 1), LIAISONS[0])
    second, third = base.follower.changed(), base.follower.changed()
    assert first is not second
    assert second is third, "one more update takes both"
    go_on.set()
    second.result()
    assert found(base, word_of(1)) == {slug}


def test_two_hundred_drafts_and_fifty_published_while_searches_run(base: Base, case: Practice) -> None:
    encoder = base.searcher.encoder = HashEncoder()
    base.index.ensure(encoder)
    workflow = Workflow(base.store, 12, lambda: ())  # that these share words is what the test wants
    stop = threading.Event()

    def draft(number: int) -> int:
        author = LIAISONS[number % len(LIAISONS)]
        begun = workflow.create_draft(author, Content(country="IDN"))
        half = workflow.save(author, begun.id, Content(country="IDN", jurisdiction=f"half {number}"), begun.version)
        whole = workflow.save(author, begun.id, named(case, number), half.version)
        late = workflow.save(author, begun.id, Content(country="IDN", jurisdiction=f"late {number}"), half.version)
        assert (half.conflict, whole.conflict, late.conflict) == (False, False, True)
        if number < PUBLISHED:
            workflow.perform(author, begun.id, "submit", whole.version)
            after = workflow.perform(REVIEWER, begun.id, "publish", whole.version)
            assert after.state is State.PUBLISHED
            base.follower.changed()
        return begun.id

    def search() -> int:
        count = 0
        while not stop.is_set():
            assert base.searcher.search("who pays for riders", lang="en").countries
            count += 1
        return count

    with ThreadPoolExecutor(18) as pool:
        searches = [pool.submit(search) for _ in range(2)]
        try:
            numbers = list(pool.map(draft, range(DRAFTS)))
        finally:
            stop.set()
        assert all(one.result() > 0 for one in searches)
    base.follower.changed().result()
    _nothing_is_lost(base, numbers, case)


def _nothing_is_lost(base: Base, numbers: list[int], case: Practice) -> None:
    db = base.store.file.read()
    for which, number in enumerate(numbers):
        versions = tables.read_versions(db, number)
        kept = [tables.read_version(db, number, version.number)[1] for version in versions]
        assert [content.jurisdiction for content in kept] == [
            "",
            f"half {which}",
            case.jurisdiction or "",
            f"late {which}",
        ]
        assert [version.aside for version in versions] == [False, False, False, True]
    for which in range(PUBLISHED):
        best = base.searcher.search(word_of(which), lang="en").countries[0].practices[0]
        assert best.id == f"idn-case-{which}", "its title says the word, and no other's"
    assert len(base.store.published_hashes()) == 5 + PUBLISHED
    assert base.index.verify() == []


def test_two_people_who_press_at_once_come_one_after_the_other(
    open_store: Callable[[Path], Store], tmp_path: Path, case: Practice
) -> None:
    workflow = Workflow(open_store(tmp_path / "store.sqlite"), 12, lambda: ())
    draft = workflow.create_draft(LIAISONS[0], named(case, 0))
    contents = [draft.content.model_copy(update={"jurisdiction": f"place {number}"}) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda one: workflow.save(LIAISONS[1], draft.id, one, draft.version), contents))
    assert [one.conflict for one in saved].count(False) == 1
    db = workflow.store.file.read()
    kept = {tables.read_version(db, draft.id, one.version)[1].jurisdiction for one in saved}
    assert kept == {content.jurisdiction for content in contents}
