"""The page says how a question was understood, and each part of it can be taken out and put back."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

ASKED = "iuran JKK di negara ASEAN selain Singapura"


def page(client: FlaskClient, address: str, **query: object) -> BeautifulSoup:
    answer = client.get(address, query_string=query or None)
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def links(soup: BeautifulSoup) -> dict[str, str]:
    return {" ".join(link.get_text().split()): link["href"] for link in soup.select(".reading a")}


def test_what_was_understood_is_shown_and_taken_out(client: FlaskClient) -> None:
    shown = links(page(client, "/search", q=ASKED, lang="id"))
    assert list(shown) == [
        "Jangan cari nama lainnya: Jaminan kecelakaan kerja ×",
        "Jangan batasi pada ASEAN ×",
        "Jangan kecualikan Singapura ×",
    ]
    without = page(client, shown["Jangan kecualikan Singapura ×"])
    assert without.select_one("#q")["value"] == ASKED, "the question stays as it was typed"
    assert without.select_one('input[name="ignore"]')["value"] == "place:SGP"
    assert "Singapura" in [one.get_text(strip=True) for one in without.select(".result-country h2")]
    back = links(without)["Singapura (kembalikan)"]
    assert links(page(client, back)) == shown


def test_an_acronym_is_written_out(client: FlaskClient) -> None:
    soup = page(client, "/search", q=ASKED, lang="id")
    assert "JKK: Jaminan Kecelakaan Kerja" in " ".join(soup.select_one(".reading dl").get_text(" ").split())
    assert "JKK" in [term.get_text() for term in soup.select(".acronyms dt")]


def test_signs_are_shown_in_words(client: FlaskClient) -> None:
    soup = page(client, "/search", q='contributions "gig workers" -title:zzz', lang="en")
    said = " ".join(soup.select_one(".reading").get_text().split())
    assert "with the words “gig workers” side by side; without “zzz” in the title." in said
    assert "ignore=signs" in links(soup)["Read these signs as plain words"]


def test_another_spelling_is_a_link_and_the_question_is_answered(client: FlaskClient) -> None:
    soup = page(client, "/search", q="iuran pengemdi <b>", lang="en")
    assert soup.select_one(".spelling a").get_text() == "iuran pengemudi <b>"
    assert soup.select_one("#q")["value"] == "iuran pengemdi <b>"
    assert soup.select(".result-country")


def test_nothing_is_said_where_nothing_was_understood(client: FlaskClient) -> None:
    assert not page(client, "/search", q="contributions", lang="en").select(".reading, .spelling")


def test_what_is_taken_out_stays_out_in_feeds_and_documents(client: FlaskClient) -> None:
    soup = page(client, "/search", q=ASKED, lang="id", ignore="place:SGP")
    hrefs = [link["href"] for link in soup.select("main a[href]")]
    for address in ("/search/feed.atom", "/search.csv", "/api/search"):
        assert any(address in href and "ignore=place:SGP" in href.replace("%3A", ":") for href in hrefs), address


def test_an_unknown_thing_to_take_out_is_a_clear_error(client: FlaskClient) -> None:
    for address in ("/search", "/search/feed.atom", "/search.csv"):
        assert client.get(address, query_string={"q": "iuran", "ignore": "place:XXX"}).status_code == 400
