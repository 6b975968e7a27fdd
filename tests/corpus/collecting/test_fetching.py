"""What fetching promises: polite, to public addresses only, and everything as it was received."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from corpus.collecting import folder_of
from tests.corpus.collecting.conftest import Collector
from tests.corpus.collecting.site import Site

PAGE = (
    "<html><head><title>{}</title></head>"
    "<body><article><p>Drivers pay contributions from each trip.</p></article></body></html>"
)


def page(title: str) -> str:
    return PAGE.format(title)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 1_000_000)


def header_bomb(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        handler.wfile.write(b"X-Header-%d: %s\r\n" % (number, b"y" * 1000))


def slow(site: Site) -> object:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not site.closing.wait(0.2):
            handler.wfile.write(b"x")

    return respond


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


def test_hostile_answers_are_refused_with_a_reason_and_harm_no_other_page(collector: Collector, site: Site) -> None:
    site.put("/good", page("Good"))
    site.pages["/endless"] = endless
    site.pages["/headers"] = header_bomb
    site.pages["/slow"] = slow(site)  # type: ignore[assignment]
    site.pages["/broken-off"] = broken_off
    site.put("/bomb", gzip.compress(b"\0" * 300_000_000, 9), Content__Encoding="gzip")
    site.put("/unknown-encoding", page("x"), Content__Encoding="zstd")
    site.put("/image", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "image/png")
    site.put("/not-a-page", b"\x7fELF" + b"\1" * 100, "text/html")
    site.put("/empty", "")
    site.redirect("/loop", "/loop")
    site.redirect("/private", "http://10.0.0.1/")
    site.redirect("/metadata", "http://169.254.169.254/latest/meta-data/")
    site.redirect("/octal", "http://0177.0.0.1/")
    site.redirect("/file", "file:///etc/passwd")
    site.redirect("/other-port", f"http://127.0.0.1:{site.port + 1}/")
    site.redirect("/moved", "/good?from=moved")
    paths = [path for path in site.pages if path != "/good"]
    collector.documents(*(site.base + path for path in [*paths, "/gone", "/good"]), timeout=2)
    (run,) = collector.collect("documents", code=1)
    told = {issue["address"].removeprefix(site.base): issue["message"] for issue in run["issues"]}
    assert "larger than 50 MiB" in told["/endless"]
    assert "headers of more than 64 KiB" in told["/headers"]
    assert told["/slow"] == "it took too long"
    assert "broke off" in told["/broken-off"]
    assert "more than 50 MiB when decompressed" in told["/bomb"]
    assert "unknown content encoding 'zstd'" in told["/unknown-encoding"]
    assert told["/loop"] == "more than 5 redirects"
    assert told["/private"] == "10.0.0.1 is not a public address"
    assert told["/metadata"] == "169.254.169.254 is not a public address"
    assert told["/octal"] == "0177.0.0.1 is a number in disguise, not a name"
    assert "file:///etc/passwd, which is not followed" in told["/file"]
    assert "port" in told["/other-port"] or "not a public address" in told["/other-port"]
    assert told["/gone"] == "status 404"
    assert {"/image", "/not-a-page", "/empty"} <= told.keys()
    assert "/good" not in told
    assert "/moved" not in told
    assert run["done"] == 2
    assert run["waiting"] == 0
    assert "Good" in collector.titles()


def test_names_that_lead_within_are_refused(collector: Collector, site: Site) -> None:
    """Also when they lead outside at the first look-up: what was judged is what is connected to."""
    names = {
        "inside.example.org": "10.1.2.3",
        "loopback.example.org": "127.0.0.1",
        "mixed.example.org": "203.0.114.7+192.168.0.1",
        "mapped.example.org": "::ffff:127.0.0.1",
        "nat64.example.org": "64:ff9b::7f00:1",
        "shared.example.org": "100.64.1.1",
    }
    collector.documents(*(f"http://{name}:8080/" for name in names), hosts=list(names), timeout=5)
    spelt = ";".join(f"{name}={numbers}" for name, numbers in names.items())
    (run,) = collector.collect("documents", names=spelt, code=0)
    told = {issue["address"].split("/")[2].split(":")[0]: issue["message"] for issue in run["issues"]}
    assert told.keys() == names.keys()
    for name, message in told.items():
        assert name in message
        assert "is not a public address" in message
    assert site.asked == []


def test_a_name_that_changes_its_mind_reaches_nothing(collector: Collector, site: Site) -> None:
    name = "rebinding.example.org=127.0.0.1,10.0.0.1;"
    site.put("/page", page("Reached"))
    collector.documents(f"http://rebinding.example.org:{site.port}/page", hosts=["rebinding.example.org"])
    (run,) = collector.collect("documents", names=name.rstrip(";"))
    assert run["done"] == 0
    assert "port" in run["issues"][0]["message"]
    assert site.asked == []


def test_robots_txt_is_obeyed(collector: Collector, site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed\nCrawl-delay: 0.3", "text/plain")
    for path in ("/open", "/closed/1", "/also-open"):
        site.put(path, page(path))
    collector.documents(*(site.base + path for path in ("/closed/1", "/open", "/also-open")))
    (run,) = collector.collect("documents")
    assert [issue["message"] for issue in run["issues"]] == ["the site's robots.txt asks not to fetch this address"]
    assert site.paths() == ["/open", "/also-open"]
    times = [asked.at for asked in site.asked]
    assert times[-1] - times[-2] >= 0.27


def test_a_robots_txt_in_trouble_is_a_refusal_and_a_huge_one_is_cut(collector: Collector, site: Site) -> None:
    site.put("/robots.txt", "", status=500)
    site.put("/page", page("A page"))
    collector.documents(f"{site.base}/page")
    (run,) = collector.collect("documents")
    assert run["issues"][0]["kind"] == "refused"
    assert site.paths() == []
    site.put("/robots.txt", "User-agent: *\nDisallow: /page\n" + "# filler\n" * 500_000, "text/plain")
    (run,) = collector.collect("documents")
    assert run["issues"][0]["kind"] == "refused"
    site.put("/robots.txt", "", status=404)
    (run,) = collector.collect("documents")
    assert run["issues"] == []


def test_trouble_is_asked_about_again_with_growing_pauses(collector: Collector, site: Site) -> None:
    site.put("/busy", "", status=503, Retry__After="0")
    collector.documents(f"{site.base}/busy", delay=0.1)
    (run,) = collector.collect("documents")
    assert run["issues"][0]["message"] == "status 503"
    times = [asked.at for asked in site.asked if asked.path == "/busy"]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert len(pauses) == 3
    assert pauses[1] >= 0.17
    assert pauses[2] >= 0.35


def test_what_has_not_changed_is_not_sent_again(collector: Collector, site: Site) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == '"v1"'
        body = b"" if same else page("Same").encode()
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    site.pages["/etag"] = respond
    site.put("/fresh", page("Fresh"), Cache__Control="max-age=3600")
    collector.documents(f"{site.base}/etag", f"{site.base}/fresh")
    for _ in range(2):
        (run,) = collector.collect("documents")
        assert (run["done"], run["issues"]) == (2, [])
    assert site.paths() == ["/etag", "/fresh", "/etag"]
    assert site.asked[-1].headers["If-None-Match"] == '"v1"'
    assert collector.archived(f"{site.base}/etag") == page("Same").encode()
    assert collector.titles() == ["Fresh", "Same"]


def test_everything_is_archived_as_it_came(collector: Collector, site: Site) -> None:
    body = gzip.compress(page("Compressed").encode())
    site.put("/compressed", body, Content__Encoding="gzip", X__Note="kept")
    site.redirect("/old", "/compressed")
    collector.documents(f"{site.base}/old")
    collector.collect("documents")
    (path,) = (folder_of(collector.home) / "warc").glob("*.warc.gz")
    with path.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.raw_stream.read(), record)
            for record in ArchiveIterator(stream)
        ]
    answers = {
        uri.removeprefix(site.base): (content, record) for kind, uri, content, record in records if kind == "response"
    }
    assert answers.keys() == {"/robots.txt", "/old", "/compressed"}
    content, record = answers["/compressed"]
    assert content == body
    assert record.http_headers.get_header("X-Note") == "kept"
    assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert [kind for kind, *_ in records].count("request") == 3
    ledger = collector.ledger()
    row = next(ledger.file.read().query("SELECT * FROM resource WHERE status = 200"))
    ledger.close()
    assert row["address"] == f"{site.base}/old"
    assert row["final"] == f"{site.base}/compressed"
    assert row["sha256"] == hashlib.sha256(body).hexdigest()
    assert collector.archived(f"{site.base}/old") == page("Compressed").encode()


def test_who_asks_says_so(collector: Collector, site: Site) -> None:
    site.put("/page", page("A page"))
    collector.documents(f"{site.base}/page")
    collector.collect("documents")
    assert {asked.headers["User-Agent"] for asked in site.asked} == {"kb-social-security/0.1.0 (+tests@example.org)"}
    done = collector.kb("collect", "documents", KB_CONTACT="")
    assert done.returncode == 2
    assert done.stderr.startswith("kb: set KB_CONTACT")


def test_a_proxy_of_the_environment_is_not_used(collector: Collector, site: Site) -> None:
    site.put("/page", page("A page"))
    done = collector.kb("collect", "--address", f"{site.base}/page", http_proxy="http://127.0.0.1:9")
    assert done.returncode == 0, done.stderr


def test_killed_and_gone_on_with_nothing_is_lost_or_asked_twice(collector: Collector, site: Site) -> None:
    number = 150
    for count in range(number):
        site.put(f"/page/{count}", page(f"Page {count:03}"))
    collector.documents(*(f"{site.base}/page/{count}" for count in range(number)), delay=0.02)
    for stop in (40, 90):
        kb = str(Path(sys.executable).with_name("kb"))
        process = subprocess.Popen(
            [kb, "collect", "documents"],
            env=collector.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while len(site.asked) < stop and time.monotonic() < deadline:
            assert process.poll() is None
            site.closing.wait(0.005)
        process.kill()
        process.wait()
    (run,) = collector.collect("documents")
    assert (run["done"], run["waiting"], run["failed"], run["outcome"]) == (number, 0, 0, "ended")
    paths = site.paths()
    assert set(paths) == {f"/page/{count}" for count in range(number)}
    assert len(paths) - number <= 2, "only what was on its way when the process was killed may be asked for again"
    assert collector.titles() == [f"Page {count:03}" for count in range(number)]
    times = sorted(asked.at for asked in site.asked)
    stretches = [later - earlier for earlier, later in zip(times, times[20:], strict=False)]
    assert min(stretches) >= 0.8 * 20 * 0.02, "a busy server notices a request late, but not twenty of them"
