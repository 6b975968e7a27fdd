"""The language of a page, and the catalog of the Indonesian texts.

After a change of texts: `make translations`, fill in what is new in the catalog, and once more `make translations`.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from tests.web.conftest import Pages

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
FOLDER = WEB / "translations" / "id" / "LC_MESSAGES"


def html_lang(client: FlaskClient, path: str = "/about", **headers: str) -> str:
    text = client.get(path, headers=headers).text
    return text.partition('<html lang="')[2][:2]


def test_the_address_goes_before_the_cookie_before_the_browser(client: FlaskClient) -> None:
    assert html_lang(client) == "en"
    assert html_lang(client, **{"Accept-Language": "id-ID,id;q=0.9,en;q=0.5"}) == "id"
    assert html_lang(client, **{"Accept-Language": "ja"}) == "en"
    assert html_lang(client, "/about?lang=id") == "id"
    assert html_lang(client) == "id", "the choice is remembered"
    assert html_lang(client, "/about?lang=en", **{"Accept-Language": "id"}) == "en"
    assert html_lang(client, "/about?lang=de", **{"Accept-Language": "id"}) == "en", "an unknown one changes nothing"


def test_the_switch_keeps_the_page_and_its_parameters(pages: Pages) -> None:
    page = pages.get("/search?q=iuran+ojol&country=IDN&country=MYS&lang=en")
    assert page.select_one(".langs a[lang=id]")["href"] == "/search?q=iuran+ojol&country=IDN&country=MYS&lang=id"
    assert page.select_one(".langs a[aria-current]")["lang"] == "en"


def test_links_stay_in_the_language_of_the_address(pages: Pages) -> None:
    page = pages.get("/countries?lang=id")
    assert all("lang=id" in link["href"] for link in page.select("main a"))
    assert not any("lang=" in link["href"] for link in pages.get("/countries").select("main a"))


def test_the_answer_varies_by_language(client: FlaskClient) -> None:
    assert {"Accept-Language", "Cookie"} <= set(client.get("/about").vary)


def test_no_english_is_left_on_an_indonesian_page(pages: Pages) -> None:
    page = pages.get("/?lang=id")
    assert page.h1.string.startswith("Bagaimana negara-negara")
    assert "Jaminan Sosial Pekerja Platform" in page.title.string


def extracted() -> Catalog:
    with (WEB / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    keywords = {**DEFAULT_KEYWORDS, "Message": None}
    for package in ("kb", "indexer", "corpus", "web"):
        for _, _, message, _, context in extract_from_dir(ROOT / package, methods, options, keywords):
            found.add(message, context=context)
    return found


def catalog() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="id")


def test_every_text_is_translated() -> None:
    texts = {message.id for message in extracted() if message.id}
    translated = {message.id: message for message in catalog() if message.id}
    assert texts == translated.keys()
    for message in translated.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), f"not translated: {message.id}"
        assert not message.fuzzy, f"fuzzy: {message.id}"
        assert not message.python_format or not list(message.check(catalog())), f"placeholders differ: {message.id}"


def test_the_compiled_catalog_is_up_to_date() -> None:
    compiled = BytesIO()
    write_mo(compiled, catalog())
    with (FOLDER / "messages.mo").open("rb") as file:
        kept = {str(message.id): message.string for message in read_mo(file)}
    compiled.seek(0)
    assert kept == {str(message.id): message.string for message in read_mo(compiled)}
