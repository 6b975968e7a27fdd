"""Feeds are sound Atom whatever the texts, say what the pages say, and are sent again only when something changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.base import Base
from kb.settings import Settings
from kb.text import LocalText
from tests.bases import small_base
from tests.strategies import TRICKY
from tests.web.conftest import Pages
from web.app import create_app
from web.feeds.atom import NAMESPACE, NEVER, Entry, Feed, entry_id, write_feed

ATOM = f"{{{NAMESPACE}}}"
SINGAPORE = "sgp-platform-workers-act-2024"
texts = st.text(max_size=80) | st.sampled_from([*TRICKY, "<b>&amp;]]>", "\ufffe\uffff", "\ud800", "<![CDATA[x]]>"])


def read(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def parsed_xml(document: bytes) -> ET.Element:
    return ET.fromstring(document)  # noqa: S314 - written by the project


def ids(feed: Any) -> list[str]:
    """Return the ids of the practices that the entries lead to."""
    return [entry.link.rpartition("/")[2].partition("?")[0] for entry in feed.entries]


def sound(text: str) -> str:
    """Return what XML 1.0 can hold of a text, without control characters; its line breaks are one character."""
    held = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs"))
    held = held.replace("\ufffe", "").replace("\uffff", "")
    return held.replace("\r\n", "\n").replace("\r", "\n")


@given(texts, texts, texts)
def test_any_text_comes_back(title: str, summary: str, content: str) -> None:
    entry = Entry(entry_id("a", "1"), title, NEVER, "https://example.org/a?b=1&c=2", summary, content, (("x", title),))
    written = write_feed(Feed("https://example.org/f", "https://example.org/", title, summary, "x", "id", (entry,)))
    found = parsed_xml(written).find(f"{ATOM}entry")
    assert found is not None
    assert (found.findtext(f"{ATOM}title"), found.findtext(f"{ATOM}summary")) == (sound(title), sound(summary))
    assert (found.findtext(f"{ATOM}content") or "") == sound(content)
    parsed = feedparser.parse(written)
    assert not parsed.bozo
    assert parsed.entries[0].title == sound(title).strip()
    assert parsed.entries[0].link == entry.url


@given(st.lists(st.text(max_size=10), min_size=1, max_size=4))
def test_ids_are_names_that_stay(parts: list[str]) -> None:
    assert entry_id(*parts) == entry_id(*parts)
    assert entry_id(*parts).startswith("urn:uuid:")


def test_ids_of_entries_never_change() -> None:
    """Readers of the feeds take an entry with another id for a new one."""
    assert entry_id(SINGAPORE, "1", "published", "en") == "urn:uuid:b6ebe671-2f8c-5ac4-9700-0547872d15f3"


@pytest.mark.parametrize("path", ["/feed.atom", "/countries/MYS/feed.atom", "/search/feed.atom?q=contributions"])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_feed_has_what_rfc_4287_asks_for(client: FlaskClient, path: str, lang: str) -> None:
    path += f"{'&' if '?' in path else '?'}lang={lang}"
    feed = read(client, path).feed
    links = {link.rel: link.href for link in feed.links}
    assert links["self"] == feed.id == f"http://localhost{path}"
    assert links["alternate"].startswith("http://localhost/")
    assert client.get(links["alternate"]).status_code == 200
    assert feed.author
    root = parsed_xml(client.get(path).data)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    entries = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated") for entry in entries)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) > 1


@pytest.mark.parametrize("lang", ["en", "id"])
def test_entries_are_the_practices_in_the_language_of_the_address(client: FlaskClient, base: Base, lang: str) -> None:
    feed = read(client, f"/feed.atom?lang={lang}")
    practices = {practice.id: practice for practice in base.store.all_published()}
    assert set(ids(feed)) == set(practices)
    for entry, slug in zip(feed.entries, ids(feed), strict=True):
        assert entry.title == practices[slug].title.get(lang)
        assert entry.summary == practices[slug].summary.get(lang)
        assert entry.link == f"http://localhost/practices/{slug}?lang={lang}"
        assert client.get(entry.link).status_code == 200
        assert entry.updated == base.store.timeline(slug)[-1].at


@pytest.mark.parametrize(
    "query",
    ["", "country=Malaysia", "country=IDN&country=SGP&status=operating", "kind=guidance", "q=work+injury&country=MYS"],
)
def test_the_feed_of_a_search_holds_what_the_search_shows(pages: Pages, query: str) -> None:
    page = pages.get(f"/search?{query}")
    shown = {link["href"].rpartition("/")[2] for link in page.select("article.result h3 a")}
    address = page.select_one("link[type='application/atom+xml']")["href"]
    assert address == f"http://localhost{page.select_one('.follow a')['href']}"
    feed = read(pages.client, address)
    assert set(ids(feed)) == shown
    assert shown


def test_pages_lead_to_their_feeds(pages: Pages) -> None:
    for path, expected in {
        "/": ["/feed.atom?lang=en"],
        "/countries/MYS": ["/countries/MYS/feed.atom?lang=en", "/feed.atom?lang=en"],
        "/search?branch=old-age&lang=id": ["/search/feed.atom?branch=old-age&lang=id", "/feed.atom?lang=id"],
    }.items():
        links = pages.get(path).select("link[type='application/atom+xml']")
        assert [link["href"] for link in links] == [f"http://localhost{address}" for address in expected]
        assert all(link["title"] and link["rel"] == ["alternate"] for link in links)
        for link in links:
            read(pages.client, link["href"])


@pytest.mark.parametrize("path", ["/feed.atom?lang=en", "/countries/MYS/feed.atom", "/search/feed.atom?kind=measure"])
def test_who_has_it_gets_304(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    by_tag = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    by_time = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    for again in (by_tag, by_time):
        assert again.status_code == 304
        assert not again.data
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert {"Accept-Language", "Cookie"} <= set(first.vary)


def test_what_a_question_finds_has_no_date_of_its_own(client: FlaskClient) -> None:
    """It also changes when the encoder is there, which the timeline does not know."""
    first = client.get("/search/feed.atom?q=ojol")
    assert "Last-Modified" not in first.headers
    assert client.get("/search/feed.atom?q=ojol", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/countries/Indonesa/feed.atom", 404, "did you mean IDN (Indonesia)?"),
        ("/search/feed.atom?country=Indonesa", 400, "did you mean IDN (Indonesia)?"),
        ("/search/feed.atom?q=" + "x" * 2001, 400, "at most 2000"),
        ("/search/feed.atom?branch=%00", 400, "unknown branch"),
        ("/practices/feed.atom", 404, "no practice"),
    ],
)
def test_what_is_wrong_is_said(pages: Pages, path: str, status: int, words: str) -> None:
    assert words in " ".join(pages.get(path, status).main.get_text(" ").split())


def test_another_spelling_of_a_country_leads_to_its_feed(client: FlaskClient) -> None:
    response = client.get("/countries/malaysia/feed.atom?lang=id")
    assert (response.status_code, response.location) == (301, "/countries/MYS/feed.atom?lang=id")


@given(texts)
def test_no_question_breaks_a_feed(app: Any, question: str) -> None:
    response = app.test_client().get(f"/search/feed.atom?country=SGP&q={quote(question, errors='replace')}")
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        parsed_xml(response.data)


@pytest.fixture
def living(tmp_path: Path) -> Iterator[tuple[Base, FlaskClient]]:
    """A base that the test may change."""
    base = small_base(tmp_path, indexed=False)
    yield base, create_app(base=base).test_client()
    base.close()


def test_a_change_makes_a_new_entry_and_a_new_answer(
    living: tuple[Base, FlaskClient], later: Callable[[Base], None]
) -> None:
    base, client = living
    path = "/countries/SGP/feed.atom?lang=en"
    before = client.get(path)
    old = feedparser.parse(before.data).entries[0]
    practice = base.store.published(SINGAPORE)
    draft = practice.model_copy(update={"title": LocalText(en="A new title", id="Judul baru")})
    number = base.store.save(draft, "ani").number
    assert client.get(path, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304, (
        "a draft is no change"
    )
    base.store.publish(SINGAPORE, number, "budi", "for the office only")
    later(base)
    headers = {"If-None-Match": before.headers["ETag"], "If-Modified-Since": before.headers["Last-Modified"]}
    changed = client.get(path, headers=headers)
    assert changed.status_code == 200
    assert client.get(path, headers={"If-Modified-Since": before.headers["Last-Modified"]}).status_code == 200
    entry = feedparser.parse(changed.data).entries[0]
    assert (entry.title, entry.id != old.id) == ("A new title", True)
    assert entry.content[0].value.endswith("Changed: Title.")
    assert "office" not in changed.text


def test_a_withdrawn_practice_is_told_and_no_longer_shown(living: tuple[Base, FlaskClient]) -> None:
    base, client = living
    summary = base.store.published(SINGAPORE).summary.en
    base.store.withdraw(SINGAPORE, "ani")
    response = client.get("/search/feed.atom?country=SGP&lang=en")
    entry = feedparser.parse(response.data).entries[0]
    assert entry.title.startswith("Withdrawn: ")
    assert summary not in response.text
    assert client.get(entry.link).status_code == 200


@pytest.fixture
def later() -> Callable[[Base], None]:
    """Move the last event a minute on, since times in HTTP are in whole seconds."""

    def move(base: Base) -> None:
        with base.store.file.write() as db:
            db.execute("UPDATE event SET at = '2100-01-01T00:00:00+00:00' WHERE id = (SELECT MAX(id) FROM event)")

    return move


def test_an_empty_base_has_an_empty_feed(tmp_path: Path) -> None:
    base = Base(Settings(home=tmp_path))
    base.store.create()
    client = create_app(base=base).test_client()
    feed = read(client, "/feed.atom")
    assert (feed.entries, feed.feed.updated) == ([], NEVER)
    base.close()
