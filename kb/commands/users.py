"""`kb users`: who may sign in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from kb.accounts import Account, Accounts, Role, letters
from kb.accounts.log import COMMAND_LINE
from kb.accounts.tables import MIGRATIONS
from kb.mail import send
from kb.settings import settings
from kb.similarity import check_nations
from kb.store import Store

ROLES = click.Choice([role.name.lower() for role in Role])


@click.group("users")
def command() -> None:
    """Make, list, invite and close accounts."""


def _duties(decorated: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--institution", default="", help="Institution that the person answers for."),
        click.option("--country", "countries", multiple=True, help="Country, by name or code; may be given again."),
        click.option("--name", help="Name of the person; asked when left out."),
    ):
        decorated = option(decorated)
    return decorated


@command.command("create")
@click.argument("email")
@click.option("--role", type=ROLES, default="administrator", show_default=True, help="What the person may do.")
@_duties
def create(email: str, role: str, name: str | None, countries: tuple[str, ...], institution: str) -> None:
    """Make an account with a password, which is asked, or read as one line where there is no terminal."""
    with _accounts() as accounts:
        name = name or click.prompt("Name")
        account = accounts.create(
            email, name, Role[role.upper()], COMMAND_LINE,
            countries=check_nations(countries), institution=institution, password=_asked_password(),
        )  # fmt: skip
        click.echo(f"made {account.email}, {role}")


@command.command("invite")
@click.argument("email")
@click.option("--role", type=ROLES, required=True, help="What the person may do.")
@_duties
def invite(email: str, role: str, name: str | None, countries: tuple[str, ...], institution: str) -> None:
    """Make an account and send the person a link to choose a password; for an account without one, send it again."""
    with _accounts() as accounts:
        known = [account for account in accounts.people.all() if account.email == email.strip().lower()]
        if known and not accounts.people.has_password(known[0].id):
            account = known[0]
        else:
            account = accounts.create(
                email, name or click.prompt("Name"), Role[role.upper()], COMMAND_LINE,
                countries=check_nations(countries), institution=institution,
            )  # fmt: skip
        send(settings(), letters.invitation(account, settings().address, accounts.invite(account, COMMAND_LINE)))
        click.echo(f"invited {account.email}, {account.role.name.lower()}")


@command.command("list")
def list_() -> None:
    """List the accounts, one a line: e-mail address, role, name, countries, institution, closed or not."""
    with _accounts() as accounts:
        for account in accounts.people.all():
            click.echo("\t".join(_columns(account)))


@command.command("role")
@click.argument("email")
@click.argument("role", type=ROLES)
def role(email: str, role: str) -> None:
    """Give an account another role; its sessions end."""
    with _accounts() as accounts:
        account = accounts.people.by_email(email)
        accounts.change_duties(account, Role[role.upper()], account.countries, account.institution, COMMAND_LINE)
        click.echo(f"{account.email} is {role}")


@command.command("deactivate")
@click.argument("email")
@click.option("--undo", is_flag=True, help="Open the account again.")
def deactivate(email: str, undo: bool) -> None:
    """Close an account and end its sessions; what the person wrote stays."""
    with _accounts() as accounts:
        account = accounts.people.by_email(email)
        accounts.set_active(account, undo, COMMAND_LINE)
        click.echo(f"{account.email} is {'open' if undo else 'closed'}")


@command.command("reset")
@click.argument("email")
@click.option("--second-factor", is_flag=True, help="Also turn off the second factor, when it was lost.")
def reset(email: str, second_factor: bool) -> None:
    """Send a person a link to set a new password."""
    with _accounts() as accounts:
        account = accounts.people.by_email(email)
        if second_factor:
            accounts.second_factor.turn_off(account, COMMAND_LINE)
        send(settings(), letters.reset(account, settings().address, accounts.reset(account, COMMAND_LINE)))
        click.echo(f"sent a link to {account.email}")


@contextmanager
def _accounts() -> Iterator[Accounts]:
    store = Store(settings().store_path, MIGRATIONS)
    try:
        store.require()
        yield Accounts(store.file)
    finally:
        store.close()


def _asked_password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _columns(account: Account) -> tuple[str, ...]:
    state = "open" if account.active else "closed"
    countries = " ".join(account.countries)
    return account.email, account.role.name.lower(), account.name, countries, account.institution, state
