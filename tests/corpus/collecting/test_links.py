"""`kb links` against a site that answers, has moved, is gone, turns programs away, hangs, or fails now and then."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any

import pytest

from kb import links
from kb.links import Check
from kb.model import Practice
from kb.store import Store, save_revision, show_revision
from tests.corpus.collecting import pages
from tests.corpus.collecting.conftest import Collector
from tests.corpus.collecting.site import Site


class Links:
    """A base whose practice cites pages of a site."""

    def __init__(self, collector: Collector, site: Site, case: Practice) -> None:
        self.collector, self.site, self.case = collector, site, case
        self.store = Store(collector.home / "store.sqlite", links.MIGRATIONS)
        self.store.create()
        collector.documents(f"{site.base}/x")  # a source of this host, without pauses

    def cite(self, *paths: str) -> None:
        """Publish practices that cite these paths."""
        size = len(self.case.sources)
        for number in range(0, len(paths), size):
            addresses = [self.site.base + path for path in paths[number : number + size]]
            addresses += [f"{self.site.base}/other-{one}" for one in range(size - len(addresses))]
            sources = {
                key: source.model_copy(update={"url": address})
                for (key, source), address in zip(self.case.sources.items(), addresses, strict=True)
            }
            practice = self.case.model_copy(update={"id": f"idn-{number}", "sources": sources})
            with self.store.file.write() as db:  # past the rules: the addresses are of this machine
                show_revision(db, practice.id, save_revision(db, practice, "author").number, "editor", "")

    def run(self, *arguments: str, code: int = 0) -> dict[str, dict[str, Any]]:
        """What `kb links --json` prints, by path."""
        done = self.collector.kb("links", "--timeout=1", "--json", *arguments)
        assert done.returncode == code, (done.stdout, done.stderr)
        return {one["address"].removeprefix(self.site.base): one for one in json.loads(done.stdout)}

    def failed(self, path: str, *days: float) -> None:
        """Enter failures so many days ago."""
        with self.store.file.write() as db:
            for day in days:
                at = (datetime.now(UTC) - timedelta(days=day)).isoformat(timespec="seconds")
                links.record(db, Check(self.site.base + path, "gone", 404, "", "status 404", "", at))


@pytest.fixture
def cited(collector: Collector, site: Site, case: Practice) -> Links:
    return Links(collector, site, case)


def no_head(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(405 if handler.command == "HEAD" else 200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "0" if handler.command == "HEAD" else "2")
    handler.end_headers()
    if handler.command == "GET":
        handler.wfile.write(b"ok")


def test_every_kind_of_answer_is_told_apart(cited: Links) -> None:
    site = cited.site
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    site.put("/ok", "here")
    site.put("/gone", "", status=410)
    site.put("/new", "here")
    site.put("/moved", "", status=301, Location="/new")
    site.redirect("/elsewhere", "/new")
    site.put("/forbidden", "", status=403)
    site.put("/fails", "", status=500)
    site.pages["/hangs"] = lambda handler: site.closing.wait(20)  # type: ignore[assignment, return-value]
    site.pages["/no-head"] = no_head
    site.redirect("/within", "http://10.0.0.1/")
    paths = [*site.pages, "/missing", "/closed"]
    cited.cite(*(path for path in paths if path not in ("/robots.txt", "/new")))
    found = cited.run()
    assert {path: one["last"]["outcome"] for path, one in found.items() if "other" not in path} == {
        "/ok": "ok", "/gone": "gone", "/missing": "gone", "/moved": "moved", "/elsewhere": "ok",
        "/forbidden": "blocked", "/closed": "blocked", "/fails": "trouble", "/hangs": "trouble",
        "/no-head": "ok", "/within": "blocked",
    }  # fmt: skip
    assert {one["state"] for one in found.values()} == {"ok", "moved", "blocked", "failing"}, "nothing is dead at once"
    assert found["/moved"]["last"]["final"] == f"{site.base}/new"
    assert found["/hangs"]["last"]["message"] == "it took too long"
    assert "robots.txt" in found["/closed"]["last"]["message"]
    assert found["/gone"]["practices"] == ["idn-0"]
    asked = [(one.method, one.path) for one in site.asked if one.path != "/robots.txt"]
    assert asked.count(("HEAD", "/ok")) == 1
    assert ("GET", "/ok") not in asked, "a page that answers is not fetched whole"
    assert [method for method, path in asked if path == "/no-head"] == ["HEAD", "GET"]
    assert not any(path == "/closed" for _, path in asked)
    assert {one.headers["User-Agent"] for one in site.asked} == {site.asked[0].headers["User-Agent"]}
    assert "tests@example.org" in site.asked[0].headers["User-Agent"]


def test_an_address_dies_after_failures_on_several_days_and_comes_back(cited: Links) -> None:
    cited.site.put("/flaky", "", status=404)
    cited.cite("/flaky")
    cited.failed("/flaky", 9, 6)
    assert "/flaky" not in cited.run("--dead")
    assert cited.run()["/flaky"]["state"] == "dead"
    dead = cited.run("--dead")["/flaky"]
    assert dead["failures"] == 3
    assert dead["last"]["status"] == 404
    cited.site.put("/flaky", "here again")
    assert cited.run()["/flaky"]["state"] == "ok"
    assert "/flaky" not in cited.run("--dead")
    done = cited.collector.kb("links", "--history", f"{cited.site.base}/flaky")
    assert [line.split("\t")[1] for line in done.stdout.splitlines()] == ["gone", "gone", "gone", "ok"]


def test_only_what_is_due_is_asked_for_the_longest_unchecked_first(cited: Links) -> None:
    for path in ("/a", "/b", "/c"):
        cited.site.put(path, "here")
    cited.cite("/a", "/b", "/c")
    assert len(cited.run("--limit", "2")) == 2
    first = {one.path for one in cited.site.asked if one.path != "/robots.txt"}
    rest = set(cited.run("--due")) - first
    cited.site.asked.clear()
    cited.run("--due")
    assert cited.site.paths() == [], "what was checked today is not due"
    assert rest


def test_the_archived_copy_is_dated_and_what_has_not_changed_is_not_sent_again(cited: Links) -> None:
    site = cited.site
    site.put("/page", pages.article("Law"), ETag='"one"')
    cited.collector.documents(f"{site.base}/page")
    cited.collector.collect("documents")
    cited.cite("/page")
    site.asked.clear()
    found = cited.run()["/page"]
    assert found["last"]["archived_at"][:4] == str(datetime.now(UTC).year)
    (head,) = [one for one in site.asked if one.path == "/page"]
    assert (head.method, head.headers["If-None-Match"]) == ("HEAD", '"one"')


def test_pauses_are_kept_and_what_may_not_be_asked_is_not_asked(cited: Links) -> None:
    site = cited.site
    for number in range(4):
        site.put(f"/{number}", "here")
    cited.collector.documents(f"{site.base}/x", delay=0.3)
    cited.cite(*(f"/{number}" for number in range(4)))
    cited.run()
    times = [one.at for one in site.asked]
    assert all(later - earlier >= 0.28 for earlier, later in pairwise(times))
    cited.collector.sites.clear()
    site.asked.clear()
    refused = cited.run()
    assert {one["state"] for one in refused.values()} == {"blocked"}, "what may not be asked is not said to be dead"
    assert site.asked == []


def test_nothing_is_asked_without_a_contact_or_a_store(collector: Collector) -> None:
    done = collector.kb("links", KB_CONTACT="")
    assert done.returncode == 2
    assert "KB_CONTACT" in done.stderr
    done = collector.kb("links", KB_HOME=str(collector.home / "none"))
    assert done.returncode == 1
    assert "kb init" in done.stderr
