"""`kb users`: who may sign in, from the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.accounts import Accounts, Role
from kb.accounts.errors import SignInRefused
from kb.accounts.tables import MIGRATIONS
from kb.store import Store
from tests.cli.conftest import Kb, run
from tests.mail import Mailbox, link_in
from tests.servers import free_port

PASSWORD = "kapal layar biru 42"
ANI, BUDI = "ani@kementerian.local", "budi@ministry.id"


@pytest.fixture
def accounts(home: Path) -> Iterator[Accounts]:
    store = Store(home / "store.sqlite", MIGRATIONS)
    yield Accounts(store.file)
    store.close()


@pytest.fixture
def ani(home: Path) -> str:
    """The first administrator, whose password came over standard input."""
    made = run(home, "users", "create", ANI, "--name", "Ani Wijaya", given=f"{PASSWORD}\n")
    assert made.stdout == f"made {ANI}, administrator\n", made.stderr
    return ANI


@pytest.fixture
def by_mail(monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox) -> Mailbox:
    """Letters of commands go here; their links begin with the public address."""
    monkeypatch.setenv("KB_SMTP_URL", mailbox.url)
    monkeypatch.setenv("KB_SITE_URL", "https://kb.ministry.id")
    return mailbox


def test_the_first_administrator_is_made_with_a_password(ani: str, accounts: Accounts) -> None:
    assert accounts.sign_in(ani, PASSWORD, "here").role == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        ((ANI, "--name", "Ani"), "short\n", "at least 12 characters"),
        ((ANI, "--name", "Ani"), "", "at least 12 characters"),
        (("no-address", "--name", "Ani"), f"{PASSWORD}\n", "no e-mail address"),
        ((ANI, "--name", "Ani", "--country", "Atlantis"), f"{PASSWORD}\n", "Atlantis"),
        ((ANI, "--name", " "), f"{PASSWORD}\n", "a name has 1 to 120 characters"),
        ((ANI, "--name", "Ani", "--role", "king"), f"{PASSWORD}\n", "king"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_line(
    home: Path, accounts: Accounts, arguments: tuple[str, ...], given: str, says: str
) -> None:
    done = run(home, "users", "create", *arguments, given=given)
    assert done.returncode == 2
    assert says in done.stderr
    assert PASSWORD not in done.stderr
    assert accounts.people.all() == []


def test_who_is_invited_gets_a_link_once_more_until_it_is_accepted(
    ani: str, called: Kb, accounts: Accounts, by_mail: Mailbox
) -> None:
    invite = ("users", "invite", BUDI, "--role", "liaison", "--name", "Budi", "--country", "Malaysia")
    assert called(*invite, "--institution", "PERKESO").stdout == f"invited {BUDI}, liaison\n"
    first = link_in(by_mail.next())
    assert first.startswith("https://kb.ministry.id/account/welcome/")
    assert called(*invite).returncode == 0
    newer = link_in(by_mail.next())
    assert newer != first
    budi = accounts.set_password_by(newer.rpartition("/")[2], "invitation", PASSWORD, "here")
    assert (budi.role, budi.countries, budi.institution) == (Role.LIAISON, ("MYS",), "PERKESO")
    again = called(*invite)
    assert again.returncode == 2
    assert f"there is an account of {BUDI} already" in again.stderr


def test_without_mail_the_link_is_printed(ani: str, called: Kb) -> None:
    done = called("users", "invite", BUDI, "--role", "reader", "--name", "Budi")
    assert done.returncode == 0
    assert len(set(re.findall(r"http://127\.0\.0\.1:8000/account/welcome/\S+", done.stderr))) == 1


def test_a_letter_that_is_not_taken_loses_no_account(
    ani: str, called: Kb, by_mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    invite = ("users", "invite", BUDI, "--role", "reader", "--name", "Budi")
    failed = called(*invite)
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"kb: the mail to {BUDI} was not sent (")
    assert failed.stderr.count("\n") == 1
    assert "invited" not in failed.stdout
    monkeypatch.setenv("KB_SMTP_URL", by_mail.url)
    assert called(*invite).stdout == f"invited {BUDI}, reader\n"
    assert by_mail.next()["To"] == BUDI


def test_accounts_are_listed_one_a_line(ani: str, called: Kb, by_mail: Mailbox) -> None:
    called("users", "invite", BUDI, "--role", "liaison", "--name", "Budi", "--country", "MYS", "--country", "IDN")
    called("users", "deactivate", BUDI)
    assert called("users", "list").stdout.splitlines() == [
        f"{ANI}\tadministrator\tAni Wijaya\t\t\topen",
        f"{BUDI}\tliaison\tBudi\tIDN MYS\t\tclosed",
    ]


def test_role_and_closing(ani: str, called: Kb, accounts: Accounts, by_mail: Mailbox) -> None:
    called("users", "invite", BUDI, "--role", "reader", "--name", "Budi", "--country", "MYS")
    assert called("users", "role", BUDI.upper(), "editor").stdout == f"{BUDI} is editor\n"
    assert accounts.people.by_email(BUDI).role == Role.EDITOR
    assert accounts.people.by_email(BUDI).countries == ("MYS",)
    assert called("users", "deactivate", BUDI).stdout == f"{BUDI} is closed\n"
    assert not accounts.people.by_email(BUDI).active
    assert called("users", "deactivate", "--undo", BUDI).stdout == f"{BUDI} is open\n"
    assert accounts.people.by_email(BUDI).active
    assert {entry.place for entry in accounts.log.latest(100)} == {"command line"}


@pytest.mark.parametrize("arguments", [("deactivate", ANI), ("role", ANI, "editor")])
def test_the_last_administrator_stays(ani: str, called: Kb, accounts: Accounts, arguments: tuple[str, ...]) -> None:
    done = called("users", *arguments)
    assert done.returncode == 2
    assert "the last active administrator" in done.stderr
    assert accounts.people.by_email(ANI).role == Role.ADMINISTRATOR
    accounts.sign_in(ANI, PASSWORD, "here")


def test_a_reset_sends_a_link_and_may_turn_off_the_second_factor(
    ani: str, called: Kb, accounts: Accounts, by_mail: Mailbox
) -> None:
    assert called("users", "reset", ANI, "--second-factor").stdout == f"sent a link to {ANI}\n"
    link = link_in(by_mail.next())
    assert link.startswith("https://kb.ministry.id/account/reset/")
    accounts.set_password_by(link.rpartition("/")[2], "reset", "perahu cadik hijau 7", "here")
    with pytest.raises(SignInRefused):
        accounts.sign_in(ANI, PASSWORD, "here")
    assert "second-factor-off" in {entry.action for entry in accounts.log.latest(100)}


@pytest.mark.parametrize("arguments", [("role", BUDI, "editor"), ("deactivate", BUDI), ("reset", BUDI)])
def test_who_has_no_account_is_said_so(called: Kb, arguments: tuple[str, ...]) -> None:
    done = called("users", *arguments)
    assert done.returncode == 1
    assert done.stderr == f"kb: no account of '{BUDI}'\n"


def test_without_a_store_it_is_said_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run(tmp_path / "empty", "users", "list")
    assert done.returncode == 1
    assert "kb init" in done.stderr
