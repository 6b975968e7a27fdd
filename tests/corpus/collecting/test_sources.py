"""What each source gives, and that it says so when its pages are not as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.sources import oai_pmh
from corpus.sources.model import Fault, Page, Reading, Source
from corpus.sources.registry import adapter_of, load_sources
from tests.corpus.collecting import pages
from tests.corpus.collecting.conftest import SOURCES, Collector
from tests.corpus.collecting.site import Site

ALL = load_sources(SOURCES)
COUNTS = {
    "issa-good-practices": 3,
    "issa-platform-workers": 3,
    "eurofound-platform-economy": 3,
    "socialprotection-org": 1,
    "ilo-social-protection": 2,
    "ilo-publications": 2,
    "bpjs-ketenagakerjaan": 3,
    "kemnaker": 2,
    "world-bank": 4,
    "cepal": 4,
}


def read(source: str, body: str | bytes, kind: str = "record", media_type: str = "text/html") -> Reading:
    """What the adapter of a source makes of a page."""
    content = body.encode() if isinstance(body, str) else body
    address = ALL[source].start[0]
    page = Page(address, address, media_type, content, "2026-11-24T00:00:00Z", kind, {})
    return adapter_of(ALL[source]).read(ALL[source], page)


def test_the_sources_are_those_that_are_tested() -> None:
    assert ALL.keys() == COUNTS.keys() == pages.SITES.keys()
    assert all(source.unseen for source in ALL.values())


def test_all_sources_are_collected_from_sites_of_their_structure(
    collector: Collector, new_site: Callable[[], Site]
) -> None:
    for name, make in pages.SITES.items():
        site = new_site()
        make(site)
        collector.source(name, site, expected={"least": 1, "most": 10})
    runs = {run["source"]: run for run in collector.collect("--all")}
    assert {name: run["candidates"] for name, run in runs.items()} == COUNTS, [run["issues"] for run in runs.values()]
    assert {run["outcome"] for run in runs.values()} == {"ended"}
    assert [run["issues"] for run in runs.values() if run["issues"]] == []
    assert runs["socialprotection-org"]["passed_over"] == 1
    candidates = collector.candidates()
    found = {kept.found.title: kept.found for kept in candidates.all(None)}
    candidates.file.close()
    card = found["Registration of riders 1"]
    assert card.values()["topic"] == ["Extension of coverage", "Information and communication technology"]
    assert card.fields["country"][0].where == ".field__label 'Country'"
    assert found["Ruling 2"].first("summary") == "Rider 2 is an employee."
    assert found["Report one"].first("published") == "2019-12-31"
    assert found["Report two"].first("published") == "2026-05-05"
    assert found["Report one"].first("document").endswith("/media/one.pdf")
    assert found["On /analysis/one"].first("published") == "2024-05-02"
    record = found["Social security for informal workers 1"]
    assert record.first("published") == "2023-01"
    assert record.address == "https://hdl.example.org/10986/1"
    assert record.first("licence") == "CC BY 3.0 IGO"
    assert found["Siaran pers 1"].first("title") == "Siaran pers 1"
    again = {run["source"]: run for run in collector.collect("--all")}
    assert {run["outcome"] for run in again.values()} == {"ended"}
    assert sorted(collector.titles()) == sorted(found)
    assert sum(COUNTS.values()) - len(found) == COUNTS["cepal"], "both repositories have the same records"


def test_a_source_whose_markup_changed_fails_and_is_named(collector: Collector, new_site: Callable[[], Site]) -> None:
    sound, changed, short = new_site(), new_site(), new_site()
    pages.issa_platform_workers(sound)
    collector.source("issa-platform-workers", sound)
    pages.eurofound_platform_economy(changed)
    changed.put("/platformeconomydb/b-2", pages.initiative(2, "<div><dt>Legal basis</dt><dd>x</dd></div>"))
    collector.source("eurofound-platform-economy", changed, expected={"least": 1, "most": 9})
    pages.issa_good_practices(short)
    collector.source("issa-good-practices", short)
    done = collector.kb("collect", "--all")
    assert done.returncode == 1
    last = done.stderr.strip().split("\n")[-1]
    assert last == ("kb: failed: eurofound-platform-economy, issa-good-practices; 'kb collect --runs' says why")
    assert "unknown label 'Legal basis'; known are " in done.stdout
    assert "3 records found where 600 to 3000 are expected" in done.stdout
    told = collector.kb("collect", "--runs")
    assert told.returncode == 0
    assert "unknown label 'Legal basis'" in told.stdout
    assert len(collector.titles()) == 8, "what could be read is kept"


def test_a_missing_field_fails_the_run(collector: Collector, site: Site) -> None:
    pages.issa_good_practices(site)
    site.put("/gp/2", pages.html("<article><h1>No country</h1>" + pages.field("Summary", "x") + "</article>"))
    collector.source("issa-good-practices", site, expected={"least": 1, "most": 9})
    (run,) = collector.collect("issa-good-practices", code=1)
    assert [issue["message"] for issue in run["issues"]] == ["No country: nothing found for country, institution"]


BROKEN = {
    "nothing": "",
    "no content": "<html><body></body></html>",
    "another page": pages.html("<p>We are down for maintenance.</p>"),
    "cut": pages.good_practice(1)[:250],
    "not a page": b"\x00\x01\x02",
}
STRICT = [
    (name, kind)
    for name, source in ALL.items()
    for kind in ("list", "record")
    if source.adapter.endswith(".adapter") and (name, kind) != ("ilo-social-protection", "record")
]  # the one left out is read as any page is


@pytest.mark.parametrize(("source", "kind"), STRICT)
@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_page_that_is_not_as_known_is_a_fault(source: str, kind: str, body: str | bytes) -> None:
    with pytest.raises(Fault, match=ALL[source].start[0].split("?")[0].replace("+", ".")):
        read(source, body, kind)


def test_an_empty_list_is_one_only_when_the_site_says_so() -> None:
    assert read("issa-good-practices", pages.html("<div class='view-empty'>No results</div>"), "list") == Reading()
    with pytest.raises(Fault, match=r"nothing matches '\.views-row'"):
        read("issa-good-practices", pages.html("<p>x</p>"), "list")


def test_a_changed_card_is_a_fault_at_every_point() -> None:
    sound = pages.good_practice(1)
    assert len(read("issa-good-practices", sound).candidates) == 1
    for before, after, told in [
        ("<h1>", "<h2>", "0 elements match 'h1'"),
        ("article", "section", "0 elements match 'article'"),
        (">Country<", ">Nation<", "unknown label 'Nation'"),
        (">Utopia<", "><", "the label 'Country' has no value"),
    ]:
        with pytest.raises(Fault, match=told):
            read("issa-good-practices", sound.replace(before, after))


def test_scripts_and_spacing_are_no_change() -> None:
    first, second = (
        pages.good_practice(1),
        pages.good_practice(1).replace("><div", ">\n  <div").replace("var n", "let m"),
    )
    assert first != second
    hashes = {read("issa-good-practices", body).candidates[0].content_hash() for body in (first, second)}
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (pages.oai("", error="<error code='badResumptionToken'>expired</error>"), "badResumptionToken: expired"),
        (pages.oai("", error="<error code='badVerb'/>"), "badVerb"),
        (pages.oai("", error="<Identify/>"), "neither a list of records nor an error"),
        ("<html><body>down</body></html>", "is not an answer of OAI-PMH 2.0"),
        ("<?xml version='1.0'?><OAI-PMH", "no sound XML"),
        ("", "no sound XML"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "no sound XML"),
        ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "no sound XML"),
        (pages.oai("<record><metadata/></record>"), "a record without an identifier"),
    ],
    ids=str,
)
def test_an_oai_answer_that_is_none_is_a_fault(answer: str, told: str) -> None:
    with pytest.raises(Fault, match=told):
        read("world-bank", answer, "list", "text/xml")


def test_oai_records_are_read_one_by_one() -> None:
    title = "<dc:title>T</dc:title>"
    reading = read(
        "world-bank",
        pages.oai(
            pages.oai_record(1)
            + pages.oai_record(2, title, "<dc:identifier>REP-2</dc:identifier>")
            + pages.oai_record(3, "<dc:identifier>https://example.org/3</dc:identifier>")
            + pages.oai_record(
                4, title, "<dc:identifier>https://example.org/4</dc:identifier>", "<dc:date>1st of May</dc:date>"
            )
            + pages.oai_record(5, title, "<dc:colour>red</dc:colour>")
            + pages.oai_record(6, deleted=True)
        ),
        "list",
        "text/xml",
    )
    assert [candidate.address for candidate in reading.candidates] == [
        "https://hdl.example.org/10986/1",
        "https://example.org/4",
    ]
    assert reading.candidates[1].first("published") == ""
    assert reading.withdrawn == ("oai:repository:6",)
    assert [fault.split(": ")[1] for fault in reading.faults] == [
        "no web address among its identifiers",
        "no title",
        "unknown element {http://purl.org/dc/elements/1.1/}colour",
    ]
    assert read("world-bank", pages.oai("", error="<error code='noRecordsMatch'/>"), "list", "text/xml") == Reading()


def test_a_resumption_token_that_leads_to_itself_is_a_fault() -> None:
    address = "https://example.org/oai?verb=ListRecords&resumptionToken=x"
    body = pages.oai(pages.oai_record(1), "<resumptionToken>x</resumptionToken>").encode()
    page = Page(address, address, "text/xml", body, "2026-11-24T00:00:00Z", "list")
    with pytest.raises(Fault, match="leads to itself"):
        oai_pmh.read(ALL["world-bank"], page)


def test_a_repository_is_asked_only_for_what_changed_since(collector: Collector, site: Site) -> None:
    pages.oai_pmh(site)
    collector.source("world-bank", site, expected={"least": 4, "most": 4})
    collector.collect("world-bank")
    first = site.paths()
    assert first[0] == "/oai/request?verb=ListRecords&metadataPrefix=oai_dc"
    assert first[1:] == [
        "/oai/request?verb=ListRecords&resumptionToken=a+b%26c%2F2",
        "/oai/request?verb=ListRecords&resumptionToken=end",
    ]
    site.put("/oai/request", pages.oai(pages.oai_record(2, deleted=True)), "text/xml")
    (run,) = collector.collect("world-bank")
    assert run["outcome"] == "ended"
    assert site.paths()[-1].startswith("/oai/request?verb=ListRecords&metadataPrefix=oai_dc&from=20")
    candidates = collector.candidates()
    gone = [kept.found.first("identifier") for kept in candidates.all() if kept.withdrawn_at]
    candidates.file.close()
    assert gone == ["oai:repository:2"]


@pytest.mark.parametrize(
    ("source", "answer", "told"),
    [
        ("kemnaker", "<html><body>moved</body></html>", "neither RSS nor Atom"),
        ("kemnaker", "", "neither RSS nor Atom"),
        ("kemnaker", "<rss version='2.0'><channel><item><title>x</title></item></channel></rss>", "without a title or"),
        ("bpjs-ketenagakerjaan", "<html><body>moved</body></html>", "is no sitemap"),
        ("bpjs-ketenagakerjaan", "not XML", "no sound XML"),
        (
            "bpjs-ketenagakerjaan",
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>",
            "without a web address",
        ),
    ],
)
def test_a_feed_or_sitemap_that_is_none_is_a_fault(source: str, answer: str, told: str) -> None:
    with pytest.raises(Fault, match=told):
        read(source, answer, "list", "application/xml")


def test_a_feed_never_opens_a_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("<rss version='2.0'><channel><title>x</title></channel></rss>", encoding="utf-8")
    with pytest.raises(Fault):
        read("kemnaker", str(path), "list", "application/xml")


def test_every_source_follows_only_its_own_hosts() -> None:
    for source in ALL.values():
        assert isinstance(source, Source)
        assert source.follows(source.start[0])
        assert not source.follows("https://elsewhere.example.org/")
        assert not source.follows("ftp://" + source.start[0].split("/")[2])
