"""What `kb collect` and `kb candidates` promise."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from corpus import collecting
from corpus.collecting import folder_of
from corpus.sources.registry import load_sources
from kb.errors import KbError
from tests.corpus.collecting import pages
from tests.corpus.collecting.conftest import Collector
from tests.corpus.collecting.site import Site


def test_one_address_becomes_a_candidate(collector: Collector, site: Site) -> None:
    site.put("/berita/1", pages.article("Iuran pengemudi"))
    (found,) = collector.collect("--address", f"{site.base}/berita/1?utm_source=mail")
    assert found["title"] == "Iuran pengemudi"
    assert found["fields"]["title"][0].keys() == {"value", "where"}
    (again,) = collector.collect("--address", f"{site.base}/berita/1")
    assert again["id"] == found["id"]
    assert collector.archived(f"{site.base}/berita/1")


@pytest.mark.parametrize(
    ("address", "says", "code"),
    [
        ("http://169.254.169.254/", "169.254.169.254 is not a public address", 1),
        ("file:///etc/passwd", "is no web address; write one that begins with https://", 1),
        ("", "is no web address", 1),
    ],
)
def test_an_address_that_is_not_asked_for_is_one_line(collector: Collector, address: str, says: str, code: int) -> None:
    done = collector.kb("collect", "--address", address)
    assert done.returncode == code
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_address_from_which_nothing_comes_says_why(collector: Collector, site: Site) -> None:
    site.put("/closed", pages.article("x"))
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    for path, says in (("/gone", "status 404"), ("/closed", "robots.txt asks not to fetch")):
        done = collector.kb("collect", "--address", site.base + path)
        assert done.returncode == 1
        assert says in done.stderr.strip().split("\n")[-1]


def test_only_what_is_due_is_asked(collector: Collector, site: Site) -> None:
    site.put("/page", pages.article("A page"))
    collector.documents(f"{site.base}/page")
    assert [run["source"] for run in collector.collect("--due")] == ["documents"]
    assert collector.collect("--due") == []
    sources = list(load_sources(collector.home / "sources").values())
    ledger = collector.ledger()
    for hours, expected in ((22, []), (23.5, ["documents"]), (48, ["documents"])):
        at = datetime.now(UTC) + timedelta(hours=hours)
        assert [source.id for source in collecting.due(ledger, sources, at)] == expected
    ledger.close()


def test_what_was_fetched_is_read_again_without_asking(collector: Collector, site: Site) -> None:
    pages.eurofound_platform_economy(site)
    site.put("/platformeconomydb/b-2", pages.html("<p>changed</p>"))
    name = "eurofound-platform-economy"
    collector.source(name, site, expected={"least": 1, "most": 9})
    (failed,) = collector.collect(name, code=1)
    asked = len(site.asked)
    (again,) = collector.collect(name, "--from-archive", code=1)
    assert len(site.asked) == asked
    assert (again["done"], again["failed"], again["candidates"]) == (failed["done"], failed["failed"], 2)
    assert len(again["issues"]) == 1
    assert len(collector.titles()) == 2


def test_candidates_are_listed_shown_and_dismissed(collector: Collector, site: Site) -> None:
    pages.issa_good_practices(site)
    collector.source("issa-good-practices", site, expected={"least": 1, "most": 9})
    collector.collect("issa-good-practices")
    listed = json.loads(collector.kb("candidates", "list", "--json").stdout)
    assert [item["title"] for item in listed] == [f"Registration of riders {number}" for number in (3, 2, 1)]
    number = str(listed[0]["id"])
    shown = collector.kb("candidates", "show", number).stdout
    assert "country: Utopia (.field__label 'Country')" in shown
    assert collector.kb("candidates", "dismiss", number, "--by", "ani", "--comment", "no platform").returncode == 0
    assert len(collector.kb("candidates", "list").stdout.strip().split("\n")) == 2
    site.put("/gp/3", pages.good_practice(3).replace("by trip", "by month"))
    collector.collect("issa-good-practices")
    assert "dismissed, changed since" in collector.kb("candidates", "list", "--state", "any").stdout
    assert json.loads(collector.kb("candidates", "show", number, "--json").stdout)["decided_by"] == "ani"
    for arguments in (["show", "99"], ["dismiss", "99"]):
        done = collector.kb("candidates", *arguments)
        assert (done.returncode, done.stderr) == (1, "kb: no candidate 99; see 'kb candidates list'\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["collect"], "name a source, or give --all, --due or --address"),
        (["collect", "document"], "no source 'document'; did you mean 'documents'?"),
        (["collect", "documents", "--from-archive"], "documents has not been collected yet"),
        (["candidates", "show", "x"], "'x' is not a valid integer"),
    ],
)
def test_wrong_use_is_one_line(collector: Collector, arguments: list[str], says: str) -> None:
    collector.documents("https://example.org/")
    done = collector.kb(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("kb: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_source_that_is_not_well_described_is_named(collector: Collector) -> None:
    collector.documents("https://example.org/", schedule="hourly")
    with pytest.raises(KbError, match=r"documents/source\.yml: schedule: "):
        load_sources(collector.home / "sources")
    done = collector.kb("collect", "--list")
    assert done.returncode == 1
    assert "schedule" in done.stderr


def test_only_one_process_collects_at_a_time(collector: Collector, site: Site) -> None:
    from filelock import FileLock

    site.put("/page", pages.article("A page"))
    collector.documents(f"{site.base}/page")
    folder_of(collector.home).mkdir()
    with FileLock(folder_of(collector.home) / "collect.lock"):
        done = collector.kb("collect", "documents")
        assert (done.returncode, done.stderr) == (1, "kb: another 'kb collect' is running; wait until it has ended\n")
        assert collector.kb("collect", "--address", f"{site.base}/page").returncode == 0
