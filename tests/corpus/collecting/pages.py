"""Pages in the structure that each source is taken to have; their texts are made up."""

from __future__ import annotations

import gzip
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.corpus.collecting.site import Respond, Site


def html(body: str, title: str = "Site") -> str:
    """A page with what every site has around its content."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title><script>var n = {id(body)};</script></head>"
        f"<body><nav><a href='/'>Home</a><a href='#main'>Skip</a></nav><main id='main'>{body}</main>"
        "<footer><a href='/contact'>Contact</a></footer></body></html>"
    )


def field(label: str, *values: str) -> str:
    """A field as Drupal renders it."""
    items = "".join(f"<div class='field__item'>{value}</div>" for value in values)
    return f"<div class='field'><div class='field__label'>{label}</div><div class='field__items'>{items}</div></div>"


def listing(addresses: list[str], following: str = "") -> str:
    """A view of rows as Drupal renders it."""
    rows = "".join(
        f"<div class='views-row'><a href='{at}'><img src='x.png' alt=''></a><h3><a href='{at}'>T</a></h3></div>"
        for at in addresses
    )
    pager = f"<ul><li class='pager__item--next'><a href='{following}'>Next</a></li></ul>" if following else ""
    return html(rows + pager)


def good_practice(number: int) -> str:
    """A card of the ISSA database."""
    fields = [
        field("Institution", "Social Insurance Institution"),
        field("Country", "Utopia"),
        field("Region", "Europe"),
        field("Implementation year", "2021"),
        field("Topics", "Extension of coverage", "Information and communication technology"),
        field("Summary", f"Number {number}: riders register by telephone and pay by trip."),
    ]
    return html(f"<article><h1>Registration of riders {number}</h1>{''.join(fields)}</article>")


def issa_good_practices(site: Site) -> None:
    """Two pages of a list, three cards."""
    site.pages["/databases/gp"] = paged([["/gp/1", "/gp/2"], ["/gp/3"]], "/databases/gp")
    for number in (1, 2, 3):
        site.put(f"/gp/{number}", good_practice(number))


def paged(pages: list[list[str]], path: str) -> Respond:
    """A list over pages, by the parameter `page`."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        number = int(query.get("page", ["0"])[0])
        following = f"{path}?page={number + 1}" if number + 1 < len(pages) else ""
        answer(handler, listing(pages[number], following))

    return respond


def answer(handler: BaseHTTPRequestHandler, text: str, media_type: str = "text/html") -> None:
    """Send a text."""
    body = text.encode()
    handler.send_response(200)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def issa_platform_workers(site: Site) -> None:
    """A hub with a page of its own, three articles."""
    paths = ["/analysis/one", "/analysis/two", "/news/three"]
    more = "<a href='/platform-workers/good-practices'>Good practices</a>"
    site.put("/platform-workers", html(more + "".join(f"<a href='{path}'>Article</a>" for path in paths[:2])))
    site.put("/platform-workers/good-practices", html(f"<a href='{paths[2]}'>Article</a><a href='{paths[0]}'>A</a>"))
    for path in paths:
        body = f"<div class='field--name-body'><p>{path}: platforms share data.</p><p>More.</p></div>"
        time = "<time datetime='2024-05-02T10:00:00Z'>2 May 2024</time>" if path == paths[0] else ""
        site.put(path, html(f"<article><h1>On {path}</h1>{time}{body}</article>"))


def initiative(number: int, more: str = "") -> str:
    """A record of Eurofound's database."""
    rows = "".join(
        f"<div><dt>{label}</dt><dd>{value}</dd></div>"
        for label, value in (
            ("Country", "France"),
            ("Year", "2018"),
            ("Type of initiative", "Court case"),
            ("Sector", "X"),
        )
    )
    return html(
        f"<h1>Ruling {number}</h1><div class='description'>Rider {number} is an employee.</div><dl>{rows}{more}</dl>"
    )


def eurofound_platform_economy(site: Site) -> None:
    """A list of two, a second page with one more."""
    base = "/platformeconomydb"
    site.put(f"{base}/", html(f"<a href='{base}/a-1'>A</a><a href='{base}/b-2'>B</a><a href='{base}/about'>About</a>"
                              f"<a rel='next' href='{base}/?page=2'>Next</a>"))  # fmt: skip
    site.put(f"{base}/?page=2", html(f"<a href='{base}/c-3'>C</a>"))
    for path, number in (("a-1", 1), ("b-2", 2), ("c-3", 3)):
        site.put(f"{base}/{path}", initiative(number))


def socialprotection_org(site: Site) -> None:
    """A list of two publications, of which one is about something else."""
    site.put("/discover/publications", listing(["/publication/gig", "/publication/cash"]))
    for path, topic in (("gig", "Gig workers"), ("cash", "Cash transfers")):
        fields = (
            field("Authors", "A. Author") + field("Year", "2022") + field("Description", f"{topic} in five countries.")
        )
        site.put(f"/publication/{path}", html(f"<article><h1>{topic}</h1>{fields}</article>"))


def ilo_social_protection(site: Site) -> None:
    """A module with three resources, one of them a PDF; addresses carry a session."""
    site.put(
        "/gimi/Emodule.action",
        html(
            "<table><tr><td><a href='/gimi/ShowRessource.action;jsessionid=AbC!12?id=1'>Brief one</a></td></tr>"
            "<tr><td><a href='/gimi/ShowRessource.action?id=1'>Brief one, again</a></td></tr>"
            "<tr><td><a href='/gimi/ShowRessource.action?id=2'>Brief two</a></td></tr></table>"
        ),
    )
    site.put("/gimi/ShowRessource.action?id=1", article("Extending coverage to riders"))
    site.put("/gimi/ShowRessource.action;jsessionid=AbC!12?id=1", article("Extending coverage to riders"))
    site.put("/gimi/ShowRessource.action?id=2", article("Collecting by trip"))


