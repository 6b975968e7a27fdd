"""The web server has one address collected by a process of its own."""

from __future__ import annotations

import pytest

from corpus.asking import NotCollected, collect_address
from kb.settings import settings
from tests.corpus.collecting import pages
from tests.corpus.collecting.conftest import Collector
from tests.corpus.collecting.site import Site


@pytest.fixture(autouse=True)
def _of_the_collector(collector: Collector, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in collector.environment().items():
        if name.startswith("KB_"):
            monkeypatch.setenv(name, value)
    settings.cache_clear()


def test_an_address_becomes_a_candidate(collector: Collector, site: Site) -> None:
    site.put("/page", pages.article("Iuran pengemudi"))
    candidates = collector.candidates()
    candidates.file.create()
    kept = collect_address(f"{site.base}/page", candidates)
    assert (kept.found.title, kept.state) == ("Iuran pengemudi", "new")
    candidates.file.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://10.0.0.1/", "10.0.0.1 is not a public address"),
        ("--all", "is no web address"),
        ("http://example.org/\0", "signs that no web address has"),
        ("", "is no web address"),
    ],
)
def test_what_is_not_fetched_is_one_sentence(collector: Collector, address: str, says: str) -> None:
    candidates = collector.candidates()
    candidates.file.create()
    with pytest.raises(NotCollected, match=says):
        collect_address(address, candidates)
    assert candidates.all() == []
    candidates.file.close()


def test_a_slow_site_ends_with_the_time_that_there_is(collector: Collector, site: Site) -> None:
    site.pages["/slow"] = lambda handler: site.closing.wait(20)  # type: ignore[assignment, return-value]
    candidates = collector.candidates()
    candidates.file.create()
    with pytest.raises(NotCollected, match="took longer than 4 seconds"):
        collect_address(f"{site.base}/slow", candidates, timeout=4)
    candidates.file.close()
