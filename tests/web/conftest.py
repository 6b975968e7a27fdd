"""The application on a small base without an encoder, made once: pages only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from indexer.base import Base
from tests.bases import small_base
from tests.mail import Mailbox
from tests.web.accounts import Site
from web.app import create_app

PUBLIC = "https://kb.ministry.id"


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    base = small_base(tmp_path_factory.mktemp("web"))
    yield base
    base.close()


@pytest.fixture(scope="session")
def app(base: Base) -> Flask:
    app = create_app(base=base)
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Pages:
    """Opens pages and hands them over parsed."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> BeautifulSoup:
        response = self.client.get(path)
        assert response.status_code == status, f"{path}: {response.status}"
        return BeautifulSoup(response.text, "html.parser")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site of its own with one account of each role."""
    site = Site(tmp_path)
    yield site
    site.base.close()


@pytest.fixture
def posting(tmp_path: Path, mailbox: Mailbox) -> Iterator[Site]:
    """Such a site with a public address, whose letters go to `mailbox`."""
    site = Site(tmp_path, smtp_url=mailbox.url, smtp_from="kb@ministry.id", site_url=PUBLIC)
    yield site
    site.base.close()


@pytest.fixture
def pages(client: FlaskClient) -> Pages:
    return Pages(client)
