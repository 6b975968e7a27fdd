"""Invitations, from the letter to the account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kb.accounts import Role
from tests.mail import Mailbox, link_in
from tests.web.accounts import Site, path_in, text_of

INVITE = "/account/people/invite"
PASSWORD = "perahu cadik hijau 7"
BUDI = "budi@kementerian.local"


@pytest.fixture
def way(posting: Site, mailbox: Mailbox) -> str:
    """The path of an invitation that an administrator sent to Budi."""
    administrator = posting.browser(Role.ADMINISTRATOR)
    fields = {"role": "liaison", "countries": "Indonesia; MYS", "institution": "BPJS Ketenagakerjaan"}
    answer = administrator.send(INVITE, email=f" {BUDI.title()} ", name="Budi", **fields)
    assert f"A letter with a link was sent to {BUDI}." in administrator.follow(answer)
    letter = mailbox.next()
    assert letter["To"] == BUDI
    assert letter["From"] == "kb@ministry.id"
    assert link_in(letter).startswith("https://kb.ministry.id/account/welcome/")
    return path_in(letter)


def test_who_is_invited_chooses_a_name_and_a_password_and_signs_in(posting: Site, way: str) -> None:
    browser = posting.browser()
    page = browser.get(way)
    assert page.find("input", {"name": "name"})["value"] == "Budi"
    assert f"as Liaison with the address {BUDI}" in " ".join(page.main.get_text().split())
    answer = browser.send(way, name="Budi Santoso", password=PASSWORD, again=PASSWORD)
    assert "Your password is set." in browser.follow(answer)
    browser.sign_in(BUDI, PASSWORD)
    own = text_of(browser.client.get("/account/"))
    for text in ("Budi Santoso", "Liaison", "Indonesia, Malaysia", "BPJS Ketenagakerjaan"):
        assert text in own
    assert ("budi@kementerian.local", "joined", BUDI) in posting.logged()


def test_opening_the_link_does_not_use_it_up(posting: Site, way: str) -> None:
    """Programs that look for viruses open links before people do."""
    for _ in range(3):
        posting.browser().get(way)
    assert posting.browser().send(way, name="Budi", password=PASSWORD, again=PASSWORD).status_code == 303


def test_an_invitation_is_accepted_once(posting: Site, way: str) -> None:
    late = posting.browser()
    token = late.token(way)
    assert posting.browser().send(way, name="Budi", password=PASSWORD, again=PASSWORD).status_code == 303
    again = {"csrf_token": token, "name": "Thief", "password": "another password 9", "again": "another password 9"}
    answer = late.client.post(way, data=again)
    assert answer.status_code == 404
    assert "used already or has expired" in text_of(answer)
    late.get(way, 404)
    assert posting.accounts.people.by_email(BUDI).name == "Budi"
    posting.browser().sign_in(BUDI, PASSWORD)


def test_of_two_who_accept_at_once_one_wins(posting: Site, way: str) -> None:
    browsers = [posting.browser() for _ in range(4)]
    tokens = [browser.token(way) for browser in browsers]

    def accept(number: int) -> int:
        own = f"perahu cadik nomor {number}"
        fields = {"csrf_token": tokens[number], "name": f"Budi {number}", "password": own, "again": own}
        return browsers[number].client.post(way, data=fields).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        statuses = list(pool.map(accept, range(len(browsers))))
    assert sorted(statuses) == [303, 404, 404, 404]
    winner = statuses.index(303)
    assert posting.accounts.people.by_email(BUDI).name == f"Budi {winner}"
    posting.browser().sign_in(BUDI, f"perahu cadik nomor {winner}")


def test_an_invitation_expires_after_a_week(posting: Site, way: str) -> None:
    posting.clock.pass_(timedelta(days=7) - timedelta(seconds=1))
    browser = posting.browser()
    token = browser.token(way)
    posting.clock.pass_(timedelta(seconds=1))
    fields = {"csrf_token": token, "name": "Budi", "password": PASSWORD, "again": PASSWORD}
    assert browser.client.post(way, data=fields).status_code == 404
    browser.get(way, 404)


def test_sent_again_only_the_newer_letter_works(posting: Site, way: str, mailbox: Mailbox) -> None:
    administrator = posting.browser(Role.ADMINISTRATOR)
    page = f"/account/people/{posting.accounts.people.by_email(BUDI).id}"
    assert "Send the invitation again" in text_of(administrator.client.get(page))
    assert "was sent" in administrator.follow(administrator.send(f"{page}/letter", page=page))
    posting.browser().get(way, 404)
    posting.browser().get(path_in(mailbox.next()))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"again": "perahu cadik biru 8"}, "The two passwords differ."),
        ({"password": "short", "again": "short"}, "At least 12 characters"),
        ({"password": "x" * 257, "again": "x" * 257}, "At most 256 characters"),
        ({"password": "ababababababab", "again": "ababababababab"}, "different characters"),
        ({"password": "kementerian1", "again": "kementerian1"}, "More than your name"),
        ({"name": ""}, "Fill this in."),
        ({"name": "a\u202eb"}, "A name has 1 to 120 characters."),
        ({"name": "x" * 121}, "At most 120 characters."),
        ({"password": "", "again": ""}, "Fill this in."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_link_still_works(
    posting: Site, way: str, fields: dict[str, str], says: str
) -> None:
    browser = posting.browser()
    answer = browser.send(way, **({"name": "Budi", "password": PASSWORD, "again": PASSWORD} | fields))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert PASSWORD not in answer.text, "a page never holds a password"
    assert browser.send(way, name="Budi", password=PASSWORD, again=PASSWORD).status_code == 303


def test_an_invitation_and_a_reset_are_not_exchanged(posting: Site, way: str) -> None:
    posting.browser().get(way.replace("welcome", "reset"), 404)


def test_the_page_tells_no_other_site_its_address(posting: Site, way: str) -> None:
    headers = posting.browser().client.get(way).headers
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in posting.browser().client.get(way).text


def test_a_letter_that_is_not_taken_is_said_so_and_nothing_is_lost(posting: Site, mailbox: Mailbox) -> None:
    mailbox.full = True
    administrator = posting.browser(Role.ADMINISTRATOR)
    answer = administrator.send(INVITE, email=BUDI, name="Budi", role="reader", countries="", institution="")
    assert "The letter was not sent" in administrator.follow(answer)
    budi = posting.accounts.people.by_email(BUDI)
    assert mailbox.is_empty()
    mailbox.full = False
    page = f"/account/people/{budi.id}"
    assert f"was sent to {BUDI}" in administrator.follow(administrator.send(f"{page}/letter", page=page))
    posting.browser().get(path_in(mailbox.next()))
