"""Signing in, with a second factor where the account has one, and out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts import Account
from kb.accounts.errors import LinkSpent, SignInRefused, TooManyAttempts
from web.access import accounts, current_account, end_session, own_path, place, start_session
from web.account.blueprint import blueprint
from web.account.forms import CodeForm, SignInForm
from web.account.wording import too_many
from web.limits import SIGN_IN, limiter

PENDING = "pending"  # in the cookie: the secret of who gave the password and not yet the code


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail address and password; go on to `next`, if that is a page of this site."""
    if current_account():
        return redirect(_onward())
    form, status = SignInForm(), 200
    if form.validate_on_submit():
        try:
            account = accounts().sign_in(form.email.data or "", form.password.data or "", place())
        except SignInRefused:
            status = 403
            form.form_errors.append(gettext("E-mail address or password is wrong."))
        except TooManyAttempts as error:
            status = 429
            form.form_errors.append(too_many(error))
        else:
            return _let_in(account)
    elif form.is_submitted():
        status = 422
    return render_template("account/sign_in.html", form=form), status


@blueprint.route("/second-factor", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"])
def second_factor() -> ResponseReturnValue:
    """Ask who gave the right password for the code."""
    try:
        account = accounts().links.holder(session.get(PENDING, ""), "second-factor")
    except LinkSpent:
        return redirect(url_for("account.sign_in", next=own_path(request.args.get("next"))))
    form, status = CodeForm(), 200
    if form.validate_on_submit():
        try:
            accounts().second_factor.check(account, form.code.data or "", place())
            accounts().links.use(session.get(PENDING, ""), "second-factor")
        except (SignInRefused, LinkSpent):
            status = 403
            form.code.errors = [gettext("This code is wrong or was used already.")]
        except TooManyAttempts as error:
            status = 429
            form.form_errors.append(too_many(error))
        else:
            start_session(account, "password and code")
            return redirect(_onward(), 303)
    elif form.is_submitted():
        status = 422
    return render_template("account/second_factor.html", form=form), status


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    end_session()
    flash(gettext("You are signed out."))
    return redirect(url_for("account.sign_in"), 303)


def _let_in(account: Account) -> ResponseReturnValue:
    """Start the session, or ask for the code first."""
    if not accounts().second_factor.is_on(account.id):
        start_session(account, "password")
        return redirect(_onward(), 303)
    session.clear()
    session[PENDING] = accounts().links.give(account.id, "second-factor")
    return redirect(url_for("account.second_factor", next=own_path(request.args.get("next"))), 303)


def _onward() -> str:
    return own_path(request.args.get("next")) or url_for("account.own")
