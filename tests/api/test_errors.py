"""Every error under `/api` has one shape, and what goes wrong inside is not told outside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests, UnprocessableEntity
from werkzeug.test import TestResponse

from indexer.base import Base
from kb.settings import Settings
from tests.api.conftest import application
from tests.bases import small_base
from web.api.errors import CODES
from web.api.responses import Error


def holds_error(answer: TestResponse, status: int) -> str:
    """Check the shape and return the message."""
    assert answer.status_code == status
    plain = answer.get_json()
    jsonschema.validate(plain, Error.model_json_schema())
    assert plain["error"]["code"] == CODES[status]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return str(plain["error"]["message"])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/search", "'q' is missing"),
        ("/api/search?q=a&contry=IDN", "did you mean 'country'"),
        ("/api/search?q=a&q=b", "stands 2 times"),
        ("/api/search?q=a&limit=many", "'limit'"),
        ("/api/search?q=a&limit=0", "'limit'"),
        ("/api/search?q=a&limit=" + "9" * 5000, "'limit'"),
        ("/api/search?q=a&lang=fr", "'en' or 'id'"),
        ("/api/search?q=a&country=Indonesa", "did you mean IDN"),
        ("/api/search?q=a&branch=employment-injuries", "did you mean 'employment-injury'"),
        ("/api/search?q=a&region=asean5", "did you mean 'asean'"),
        ("/api/practices?offset=-1", "'offset'"),
        ("/api/practices?status=operative", "did you mean 'operating'"),
        ("/api/vocabulary?lang=en", "unknown parameter 'lang'"),
        ("/api/practices/mys-gig-workers-act-2025?x=", "unknown parameter 'x'"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_it_takes(client: FlaskClient, path: str, words: str) -> None:
    assert words in holds_error(client.get(path), 400)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/search/", "/api/practices/a/b", "/api/%00"])
def test_an_address_that_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    holds_error(client.get(path), 404)
    holds_error(client.post(path), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "ODD"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    answer = client.open("/api/search", method=method)
    holds_error(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_pages_keep_their_own_errors(client: FlaskClient) -> None:
    for path in ("/nothing", "/apiary"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def failing(app: Flask, error: Exception, monkeypatch: pytest.MonkeyPatch) -> TestResponse:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr("web.api.views.contents", fail)
    return app.test_client().get("/api/practices")


@pytest.mark.parametrize("make", [lambda: ValueError("/secret/path"), lambda: KeyError("secret")])
def test_a_fault_of_the_server_is_logged_and_not_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, make: Callable[[], Exception]
) -> None:
    assert "secret" not in holds_error(failing(app, make(), monkeypatch), 500)
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    ("error", "status"), [(TooManyRequests(), 429), (UnprocessableEntity(), 422), (RequestEntityTooLarge(), 413)]
)
def test_errors_of_http_have_the_shape(
    app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    holds_error(failing(app, error, monkeypatch), status)


def test_a_database_that_fails_is_unavailable(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert "disk" not in holds_error(failing(app, sqlite3.OperationalError("disk I/O error"), monkeypatch), 503)
    assert "disk I/O error" in caplog.text


def test_without_a_store_the_base_is_unavailable(tmp_path: Path) -> None:
    base = Base(Settings(home=tmp_path / "nothing"))
    client = application(base).test_client()
    for path in ("/api/search?q=a", "/api/practices", "/api/practices/a", "/api/compare?country=IDN", "/api/countries"):
        assert str(tmp_path) not in holds_error(client.get(path), 503)
    assert client.get("/api/vocabulary").status_code == 200
    base.close()


def test_without_an_index_only_the_search_is_unavailable(tmp_path: Path) -> None:
    base = small_base(tmp_path, indexed=False)
    client = application(base).test_client()
    holds_error(client.get("/api/search?q=a"), 503)
    holds_error(client.get("/api/compare?country=IDN&question=a"), 503)
    assert client.get("/api/compare?country=IDN").status_code == 200
    assert client.get("/api/practices").status_code == 200
    base.close()
