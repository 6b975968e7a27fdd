"""Who is signed in, and what is open to whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from kb.accounts import Account, Accounts, Role
from kb.accounts.log import Actor
from kb.errors import KbError
from web.context import BASE

ACCOUNTS = "kb.accounts"
SECRET = "secret"  # noqa: S105 - the name of a field in the cookie

P = ParamSpec("P")


def init_access(app: Flask) -> None:
    """Give the templates `account`, and keep pages of signed-in people out of shared caches."""
    app.extensions[ACCOUNTS] = Accounts(app.extensions[BASE].store.file, key=str(app.secret_key))
    app.context_processor(lambda: {"account": account_or_none(), "Role": Role})
    app.after_request(_keep_private)


def accounts() -> Accounts:
    """Return the accounts of this application."""
    return cast(Accounts, current_app.extensions[ACCOUNTS])


def current_account() -> Account | None:
    """Return who is signed in; none for a reader without an account, and after the session has ended."""
    if "account" not in g:
        secret = session.get(SECRET)
        g.account = accounts().sessions.account(secret) if isinstance(secret, str) else None
    return cast("Account | None", g.account)


def account_or_none() -> Account | None:
    """Return who is signed in; none also when the store cannot be read, so that error pages stand."""
    try:
        return current_account()
    except KbError:
        return None


def signed_in() -> Account:
    """Return who is signed in, in a view that `requires` someone."""
    account = current_account()
    if account is None:
        abort(401)
    return account


def requires(role: Role) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Open a view to accounts of a role and of those above it.

    Others get 403. Who is not signed in is sent to the page for signing in, or gets 401 for what is no reading.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            account = current_account()
            if account is None:
                if request.method not in ("GET", "HEAD"):
                    abort(401)
                return redirect(url_for("account.sign_in", next=request.full_path.removesuffix("?")))
            if account.role < role:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def start_session(account: Account, how: str) -> None:
    """Sign a person in: nothing of the cookie from before is kept."""
    session.clear()
    session[SECRET] = accounts().sessions.start(account.id, place(), how)
    g.account = account


def end_session() -> None:
    """Sign the person of this request out."""
    secret = session.get(SECRET)
    if (account := current_account()) and isinstance(secret, str):
        accounts().sessions.end(secret, Actor(account.id, place()))
    session.clear()
    g.account = None


def actor() -> Actor:
    """Return who makes this request and from where, for the log."""
    account = current_account()
    return Actor(account.id if account else None, place())


def place() -> str:
    """Return the network address that this request came from."""
    return request.remote_addr or ""


def own_path(wanted: str | None) -> str | None:
    """Return a path of this site to go on to, and none for anything that could lead a browser elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted[1:2] in ("/", "\\") or not wanted.isprintable():
        return None
    if "\\" in wanted:
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else wanted


def _keep_private(response: Response) -> Response:
    if g.get("account") is not None or request.blueprint == "account":
        response.cache_control.no_store = True
        response.cache_control.private = True
    return response
