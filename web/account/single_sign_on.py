"""Single sign-on by OpenID Connect: the code flow with PKCE, state and nonce.

Nobody gets an account by it: an identity signs in as the account that has its e-mail address, which the provider must
have verified, and from then on by its subject at the issuer. The second factor is the provider's business.
"""

from __future__ import annotations

from typing import Any, NoReturn

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from joserfc.errors import JoseError

from kb.accounts import Account
from kb.accounts.errors import UnknownAccount
from kb.accounts.log import Actor
from kb.settings import Settings
from web.access import accounts, own_path, place, start_session
from web.account.blueprint import blueprint
from web.limits import SIGN_IN, limiter

PROVIDER = "kb.oidc"
ONWARD = "onward"
TIMEOUT_S = 10
LEEWAY_S = 60  # seconds that the clock of the provider may differ
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
_FAILURES = (AuthlibBaseError, JoseError, requests.RequestException, RuntimeError, ValueError, KeyError, TypeError)


def init_single_sign_on(app: Flask, settings: Settings) -> None:
    """Name the provider, whose metadata is fetched at the first sign-in; without one there is no single sign-on."""
    app.context_processor(lambda: {"single_sign_on": settings.oidc_name if settings.oidc_issuer else ""})
    if settings.oidc_issuer:
        app.extensions[PROVIDER] = OAuth(app).register(
            "oidc",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT_S,
            },
        )


@blueprint.get("/single-sign-on")
@limiter.limit(SIGN_IN)
def single_sign_on() -> ResponseReturnValue:
    """Send the browser to the provider."""
    provider = _provider()
    session[ONWARD] = own_path(request.args.get("next")) or ""
    back = _settings().address if _settings().site_url else request.host_url.rstrip("/")
    try:
        _trusted_metadata(provider)
        answer: ResponseReturnValue = provider.authorize_redirect(back + url_for("account.single_sign_on_back"))
    except _FAILURES as error:
        _refuse(error)
    return answer


@blueprint.get("/single-sign-on/back")
@limiter.limit(SIGN_IN)
def single_sign_on_back() -> ResponseReturnValue:
    """Take the browser back from the provider, check what it brings, and start the session."""
    provider, issuer = _provider(), _settings().oidc_issuer
    try:
        _trusted_metadata(provider)
        token = provider.authorize_access_token(
            claims_options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": _settings().oidc_client_id},
                "nonce": {"essential": True},
            },
            leeway=LEEWAY_S,
        )
        claims = dict(token["userinfo"])
        account = _account_of(claims, issuer)
    except _FAILURES as error:
        _refuse(error)
    if account is None:
        abort(403, gettext("There is no account of your address here. Ask an administrator to invite you."))
    onward = own_path(session.get(ONWARD)) or url_for("account.own")
    start_session(account, issuer)
    return redirect(onward)


def _account_of(claims: dict[str, Any], issuer: str) -> Account | None:
    """Return the open account of an identity, linking it by its verified e-mail address the first time."""
    subject = str(claims["sub"])
    account = accounts().people.by_identity(issuer, subject)
    if account is None and claims.get("email_verified") is True:
        try:
            account = accounts().people.by_email(str(claims.get("email", "")))
        except UnknownAccount:
            return None
        if account.active:
            accounts().link_identity(account, issuer, subject, Actor(account.id, place()))
    return account if account and account.active else None


def _trusted_metadata(provider: Any) -> None:
    """Require the provider to call itself as the settings do, and take only signatures that nobody else can make."""
    metadata = provider.load_server_metadata()
    if metadata.get("issuer") != _settings().oidc_issuer:
        raise ValueError(f"the provider calls itself {metadata.get('issuer')!r}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]


def _refuse(error: Exception) -> NoReturn:
    current_app.logger.warning("single sign-on refused: %s", error)
    abort(400, gettext("Single sign-on did not work. Start again from the page for signing in."))


def _provider() -> Any:
    if PROVIDER not in current_app.extensions:
        abort(404)
    return current_app.extensions[PROVIDER]


def _settings() -> Settings:
    settings: Settings = current_app.config["KB"]
    return settings
