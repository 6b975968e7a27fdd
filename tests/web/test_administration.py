"""The administration of accounts, and what the log says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kb.accounts import Role
from kb.accounts.log import COMMAND_LINE
from tests.mail import Mailbox
from tests.web.accounts import PASSWORD, Browser, Site, path_in, text_of

ADMINISTRATOR = "administrator@ministry.id"
EDITOR = "editor@ministry.id"
INVITE = "/account/people/invite"


@pytest.fixture
def administrator(site: Site) -> Browser:
    return site.browser(Role.ADMINISTRATOR)


def page_of(site: Site, role: Role) -> str:
    return f"/account/people/{site.people[role].id}"


def test_everyone_is_listed(site: Site, administrator: Browser) -> None:
    rows = administrator.get("/account/people").select("tbody tr")
    assert [row.td.get_text() for row in rows] == sorted(one.email for one in site.people.values())
    site.accounts.set_active(site.people[Role.READER], False, COMMAND_LINE)
    (closed,) = (row for row in administrator.get("/account/people").select("tbody tr") if "closed" in row.text)
    assert "reader@ministry.id" in closed.text


def test_another_role_and_countries_count_at_once(site: Site, administrator: Browser) -> None:
    theirs = site.browser(Role.READER)
    page = page_of(site, Role.READER)
    fields = {"role": "liaison", "countries": "Malaysia; Filipina\nIDN;", "institution": " PERKESO "}
    assert "has to sign in again" in administrator.follow(administrator.send(page, **fields))
    theirs.get("/account/", 302)
    changed = site.accounts.people.by_email("reader@ministry.id")
    assert (changed.role, changed.countries, changed.institution) == (Role.LIAISON, ("IDN", "MYS", "PHL"), "PERKESO")
    form = administrator.get(page)
    assert form.find("input", {"name": "countries"})["value"] == "Indonesia; Malaysia; Philippines"
    assert form.select_one("option[selected]")["value"] == "liaison"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"role": "king"}, "Choose a role."),
        ({"role": ""}, "Role"),
        ({"countries": "Atlantis"}, "“Atlantis” is no country."),
        ({"countries": "INT"}, "“INT” is no country."),
        ({"institution": "x" * 201}, "At most 200 characters."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    site: Site, administrator: Browser, fields: dict[str, str], says: str
) -> None:
    page = page_of(site, Role.EDITOR)
    answer = administrator.send(page, **({"role": "reader", "countries": "", "institution": ""} | fields))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert 'aria-invalid="true"' in answer.text
    assert site.accounts.people.by_email(EDITOR).role == Role.EDITOR


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": "no address"}, "This is no e-mail address."),
        ({"email": "a@x.id\r\nBcc: b@y.id"}, "This is no e-mail address."),
        ({"email": EDITOR.upper()}, "There is an account of this address already."),
        ({"name": " "}, "A name has 1 to 120 characters."),
    ],
)
def test_who_cannot_be_invited(posting: Site, mailbox: Mailbox, fields: dict[str, str], says: str) -> None:
    given = {"email": "new@ministry.id", "name": "New", "role": "reader", "countries": "", "institution": ""}
    answer = posting.browser(Role.ADMINISTRATOR).send(INVITE, **(given | fields))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert len(posting.accounts.people.all()) == len(Role)
    assert mailbox.is_empty()


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(site: Site, administrator: Browser) -> None:
    theirs, page = site.browser(Role.EDITOR), page_of(site, Role.EDITOR)
    assert "The account is closed." in administrator.follow(administrator.send(f"{page}/close", page=page))
    theirs.get("/account/", 302)
    assert site.browser().send("/account/sign-in", email=EDITOR, password=PASSWORD).status_code == 403
    assert "The account is open again." in administrator.follow(administrator.send(f"{page}/open", page=page))
    theirs.get("/account/", 302)
    site.browser().sign_in(EDITOR)


def test_a_closed_account_gets_no_letter(posting: Site, mailbox: Mailbox) -> None:
    posting.accounts.set_active(posting.people[Role.EDITOR], False, COMMAND_LINE)
    page = page_of(posting, Role.EDITOR)
    assert posting.browser(Role.ADMINISTRATOR).send(f"{page}/letter", page=page).status_code == 400
    posting.letters_are_sent()
    assert mailbox.is_empty()


def test_an_administrator_sends_a_link_for_a_new_password(posting: Site, mailbox: Mailbox) -> None:
    page, administrator = page_of(posting, Role.EDITOR), posting.browser(Role.ADMINISTRATOR)
    assert f"was sent to {EDITOR}" in administrator.follow(administrator.send(f"{page}/letter", page=page))
    way = path_in(mailbox.next())
    assert way.startswith("/account/reset/")
    assert posting.browser().send(way, password="perahu cadik 77", again="perahu cadik 77").status_code == 303


def test_the_last_administrator_cannot_remove_themself(site: Site, administrator: Browser) -> None:
    page = page_of(site, Role.ADMINISTRATOR)
    answers = [
        administrator.send(page, role="editor", countries="", institution=""),
        administrator.send(f"{page}/close", page=page),
    ]
    for answer, status in zip(answers, (422, 400), strict=True):
        assert answer.status_code == status
        assert "This is the last administrator." in text_of(answer)
    administrator.get("/account/people")
    assert site.accounts.people.by_email(ADMINISTRATOR) == site.people[Role.ADMINISTRATOR]


def test_of_two_administrators_one_may_go(site: Site, administrator: Browser) -> None:
    site.person(Role.ADMINISTRATOR, "second@ministry.id")
    page = page_of(site, Role.ADMINISTRATOR)
    assert administrator.send(page, role="editor", countries="", institution="").status_code == 303
    administrator.get("/account/people", 302)
    site.browser().sign_in("second@ministry.id")


def test_the_log_shows_what_was_done_and_from_where(site: Site, administrator: Browser) -> None:
    site.clock.pass_(timedelta(minutes=2))
    page = page_of(site, Role.EDITOR)
    administrator.send(page, role="reviewer", countries="IDN", institution="")
    administrator.send(f"{page}/close", page=page)
    site.browser().send("/account/sign-in", email=EDITOR, password="wrong wrong wrong")
    rows = [
        [" ".join(cell.get_text().split()) for cell in row.select("td")]
        for row in administrator.get("/account/log").select("tbody tr")
    ]
    assert {(row[0], row[4]) for row in rows[:3]} == {("2026-11-24 09:02:00", "127.0.0.1")}
    assert [row[1:4] for row in rows[:3]] == [
        ["–", "sign-in failed", EDITOR],
        [ADMINISTRATOR, "account closed", EDITOR],
        [ADMINISTRATOR, "role or responsibility changed (editor → reviewer)", EDITOR],
    ]


def test_a_long_log_has_pages(site: Site, administrator: Browser) -> None:
    for number in range(120):
        site.accounts.rename(site.people[Role.READER], f"Name {number}", COMMAND_LINE)
    first = administrator.get("/account/log")
    assert len(first.select("tbody tr")) == 100
    older = first.find("a", string="Older")
    assert older
    second = administrator.get(str(older["href"]))
    assert 0 < len(second.select("tbody tr")) < 100
    assert second.find("a", string="Newer")
    assert not second.find("a", string="Older")
    for page in ("0", "-1", "x", "9" * 30, ""):
        administrator.get(f"/account/log?page={page}")


@pytest.mark.parametrize("path", ["/account/people/999999", "/account/people/99999999999999999999"])
def test_who_does_not_exist_is_not_found(administrator: Browser, path: str) -> None:
    administrator.get(path, 404)
    token = administrator.token(INVITE)
    for action in ("", "/close", "/open", "/letter", "/second-factor/off"):
        answer = administrator.client.post(path + action, data={"csrf_token": token, "role": "reader"})
        assert answer.status_code == 404, action