def article(title: str) -> str:
    """A page with a text of some length."""
    text = "<p>Platform drivers (pengemudi ojol) pay their contributions to social security by each trip.</p>" * 8
    return html(f"<article><h1>{title}</h1>{text}<p>{title} ends here.</p></article>", title)


def ilo_publications(site: Site) -> None:
    """A list of two publications."""
    site.put("/publications", listing(["/publications/one", "/publications/two"]))
    for name, day in (("one", "31 December 2019"), ("two", "May 5, 2026")):
        body = "<div class='field--name-body'><p>How platform work is covered.</p></div>"
        file = f"<a href='/media/{name}.pdf'>Download</a>"
        site.put(
            f"/publications/{name}", html(f"<article><h1>Report {name}</h1><time>{day}</time>{body}{file}</article>")
        )


def sitemap(site: Site) -> None:
    """An index of two sitemaps, one of them compressed."""
    namespace = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    urls = [
        f"<url><loc>{site.base}/berita/{number}</loc><lastmod>2026-0{number}-01</lastmod></url>" for number in (1, 2, 3)
    ]
    other = f"<url><loc>{site.base}/kontak</loc></url>"
    index = "".join(f"<sitemap><loc>{site.base}/{name}</loc></sitemap>" for name in ("news.xml", "old.xml.gz"))
    site.put("/sitemap.xml", f"<sitemapindex {namespace}>{index}</sitemapindex>", "application/xml")
    site.put("/news.xml", f"<urlset {namespace}>{''.join(urls[:2])}{other}</urlset>", "application/xml")
    site.put("/old.xml.gz", gzip.compress(f"<urlset {namespace}>{urls[2]}</urlset>".encode()), "application/x-gzip")
    for number in (1, 2, 3):
        site.put(f"/berita/{number}", article(f"Berita {number}"))


def feed(site: Site) -> None:
    """A feed of two entries."""
    items = "".join(
        f"<item><title>Siaran pers {number}</title><link>{site.base}/pers/{number}</link>"
        f"<pubDate>Mon, 0{number} Jun 2026 08:00:00 +0700</pubDate></item>"
        for number in (1, 2)
    )
    channel = f"<channel><title>K</title><link>{site.base}</link>{items}</channel>"
    site.put("/rss", f"<?xml version='1.0'?><rss version='2.0'>{channel}</rss>", "application/rss+xml")
    for number in (1, 2):
        site.put(f"/pers/{number}", article(f"Siaran pers {number}"))


def oai(records: str, token: str = "", error: str = "") -> str:
    """An answer of OAI-PMH."""
    namespace = "xmlns='http://www.openarchives.org/OAI/2.0/'"
    content = error or f"<ListRecords>{records}{token}</ListRecords>"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><OAI-PMH {namespace}><responseDate>2026-11-24T00:00:00Z</responseDate>"
        f"<request verb='ListRecords'>x</request>{content}</OAI-PMH>"
    )


def oai_record(number: int, *elements: str, deleted: bool = False) -> str:
    """A record, or the mark of a deleted one."""
    header = _header(number, deleted)
    if deleted:
        return f"<record>{header}</record>"
    dc = "xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    given = "".join(elements) or (
        f"<dc:title>Social security for informal workers {number}</dc:title><dc:creator>A</dc:creator>"
        f"<dc:date>2024-03-0{number}T10:00:00Z</dc:date><dc:date>2023-0{number}</dc:date>"
        f"<dc:identifier>REP-{number}</dc:identifier><dc:identifier>https://hdl.example.org/10986/{number}</dc:identifier>"
        f"<dc:description>Pilot number {number}.</dc:description><dc:rights>CC BY 3.0 IGO</dc:rights>"
    )
    return f"<record>{header}<metadata><oai_dc:dc {dc}>{given}</oai_dc:dc></metadata></record>"


def _header(number: int, deleted: bool) -> str:
    status = " status='deleted'" if deleted else ""
    return (
        f"<header{status}><identifier>oai:repository:{number}</identifier>"
        "<datestamp>2026-01-01T00:00:00Z</datestamp></header>"
    )


def oai_pmh(site: Site, path: str = "/oai/request") -> None:
    """A repository of five records over three answers; the fourth is deleted."""
    parts = {
        "": oai(oai_record(1) + oai_record(2), "<resumptionToken completeListSize='5'>a b&amp;c/2</resumptionToken>"),
        "a b&c/2": oai(oai_record(3) + oai_record(4, deleted=True), "<resumptionToken>end</resumptionToken>"),
        "end": oai(oai_record(5), "<resumptionToken/>"),
    }

    def respond(handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        answer(handler, parts[query.get("resumptionToken", [""])[0]], "text/xml")

    site.pages[path] = respond


SITES = {
    "issa-good-practices": issa_good_practices,
    "issa-platform-workers": issa_platform_workers,
    "eurofound-platform-economy": eurofound_platform_economy,
    "socialprotection-org": socialprotection_org,
    "ilo-social-protection": ilo_social_protection,
    "ilo-publications": ilo_publications,
    "bpjs-ketenagakerjaan": sitemap,
    "kemnaker": feed,
    "world-bank": oai_pmh,
    "cepal": oai_pmh,
}
