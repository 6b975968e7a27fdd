"""Accounts below the web: passwords, links for one use, the second factor, the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from kb.accounts import Account, Accounts, Role
from kb.accounts.errors import (
    BadEmail,
    EmailTaken,
    LastAdministrator,
    LinkSpent,
    SignInRefused,
    TooManyAttempts,
    UnknownAccount,
    WeakPassword,
)
from kb.accounts.log import Actor
from kb.accounts.passwords import hashed, is_outdated, matches, require_strong
from kb.accounts.second_factor import new_totp_secret
from kb.accounts.tables import MIGRATIONS
from kb.errors import KbError, UsageError
from kb.store import Store
from tests.web.accounts import Clock

PASSWORD = "kapal layar biru 42"
HERE = Actor(None, "here")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    store = Store(tmp_path / "store.sqlite", MIGRATIONS)
    store.create()
    yield Accounts(store.file, clock, key="a key")
    store.close()


@pytest.fixture
def ani(accounts: Accounts) -> Account:
    return accounts.create("Ani@Ministry.id", "Ani Wijaya", Role.ADMINISTRATOR, HERE, password=PASSWORD)


def at_once(work: Callable[[], object], times: int) -> list[object]:
    """What each of several runs side by side came to: its result or its error."""

    def outcome(_: int) -> object:
        try:
            return work()
        except KbError as error:
            return error

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(outcome, range(times)))


def test_an_account_is_what_was_said_of_it(accounts: Accounts) -> None:
    made = accounts.create(
        " Budi@Ministry.ID ", " Budi\n Santoso ", Role.LIAISON, HERE, countries=["MYS", "IDN", "IDN"], institution=" X "
    )
    assert made == Account(made.id, "budi@ministry.id", "Budi Santoso", Role.LIAISON, ("IDN", "MYS"), "X")
    assert accounts.people.by_email("BUDI@ministry.id") == accounts.people.by_id(made.id) == made
    with pytest.raises(EmailTaken):
        accounts.create("budi@MINISTRY.id", "Another", Role.READER, HERE)
    with pytest.raises(UnknownAccount):
        accounts.people.by_id(made.id + 1)


@pytest.mark.parametrize("email", ["", "x", "@x.id", "a b@x.id", "a@x.id\nBcc: b@y.id", "a@x.id, b@y.id", "a@-x.id"])
def test_what_is_no_address_is_refused(accounts: Accounts, email: str) -> None:
    with pytest.raises(BadEmail):
        accounts.create(email, "Someone", Role.READER, HERE)


@pytest.mark.parametrize("email", ["ani@kementerian.local", "ani@mail.dalam.local", "ani@intranet.internal"])
def test_addresses_of_an_intranet_are_taken(accounts: Accounts, email: str) -> None:
    assert accounts.create(email, "Someone", Role.READER, HERE).email == email


@pytest.mark.parametrize("name", ["", " \n ", "x" * 121, "a\x00b", "a\u202eb"])
def test_what_is_no_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(UsageError):
        accounts.create("a@ministry.id", name, Role.READER, HERE)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "short"),
        ("eleven char", "short"),
        ("x" * 257, "long"),
        ("abababababab", "simple"),
        ("WijayaWijaya1", "about-you"),
        ("ani wijaya 2026", "about-you"),
        ("ministry.id2026", "about-you"),
        ("ｗｉｊａｙａ１２３４５６", "about-you"),
    ],
)
def test_weak_passwords_are_refused(accounts: Accounts, password: str, reason: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        accounts.create("ani@ministry.id", "Ani Wijaya", Role.READER, HERE, password=password)
    assert refused.value.reason == reason
    assert accounts.people.all() == []


def test_a_name_may_stand_in_a_password_that_is_long_enough_without_it() -> None:
    require_strong("wijaya sails to Makassar", "Ani Wijaya")


@pytest.mark.parametrize("typed", ["", "\x00", "\ud800", "x" * 100_000])
def test_whatever_is_typed_is_right_or_wrong(typed: str) -> None:
    assert not matches("", typed)
    assert not matches("$argon2id$broken", typed)


def test_passwords_are_kept_as_argon2id_and_compared_in_one_form() -> None:
    kept = hashed("café de la gare")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert matches(kept, "cafe\u0301 de la gare")
    assert not matches(kept, "cafe de la gare")
    assert hashed("café de la gare") != kept


def test_a_hash_of_old_parameters_is_renewed_at_sign_in(accounts: Accounts, ani: Account, tmp_path: Path) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert is_outdated(old)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as db, db:
        db.execute("UPDATE account SET password = ?", [old])
    accounts.sign_in(ani.email, PASSWORD, "here")
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as db:
        kept = db.execute("SELECT password FROM account").fetchone()[0]
    assert kept != old
    assert not is_outdated(kept)
    accounts.sign_in(ani.email, PASSWORD, "here")


def test_signing_in_needs_the_password_and_an_open_account(accounts: Accounts, ani: Account) -> None:
    other = accounts.create("other@ministry.id", "Other", Role.ADMINISTRATOR, HERE, password=PASSWORD)
    assert accounts.sign_in(" ANI@ministry.id", PASSWORD, "here") == ani
    accounts.set_active(other, False, HERE)
    invited = accounts.create("new@ministry.id", "New", Role.READER, HERE)
    for email, password in [(ani.email, "wrong"), (other.email, PASSWORD), (invited.email, ""), ("x@y.id", PASSWORD)]:
        with pytest.raises(SignInRefused):
            accounts.sign_in(email, password, "here")


def test_many_guesses_at_once_are_no_way_around_the_limit(accounts: Accounts, ani: Account) -> None:
    outcomes = at_once(lambda: accounts.sign_in(ani.email, "guess", "here"), 14)
    assert sum(isinstance(outcome, SignInRefused) for outcome in outcomes) == 10
    assert sum(isinstance(outcome, TooManyAttempts) for outcome in outcomes) == 4


def test_a_success_forgets_the_failures_before_it(accounts: Accounts, ani: Account) -> None:
    for _ in range(2):
        for _ in range(6):
            with pytest.raises(SignInRefused):
                accounts.confirm(ani, "wrong")
        accounts.confirm(ani, PASSWORD)


def test_a_link_works_once(accounts: Accounts, ani: Account) -> None:
    secret = accounts.reset(ani, HERE)
    accounts.set_password_by(secret, "reset", "perahu cadik hijau 7", "here")
    with pytest.raises(LinkSpent):
        accounts.set_password_by(secret, "reset", "perahu cadik merah 8", "here")
    accounts.sign_in(ani.email, "perahu cadik hijau 7", "here")


def test_of_two_who_use_a_link_at_once_one_wins(accounts: Accounts, ani: Account) -> None:
    for _ in range(3):
        secret = accounts.reset(ani, HERE)
        used = at_once(lambda secret=secret: accounts.set_password_by(secret, "reset", PASSWORD, "here"), 6)
        assert sum(isinstance(outcome, Account) for outcome in used) == 1
        assert sum(isinstance(outcome, LinkSpent) for outcome in used) == 5


@pytest.mark.parametrize(("purpose", "lasts"), [("reset", timedelta(hours=1)), ("invitation", timedelta(days=7))])
def test_a_link_expires(accounts: Accounts, ani: Account, clock: Clock, purpose, lasts: timedelta) -> None:  # type: ignore[no-untyped-def]
    secret = accounts.links.give(ani.id, purpose)
    clock.pass_(lasts - timedelta(seconds=1))
    assert accounts.links.holder(secret, purpose) == ani
    clock.pass_(timedelta(seconds=1))
    with pytest.raises(LinkSpent):
        accounts.links.holder(secret, purpose)
    with pytest.raises(LinkSpent):
        accounts.set_password_by(secret, purpose, "perahu cadik hijau 7", "here")


def test_a_link_is_for_one_purpose_the_newest_and_an_open_account(accounts: Accounts, ani: Account) -> None:
    budi = accounts.create("budi@ministry.id", "Budi", Role.READER, HERE)
    first, second = accounts.invite(budi, HERE), accounts.invite(budi, HERE)
    for secret, purpose in [(first, "invitation"), (second, "reset"), ("", "reset"), ("x", "invitation")]:
        with pytest.raises(LinkSpent):
            accounts.links.use(secret, purpose)  # type: ignore[arg-type]
    accounts.set_active(budi, False, HERE)
    accounts.set_active(budi, True, HERE)
    with pytest.raises(LinkSpent):
        accounts.links.holder(second, "invitation")


def test_a_refused_password_leaves_the_link(accounts: Accounts, ani: Account) -> None:
    secret = accounts.reset(ani, HERE)
    with pytest.raises(WeakPassword):
        accounts.set_password_by(secret, "reset", "short", "here")
    accounts.set_password_by(secret, "reset", "perahu cadik hijau 7", "here")


def test_sessions_end_with_password_role_and_account(accounts: Accounts, ani: Account) -> None:
    other = accounts.create("other@ministry.id", "Other", Role.ADMINISTRATOR, HERE, password=PASSWORD)
    for change in (
        lambda: accounts.set_password(ani, "perahu cadik hijau 7", HERE),
        lambda: accounts.change_duties(ani, Role.EDITOR, [], "", HERE),
        lambda: accounts.set_active(ani, False, HERE),
        lambda: accounts.set_active(ani, True, HERE),
        lambda: accounts.set_password_by(accounts.reset(ani, HERE), "reset", PASSWORD, "here"),
        lambda: accounts.sessions.end_all(ani.id, HERE),
    ):
        mine, others = accounts.sessions.start(ani.id, "here", ""), accounts.sessions.start(other.id, "here", "")
        change()
        assert accounts.sessions.account(mine) is None
        assert accounts.sessions.account(others) == other


def test_the_last_administrator_stays(accounts: Accounts, ani: Account) -> None:
    for change in (
        lambda: accounts.set_active(ani, False, HERE),
        lambda: accounts.change_duties(ani, Role.EDITOR, [], "", HERE),
    ):
        with pytest.raises(LastAdministrator):
            change()
    assert accounts.people.by_id(ani.id) == ani
    accounts.sign_in(ani.email, PASSWORD, "here")


def code_at(clock: Clock, secret: str, periods: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now + timedelta(seconds=30 * periods))


@pytest.fixture
def secret(accounts: Accounts, ani: Account, clock: Clock) -> str:
    """The secret of Ani's second factor, which was turned on a while ago."""
    secret = new_totp_secret()
    accounts.second_factor.turn_on(ani, secret, code_at(clock, secret), HERE)
    clock.pass_(timedelta(minutes=5))
    return secret


