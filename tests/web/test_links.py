"""A source that is gone is said to be gone, in words; one that turns programs away is not."""

from __future__ import annotations

import pytest

from kb import links
from kb.accounts import Role
from kb.links import Check, Outcome
from kb.model import Practice
from tests.conftest import publish
from tests.web.accounts import Site


def checked(site: Site, address: str, outcome: Outcome, *days: int, final: str = "", archived_at: str = "") -> None:
    with site.base.store.file.write() as db:
        for day in days:
            at = f"2026-11-{day:02}T10:00:00+00:00"
            links.record(db, Check(address, outcome, 0, final or address, "", archived_at, at))


@pytest.mark.parametrize(
    ("lang", "dead", "copy"),
    [("en", "Dead link", "a copy of 3 May 2026"), ("id", "Tautan mati", "salinan tanggal 3 Mei 2026")],
)
def test_a_dead_source_is_marked_on_the_page_of_its_practice(
    site: Site, case: Practice, lang: str, dead: str, copy: str
) -> None:
    publish(site.base.store, case)
    first, second, third = [source.url for source in case.sources.values()][:3]
    checked(site, first, "gone", 1, 5, 9, archived_at="2026-05-03T10:00:00Z")
    checked(site, second, "blocked", 1, 5, 9, 13)
    checked(site, third, "gone", 1, 5)
    page = site.browser().get(f"/practices/{case.id}?lang={lang}")
    (mark,) = page.select(".dead-link")
    assert dead in mark.text
    assert copy in mark.text
    assert mark.find_parent("li")["id"] == f"source-{next(iter(case.sources))}"


def test_dead_and_moved_links_of_the_own_countries_wait_for_a_curator(site: Site, case: Practice) -> None:
    publish(site.base.store, case)
    first, second = [source.url for source in case.sources.values()][:2]
    checked(site, first, "gone", 1, 5, 9)
    checked(site, second, "moved", 9, final="https://example.org/new-place")
    page = site.browser(Role.REVIEWER).get("/curate/")
    assert [badge.text for badge in page.select("[aria-labelledby=links] .badge")] == ["dead", "moved"]
    assert page.find("a", href="https://example.org/new-place")
    assert not site.browser(Role.LIAISON).get("/curate/").select("[aria-labelledby=links]"), "not of their country"
