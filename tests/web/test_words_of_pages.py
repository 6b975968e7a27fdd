"""No page mixes its languages: the pages that links lead to are walked, and dates and numbers have their form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException

from indexer.base import Base
from tests.web.conftest import Pages
from tests.web.test_language import catalog
from web.app import create_app

EACH = 4  # pages of one route: they are made by the same template
SEEDS = (
    "/", "/compare?country=IDN&country=MYS&question=iuran&split=1", "/compare?country=SGP&country=NPL&fold=1&turn=1",
    "/search?q=xyzzyplugh", "/search?q=iuran&order=similar", "/list?id=sgp-platform-workers-act-2024", "/search?page=0",
    "/indicators/plan?practice=sgp-platform-workers-act-2024", "/no-such-page", "/similar?weight=population=0.5",
)  # fmt: skip
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-head", "data-saved")
OTHER = {"en": "id", "id": "en"}
MONTHS = {
    "en": "Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember",
    "id": "January|February|March|May|June|July|August|October|December",
}  # those of the other language
FOREIGN = {
    lang: re.compile(
        rf"(\d{{1,2}} )?({MONTHS[lang]}) \d{{4}}|\d{{4}}-\d{{2}}(-\d{{2}})?|(\w{{3}} )?\d{{1,3}}({group}\d{{3}})+.*"
        rf"|\d+{point}\d{{1,2}}( ?%)?"
    )
    for lang, group, point in (("en", r"\.", ","), ("id", ",", r"\."))
}


def said(page: BeautifulSoup, lang: str) -> Iterator[str]:
    """Yield each stretch of text and each spoken attribute of a page that is in the language of the page."""
    for node in page.html.descendants:
        spoken = node.parent if isinstance(node, NavigableString) else node
        if not isinstance(spoken, Tag) or spoken.name in ("script", "style"):
            continue
        marked = spoken if spoken.get("lang") else spoken.find_parent(lang=True)
        if marked and marked["lang"] != lang:
            continue
        if type(node) is NavigableString:
            yield plain(node)
        elif isinstance(node, Tag):
            yield from (plain(str(node[name])) for name in SPOKEN if name in node.attrs)


def plain(text: str) -> str:
    return " ".join(text.split()).strip(" :·,.;()×")


def wording(lang: str) -> re.Pattern[str]:
    """Return what matches a text of the interface in the language and in no other."""
    texts: dict[str, set[str]] = {"en": set(), "id": set()}
    for message in catalog():
        if message.id:
            ids, strings = (one if isinstance(one, tuple) else (one,) for one in (message.id, message.string))
            texts["en"] |= {plain(one) for one in ids}
            texts["id"] |= {plain(one) for one in strings}
    own = texts[lang] - texts[OTHER[lang]]
    places = re.compile(r"%\\\(\w+\\\)s|\\\{\w+\\\}")
    long_enough = [
        text for text in own if "%(" not in text or len(re.findall(r"\b[a-z]{2,}", places.sub("", text))) > 2
    ]
    return re.compile("|".join(places.sub(".+", re.escape(text)) for text in long_enough if text))


def walked(pages: Pages, app: Flask, lang: str) -> Iterator[tuple[str, BeautifulSoup]]:
    """Yield the pages that links lead to from the start page, at most `EACH` of each route."""
    adapter = app.url_map.bind("localhost")
    waiting, seen, routes = list(SEEDS), set(SEEDS), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        response = pages.client.get(path, headers={"Accept-Language": lang})
        if response.mimetype != "text/html" or response.status_code in (301, 302):
            continue
        page = BeautifulSoup(response.text, "html.parser")
        yield path, page
        for link in page.select("a[href^='/']:not([hreflang], [rel=nofollow])"):
            address = str(link["href"])
            try:
                endpoint, _ = adapter.match(urlsplit(address).path)
            except HTTPException:
                continue
            if address not in seen and routes[endpoint] < EACH:
                seen.add(address)
                routes[endpoint] += 1
                waiting.append(address)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_page_speaks_the_other_language(pages: Pages, app: Flask, lang: str) -> None:
    foreign = wording(OTHER[lang])
    found, count = set(), 0
    for path, page in walked(pages, app, lang):
        assert page.html["lang"] == lang
        found |= {(urlsplit(path).path, text) for text in said(page, lang) if text and foreign.fullmatch(text)}
        found |= {(urlsplit(path).path, text) for text in said(page, lang) if text and FOREIGN[lang].fullmatch(text)}
        count += 1
    assert count > 40
    assert not found, "\n".join(map(str, sorted(found)))


@pytest.mark.parametrize("langs", [("en", "id"), ("id", "en")])
def test_who_came_first_does_not_set_the_language(base: Base, langs: tuple[str, str]) -> None:
    client = create_app(base=base).test_client()
    words = {"en": ("International", "Lessons for others"), "id": ("Internasional", "Pelajaran bagi negara lain")}
    for lang in langs:
        home = BeautifulSoup(client.get(f"/?lang={lang}").text, "html.parser")
        assert words[lang][0] in [link.string for link in home.select(".regions h3 a")]
        table = BeautifulSoup(client.get(f"/compare?country=SGP&lang={lang}").text, "html.parser")
        assert table.find(id="lessons").string == words[lang][1]
