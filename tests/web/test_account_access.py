"""Who may do what: every address and method is tried by every role, and by nobody in particular."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kb.accounts import Role
from tests.web.accounts import Browser, Site

EVERYONE = None  # readers without an account
# The lowest role that may use an endpoint by a method, of those that are not open to everyone.
ALLOWED: dict[tuple[str, str], Role | None] = {
    ("account.own", "GET"): Role.READER,
    ("account.name", "GET"): Role.READER,
    ("account.name", "POST"): Role.READER,
    ("account.password", "GET"): Role.READER,
    ("account.password", "POST"): Role.READER,
    ("account.sign_out_everywhere", "POST"): Role.READER,
    ("account.set_up", "GET"): Role.READER,
    ("account.set_up", "POST"): Role.READER,
    ("account.turn_off", "GET"): Role.READER,
    ("account.turn_off", "POST"): Role.READER,
    ("account.recovery_codes", "GET"): Role.READER,
    ("account.recovery_codes", "POST"): Role.READER,
    ("account.people", "GET"): Role.ADMINISTRATOR,
    ("account.invite", "GET"): Role.ADMINISTRATOR,
    ("account.invite", "POST"): Role.ADMINISTRATOR,
    ("account.person", "GET"): Role.ADMINISTRATOR,
    ("account.person", "POST"): Role.ADMINISTRATOR,
    ("account.close", "POST"): Role.ADMINISTRATOR,
    ("account.open_again", "POST"): Role.ADMINISTRATOR,
    ("account.letter", "POST"): Role.ADMINISTRATOR,
    ("account.turn_off_for", "POST"): Role.ADMINISTRATOR,
    ("account.log", "GET"): Role.ADMINISTRATOR,
    ("curate.home", "GET"): Role.LIAISON,
    ("curate.new", "GET"): Role.LIAISON,
    ("curate.create", "POST"): Role.LIAISON,
    ("curate.draft", "GET"): Role.LIAISON,
    ("curate.act", "POST"): Role.LIAISON,
    ("curate.changes", "GET"): Role.LIAISON,
    ("curate.edit", "GET"): Role.LIAISON,
    ("curate.save", "POST"): Role.LIAISON,
    ("curate.conflict", "GET"): Role.LIAISON,
    ("curate.merge", "POST"): Role.LIAISON,
    ("curate.preview", "GET"): Role.LIAISON,
    ("curate.practice", "GET"): Role.LIAISON,
    ("curate.act_on_practice", "POST"): Role.LIAISON,
    ("curate.start", "GET"): Role.LIAISON,
    ("curate.from_address", "POST"): Role.LIAISON,
    ("curate.upload", "POST"): Role.LIAISON,
    ("curate.job", "GET"): Role.LIAISON,
    ("curate.choose_row", "POST"): Role.LIAISON,
    ("curate.template", "GET"): Role.LIAISON,
    ("curate.document", "GET"): Role.LIAISON,
    ("curate.candidates", "GET"): Role.LIAISON,
    ("curate.take", "POST"): Role.LIAISON,
    ("curate.dismiss", "POST"): Role.LIAISON,
    ("questions.ask", "GET"): Role.READER,
    ("questions.put", "POST"): Role.READER,
    ("questions.index", "GET"): Role.READER,
    ("questions.question", "GET"): Role.READER,
    ("questions.reply", "POST"): Role.READER,
    ("questions.close", "POST"): Role.READER,
    ("questions.agree", "POST"): Role.LIAISON,
    ("questions.note", "POST"): Role.REVIEWER,
    ("questions.candidate", "POST"): Role.REVIEWER,
    # What changes something and is open to everyone.
    ("account.sign_in", "POST"): EVERYONE,
    ("account.second_factor", "POST"): EVERYONE,
    ("account.sign_out", "POST"): EVERYONE,
    ("account.forgotten", "POST"): EVERYONE,
    ("account.reset", "POST"): EVERYONE,
    ("account.welcome", "POST"): EVERYONE,
}
# Reading that is open to everyone; a new endpoint is entered here or above.
OPEN = {
    "account.sign_in", "account.second_factor", "account.forgotten", "account.reset", "account.welcome",
    "account.single_sign_on", "account.single_sign_on_back",
    "search", "compare", "practices", "countries", "changes", "feeds", "saved", "similar", "gaps", "challenges",
    "indicators", "pages", "api", "health", "static",
}  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("matrix"))
    yield site
    site.base.close()


@pytest.fixture(scope="module")
def rights(site: Site) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address of each."""
    found = []
    for rule in site.app.url_map.iter_rules():
        path = re.sub(r"<int:[^>]+>", "999999", rule.rule)
        path = re.sub(r"<[^>]+>", "x", path)
        found += [(rule.endpoint, method, path) for method in METHODS if method in (rule.methods or ())]
    return found


def test_every_endpoint_is_in_the_table(rights: list[tuple[str, str, str]]) -> None:
    unknown = [
        (endpoint, method)
        for endpoint, method, _ in rights
        if (endpoint, method) not in ALLOWED
        and not (method == "GET" and (endpoint in OPEN or endpoint.partition(".")[0] in OPEN))
    ]
    assert unknown == [], "say in the table who may use these"
    assert ALLOWED.keys() <= {(endpoint, method) for endpoint, method, _ in rights}, "the table names what is gone"


@pytest.mark.parametrize("role", [EVERYONE, *Role])
def test_each_role_may_do_what_the_table_says(
    site: Site, rights: list[tuple[str, str, str]], role: Role | None
) -> None:
    wrong = []
    for endpoint, method, path in rights:
        needed = ALLOWED.get((endpoint, method), EVERYONE)
        if needed is EVERYONE:
            continue
        status = tried(site, role, method, path)
        expected = {401, 302} if role is None else {403} if role < needed else {200, 302, 303, 404, 422}
        if status not in expected or (status == 302 and role is None and method != "GET"):
            wrong.append((endpoint, method, status))
    assert wrong == []


@pytest.mark.parametrize("role", [EVERYONE, *Role])
def test_what_is_open_is_open_to_every_role(site: Site, rights: list[tuple[str, str, str]], role: Role | None) -> None:
    for endpoint, method, path in rights:
        if ALLOWED.get((endpoint, method), EVERYONE) is EVERYONE and method == "GET":
            assert tried(site, role, method, path) not in (401, 403), endpoint


def test_every_change_without_a_token_is_refused(site: Site, rights: list[tuple[str, str, str]]) -> None:
    browser = site.browser()
    signed_in(site, browser, Role.ADMINISTRATOR)
    changing = [(endpoint, method, path) for endpoint, method, path in rights if method != "GET"]
    assert changing
    for endpoint, method, path in changing:
        assert browser.client.open(path, method=method).status_code == 400, endpoint


def tried(site: Site, role: Role | None, method: str, path: str) -> int:
    """The status of a request with the right token, from a browser and a session of its own."""
    browser = site.browser()
    if role is not None:
        signed_in(site, browser, role)
    token = browser.token("/account/forgotten")
    return browser.client.open(path, method=method, data={"csrf_token": token} if method != "GET" else None).status_code


def signed_in(site: Site, browser: Browser, role: Role) -> None:
    """Start a session without a password, which would take a second for each of hundreds of requests."""
    with browser.client.session_transaction() as session:
        session["secret"] = site.accounts.sessions.start(site.people[role].id, "test", "test")
