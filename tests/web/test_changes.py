"""What changed, by day and by practice: all of it, and nothing that readers may not see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.base import Base
from kb.changes import Change
from kb.text import LocalText
from tests.bases import IDS, small_base
from tests.web.conftest import Pages
from tests.web.test_pages import words
from web.app import create_app
from web.changes.days import DaysPage, days_page

SINGAPORE = "sgp-platform-workers-act-2024"
days = st.dates().map(str)


def a_change(number: int, day: str) -> Change:
    return Change(f"practice-{number}", 1, "published", f"{day}T00:00:00+00:00")


timelines = st.lists(days, max_size=30).map(lambda found: [a_change(n, day) for n, day in enumerate(sorted(found))])


def walked(changes: list[Change], full: int) -> list[DaysPage]:
    pages = [days_page(changes, full=full)]
    while pages[-1].earlier:
        pages.append(days_page(changes, pages[-1].earlier, full))
    return pages


@given(timelines, st.integers(1, 5))
def test_the_pages_hold_every_change_once_newest_first(changes: list[Change], full: int) -> None:
    pages = walked(changes, full)
    assert [change for page in pages for day in page.days for change in day.changes] == changes[::-1]
    for page in pages[:-1]:
        assert sum(len(day.changes) for day in page.days) >= full


@given(timelines, days, st.integers(1, 5))
def test_the_later_page_joins_without_a_gap(changes: list[Change], until: str, full: int) -> None:
    page = days_page(changes, until, full)
    assert all(day.date <= until for day in page.days)
    newer = sorted({change.day for change in changes if change.day > until})
    assert bool(page.later) == bool(newer)
    if newer:
        assert days_page(changes, page.later, full).days[0].date == page.later
        assert page.later >= newer[0]


@pytest.fixture
def living(tmp_path: Path) -> Iterator[tuple[Base, Pages]]:
    """A base that the test may change."""
    base = small_base(tmp_path, indexed=False)
    yield base, Pages(create_app(base=base).test_client())
    base.close()


def revise(base: Base) -> None:
    practice = base.store.published(SINGAPORE)
    payers = practice.facts["payers"]
    text = LocalText(en=f"{payers.text.en} It was revised.", id=f"{payers.text.id} Ini telah diubah.")
    update = {
        "title": LocalText(en="A new title", id="Judul baru"),
        "facts": {**practice.facts, "payers": payers.model_copy(update={"text": text})},
        "challenges": (),
    }
    number = base.store.save(practice.model_copy(update=update), "ani").number
    base.store.publish(SINGAPORE, number, "budi", "for the office")
    with base.store.file.write() as db:
        db.execute("UPDATE event SET at = '2100-02-03T04:05:06+00:00' WHERE id = (SELECT MAX(id) FROM event)")


def test_every_practice_stands_on_the_day_it_was_published(pages: Pages) -> None:
    page = pages.get("/changes")
    assert len(page.select(".day")) == 1
    assert {link["href"].rpartition("/")[2] for link in page.select(".changes h3 a")} == set(IDS)
    assert {words(badge) for badge in page.select(".changes .badge")} == {"Published"}


def test_a_change_names_its_rows(living: tuple[Base, Pages]) -> None:
    base, pages = living
    revise(base)
    for path in ("/changes", f"/practices/{SINGAPORE}/changes"):
        page = pages.get(f"{path}?lang=en")
        assert "Changed: Title; Who pays" in words(page.main)
        assert "Institutional challenges (removed)." in words(page.main)
        assert "3 February 2100" in words(page.main)
        assert "office" not in page.text
        assert "budi" not in page.text
    assert "Judul; " in words(pages.get("/changes?lang=id").select_one(".changes"))


def test_a_draft_is_not_told(living: tuple[Base, Pages]) -> None:
    base, pages = living
    practice = base.store.published(SINGAPORE)
    before = pages.get("/changes").text
    base.store.save(practice.model_copy(update={"title": LocalText(en="Secret", id="Rahasia")}), "ani")
    base.store.save(practice.model_copy(update={"id": "sgp-secret"}), "ani")
    assert pages.get("/changes").text == before
    pages.get("/practices/sgp-secret/changes", 404)


def test_a_withdrawn_practice_is_named_and_not_linked(living: tuple[Base, Pages]) -> None:
    base, pages = living
    title = base.store.published(SINGAPORE).title.en
    base.store.withdraw(SINGAPORE, "ani", "for the office")
    page = pages.get("/changes?lang=en")
    first = page.select_one(".changes li")
    assert (words(first.select_one(".badge")), words(first.h3), first.h3.a) == ("Withdrawn", title, None)
    assert "office" not in page.text
    history = pages.get(f"/practices/{SINGAPORE}/changes?lang=en")
    assert "withdrawn and is no longer shown" in words(history.select_one(".notice"))
    assert not history.select(f"main a[href$='{SINGAPORE}']")


def test_a_practice_leads_to_its_changes(pages: Pages) -> None:
    link = pages.get(f"/practices/{SINGAPORE}").select_one(".history")["href"]
    assert [words(badge) for badge in pages.get(link).select(".timeline .badge")] == ["Published"]


def test_days_lead_on(living: tuple[Base, Pages]) -> None:
    base, pages = living
    with base.store.file.write() as db:
        db.execute("UPDATE event SET at = '2026-01-' || substr('0' || id, -2) || 'T00:00:00+00:00'")
    assert len(pages.get("/changes").select(".day")) == len(IDS)
    page = pages.get("/changes?until=2026-01-05")
    assert [day["id"] for day in page.select(".day")] == ["day-2026-01-04", "day-2026-01-02"]
    later = page.select_one(".pager a")["href"]
    assert later == "/changes?until=2026-01-10"
    assert page.select_one("#until")["value"] == "2026-01-05"
    assert len(pages.get(later).select(".day")) == len(IDS)


@pytest.mark.parametrize(
    "until", ["2026-13-01", "2026-02-30", "20260101", "1", "x" * 3000, "%00", "٢٠٢٦-٠١-٠١", "0000-01-01"]
)
def test_what_is_no_day_is_said(pages: Pages, until: str) -> None:
    assert "YYYY-MM-DD" in words(pages.get(f"/changes?until={until}", 400).main)


@pytest.mark.parametrize("until", ["0001-01-01", "", "9999-12-31"])
def test_any_day_is_answered(client: FlaskClient, until: str) -> None:
    assert client.get(f"/changes?until={until}").status_code == 200


@given(st.text(max_size=30))
def test_no_day_and_no_practice_break_a_page(client_of_all: FlaskClient, text: str) -> None:
    assert client_of_all.get("/changes", query_string={"until": text.encode("utf-8", "replace")}).status_code in (
        200,
        400,
    )


@pytest.fixture(scope="session")
def client_of_all(base: Base) -> FlaskClient:
    return create_app(base=base).test_client()
