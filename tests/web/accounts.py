"""A site with accounts: its people, a clock that only the test moves, and browsers that send forms as browsers do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.base import Base
from kb.accounts import Account, Accounts, Role
from kb.accounts.log import COMMAND_LINE
from kb.settings import Settings
from tests.mail import link_in
from web.access import ACCOUNTS
from web.app import create_app
from web.letters import LETTERS

PASSWORD = "kapal layar biru 42"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, time: timedelta) -> None:
        self.now += time


class Site:
    """The application on an empty store with one account of each role."""

    def __init__(self, home: Path, **settings: object) -> None:
        self.base = Base(Settings(home=home, **settings))  # type: ignore[arg-type]
        self.base.store.create()
        self.app: Flask = create_app(base=self.base)
        self.app.testing = True
        self.clock = Clock()
        self.accounts = Accounts(self.base.store.file, self.clock, key=str(self.app.secret_key))
        self.app.extensions[ACCOUNTS] = self.accounts
        self.people: dict[Role, Account] = {role: self.person(role) for role in Role}

    def person(self, role: Role, email: str = "", password: str = PASSWORD) -> Account:
        email = email or f"{role.name.lower()}@ministry.id"
        return self.accounts.create(email, f"One {role.name.title()}", role, COMMAND_LINE, password=password)

    def letters_are_sent(self) -> None:
        """Wait until the thread of letters has done all that it was given."""
        self.app.extensions[LETTERS].submit(lambda: None).result(timeout=30)

    def logged(self) -> list[tuple[str, str, str]]:
        """Who did what to whom, the newest first."""
        return [(entry.actor, entry.action, entry.account) for entry in self.accounts.log.latest(1000)]

    def browser(self, role: Role | None = None) -> Browser:
        """A browser of its own, with someone of the role signed in."""
        browser = Browser(self.app.test_client())
        if role is not None:
            browser.sign_in(self.people[role].email)
        return browser


class Browser:
    """Fetches pages, and sends forms with the token that their page holds."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> BeautifulSoup:
        response = self.client.get(path)
        assert response.status_code == status, f"{path}: {response.status}"
        return BeautifulSoup(response.text, "html.parser")

    def token(self, path: str) -> str:
        field = self.get(path).find("input", {"name": "csrf_token"})
        assert field, f"{path} has no form"
        return str(field["value"])

    def send(self, path: str, page: str = "", **fields: object) -> TestResponse:
        """Send a form to `path`; it stands on `page`, if that is another."""
        return self.client.post(path, data={"csrf_token": self.token(page or path), **fields})

    def sign_in(self, email: str, password: str = PASSWORD, path: str = "/account/sign-in") -> TestResponse:
        response = self.send(path, email=email, password=password)
        assert response.status_code == 303, response.text
        return response

    def follow(self, response: TestResponse) -> str:
        """What a person reads on the page that an answer leads to."""
        assert response.status_code == 303, text_of(response) or response.status
        return text_of(self.client.get(response.headers["Location"]))


def path_in(letter: EmailMessage) -> str:
    """The path of the link in a letter."""
    return urlsplit(link_in(letter)).path


def text_of(response: TestResponse) -> str:
    """What a person reads in the main part of a page."""
    main = BeautifulSoup(response.text, "html.parser").main
    return " ".join(main.get_text(" ").split()) if main else ""
