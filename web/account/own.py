"""One's own account: name, password, second factor, sessions."""

from __future__ import annotations

import io
from base64 import b64encode

import segno
from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts import Role
from kb.accounts.errors import SignInRefused, TooManyAttempts, WeakPassword
from kb.accounts.second_factor import authenticator_address, new_totp_secret
from kb.errors import UsageError
from web.access import accounts, actor, requires, signed_in, start_session
from web.account.blueprint import blueprint
from web.account.forms import ChangePasswordForm, CodeForm, ConfirmForm, NameForm
from web.account.wording import bad_name, too_many, weakness
from web.limits import SECRETS, limiter

TOTP = "totp"  # in the cookie: the secret of a second factor that is being set up


@blueprint.get("/")
@requires(Role.READER)
def own() -> ResponseReturnValue:
    """Show the account of who is signed in."""
    number = signed_in().id
    second, left = accounts().second_factor.is_on(number), accounts().second_factor.codes_left(number)
    return render_template("account/own.html", second_factor=second, codes_left=left)


@blueprint.route("/name", methods=["GET", "POST"])
@requires(Role.READER)
def name() -> ResponseReturnValue:
    """Change how one is named."""
    form = NameForm(name=signed_in().name)
    if form.validate_on_submit():
        try:
            accounts().rename(signed_in(), form.name.data or "", actor())
        except UsageError:
            form.name.errors = [bad_name()]
        else:
            return _done(gettext("Your name is changed."))
    return render_template("account/name.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/password", methods=["GET", "POST"])
@requires(Role.READER)
@limiter.limit(SECRETS, methods=["POST"])
def password() -> ResponseReturnValue:
    """Change the password; sessions elsewhere end, this one goes on under another secret."""
    form = ChangePasswordForm()
    if form.validate_on_submit() and _confirmed(form):
        try:
            accounts().set_password(signed_in(), form.password.data or "", actor())
        except WeakPassword as error:
            form.password.errors = [weakness(error)]
        else:
            start_session(signed_in(), "password changed")
            return _done(gettext("Your password is changed. Sessions on other devices have ended."))
    return render_template("account/password.html", form=form), 422 if form.is_submitted() else 200


@blueprint.post("/sign-out-everywhere")
@requires(Role.READER)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session, this one too."""
    accounts().sessions.end_all(signed_in().id, actor())
    session.clear()
    flash(gettext("You are signed out everywhere."))
    return redirect(url_for("account.sign_in"), 303)


@blueprint.route("/second-factor/set-up", methods=["GET", "POST"])
@requires(Role.READER)
@limiter.limit(SECRETS, methods=["POST"])
def set_up() -> ResponseReturnValue:
    """Show the secret to the authenticator, and turn the second factor on when it answers with the right code."""
    account = signed_in()
    if accounts().second_factor.is_on(account.id):
        return redirect(url_for("account.own"))
    secret = session.setdefault(TOTP, new_totp_secret())
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes = accounts().second_factor.turn_on(account, secret, form.code.data or "", actor())
        except SignInRefused:
            form.code.errors = [gettext("This code does not fit. Check that the clock of the device is right.")]
        else:
            session.pop(TOTP)
            return render_template("account/recovery_codes.html", codes=codes)
    picture = io.BytesIO()
    segno.make(authenticator_address(secret, account.email), error="m").save(picture, kind="svg", scale=5, border=4)
    shown = {"secret": secret, "picture": b64encode(picture.getvalue()).decode()}
    return render_template("account/set_up.html", form=form, **shown), 422 if form.is_submitted() else 200


@blueprint.route("/second-factor/off", methods=["GET", "POST"])
@requires(Role.READER)
@limiter.limit(SECRETS, methods=["POST"])
def turn_off() -> ResponseReturnValue:
    """Turn the second factor off, after the password."""
    form = ConfirmForm()
    if form.validate_on_submit() and _confirmed(form):
        accounts().second_factor.turn_off(signed_in(), actor())
        return _done(gettext("The second factor is turned off."))
    return render_template("account/turn_off.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/second-factor/codes", methods=["GET", "POST"])
@requires(Role.READER)
@limiter.limit(SECRETS, methods=["POST"])
def recovery_codes() -> ResponseReturnValue:
    """Show new recovery codes, after the password."""
    if not accounts().second_factor.is_on(signed_in().id):
        return redirect(url_for("account.own"))
    form = ConfirmForm()
    if form.validate_on_submit() and _confirmed(form):
        codes = accounts().second_factor.renew_codes(signed_in(), actor())
        return render_template("account/recovery_codes.html", codes=codes)
    return render_template("account/renew_codes.html", form=form), 422 if form.is_submitted() else 200


def _confirmed(form: ConfirmForm) -> bool:
    """Tell whether the present password is right, and say so beside its field if it is not."""
    try:
        accounts().confirm(signed_in(), form.present.data or "")
    except SignInRefused:
        form.present.errors = [gettext("This password is wrong.")]
    except TooManyAttempts as error:
        form.present.errors = [too_many(error)]
    return not form.present.errors


def _done(text: str) -> ResponseReturnValue:
    flash(text)
    return redirect(url_for("account.own"), 303)