def test_a_code_is_taken_once(accounts: Accounts, ani: Account, clock: Clock, secret: str) -> None:
    accounts.second_factor.check(ani, code_at(clock, secret), "here")
    for periods in (0, -1):
        with pytest.raises(SignInRefused):
            accounts.second_factor.check(ani, code_at(clock, secret, periods), "here")
    accounts.second_factor.check(ani, code_at(clock, secret, 1), "here")


def test_of_two_who_give_a_code_at_once_one_wins(accounts: Accounts, ani: Account, clock: Clock, secret: str) -> None:
    code = code_at(clock, secret)
    given_at_once = at_once(lambda: accounts.second_factor.check(ani, code, "here"), 6)
    assert sum(outcome is None for outcome in given_at_once) == 1


@pytest.mark.parametrize(("periods", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_a_telephone_may_be_a_little_off(
    accounts: Accounts, ani: Account, clock: Clock, secret: str, periods: int, taken: bool
) -> None:
    code = code_at(clock, secret, periods)
    if taken:
        accounts.second_factor.check(ani, f" {code[:3]} {code[3:]} ", "here")
    else:
        with pytest.raises(SignInRefused):
            accounts.second_factor.check(ani, code, "here")


def test_codes_are_not_guessed(accounts: Accounts, ani: Account, clock: Clock, secret: str) -> None:
    for code in ("", "0", "é", "12345", "1234567", "x" * 10000, *["no code"] * 4):
        with pytest.raises(SignInRefused):
            accounts.second_factor.check(ani, code, "here")
    with pytest.raises(TooManyAttempts):
        accounts.second_factor.check(ani, code_at(clock, secret), "here")


def test_a_second_factor_is_turned_on_only_with_its_code(accounts: Accounts, ani: Account, clock: Clock) -> None:
    with pytest.raises(SignInRefused):
        accounts.second_factor.turn_on(ani, new_totp_secret(), code_at(clock, new_totp_secret()), HERE)
    assert not accounts.second_factor.is_on(ani.id)


def test_each_recovery_code_works_once(accounts: Accounts, ani: Account, secret: str) -> None:
    codes = accounts.second_factor.renew_codes(ani, HERE)
    assert len(set(codes)) == accounts.second_factor.codes_left(ani.id) == 10
    accounts.second_factor.check(ani, codes[0].upper(), "here")
    with pytest.raises(SignInRefused):
        accounts.second_factor.check(ani, codes[0], "here")
    assert accounts.second_factor.codes_left(ani.id) == 9
    assert (
        sum(outcome is None for outcome in at_once(lambda: accounts.second_factor.check(ani, codes[1], "here"), 5)) == 1
    )
    accounts.second_factor.renew_codes(ani, HERE)
    with pytest.raises(SignInRefused):
        accounts.second_factor.check(ani, codes[2], "here")


def test_under_another_key_a_second_factor_is_set_up_again(
    accounts: Accounts, ani: Account, clock: Clock, tmp_path: Path, secret: str
) -> None:
    codes = accounts.second_factor.renew_codes(ani, HERE)
    store = Store(tmp_path / "store.sqlite", MIGRATIONS)
    later = Accounts(store.file, clock, key="another key").second_factor
    assert later.is_on(ani.id)
    with pytest.raises(SignInRefused):
        later.check(ani, code_at(clock, secret), "here")
    later.check(ani, codes[0], "here")
    later.turn_off(ani, HERE)
    later.turn_on(ani, secret, code_at(clock, secret), HERE)
    clock.pass_(timedelta(minutes=1))
    later.check(ani, code_at(clock, secret), "here")
    store.close()


def test_no_secret_that_is_handed_out_is_kept(accounts: Accounts, ani: Account, tmp_path: Path, secret: str) -> None:
    handed = [
        PASSWORD,
        secret,
        accounts.sessions.start(ani.id, "here", ""),
        accounts.reset(ani, HERE),
        accounts.invite(ani, HERE),
        *(code.replace("-", "") for code in accounts.second_factor.renew_codes(ani, HERE)),
    ]
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as db:
        kept = "\n".join(db.iterdump())
    assert [text for text in handed if text in kept] == []


def test_the_log_says_who_did_what_and_cannot_be_changed(
    accounts: Accounts, ani: Account, clock: Clock, tmp_path: Path
) -> None:
    clock.pass_(timedelta(minutes=1))
    accounts.rename(ani, "Ani W.", Actor(ani.id, "203.0.113.7"))
    newest, oldest = accounts.log.latest(5)
    assert (newest.at, newest.actor, newest.action) == ("2026-11-24T09:01:00+00:00", ani.email, "name-changed")
    assert (newest.account, newest.place, oldest.action, oldest.actor) == (ani.email, "203.0.113.7", "created", "")
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as db:
        for statement in ("UPDATE account_log SET place = ''", "DELETE FROM account_log"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                db.execute(statement)
    assert accounts.log.count() == 2
