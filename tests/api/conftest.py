"""The application on a small base without an encoder, made once: the API only reads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.base import Base
from tests.bases import small_base
from web.app import create_app


def application(base: Base) -> Flask:
    app = create_app(base=base)
    app.testing = True
    return app


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    base = small_base(tmp_path_factory.mktemp("api"))
    yield base
    base.close()


@pytest.fixture(scope="session")
def app(base: Base) -> Flask:
    return application(base)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
