"""Signing in and out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts.errors import SignInRefused, TooManyAttempts
from web.access import accounts, current_account, end_session, own_path, place, start_session
from web.account.blueprint import blueprint
from web.account.forms import SignInForm


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail address and password; go on to `next`, if that is a page of this site."""
    onward = own_path(request.args.get("next")) or url_for("account.own")
    if current_account():
        return redirect(onward)
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
            start_session(account, "password")
            return redirect(onward, 303)
    elif form.is_submitted():
        status = 422
    return render_template("account/sign_in.html", form=form), status


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    end_session()
    flash(gettext("You are signed out."))
    return redirect(url_for("account.sign_in"), 303)


def too_many(error: TooManyAttempts) -> str:
    """Return what a page says after too many failures."""
    text = gettext("Too many failed attempts. Wait %(minutes)s minutes and try again.", minutes=error.minutes)
    return str(text)
