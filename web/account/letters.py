"""What is done by a link from a letter: accepting an invitation, setting a new password."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts import Accounts, letters
from kb.accounts.errors import LinkSpent, UnknownAccount, WeakPassword
from kb.accounts.links import Purpose
from kb.accounts.log import Actor
from kb.errors import UsageError
from kb.mail import send
from kb.settings import Settings
from web.access import accounts, place
from web.account.blueprint import blueprint
from web.account.forms import ForgottenForm, NewPasswordForm, WelcomeForm
from web.account.wording import bad_name, weakness
from web.letters import afterwards
from web.limits import LETTERS, SECRETS, limiter


@blueprint.route("/forgotten", methods=["GET", "POST"])
@limiter.limit(LETTERS, methods=["POST"])
def forgotten() -> ResponseReturnValue:
    """Send a link to the address of an account; the page says the same for every address."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("account/forgotten.html", form=form), 422 if form.is_submitted() else 200
    settings: Settings = current_app.config["KB"]
    known, email, where = accounts(), form.email.data or "", place()
    afterwards(lambda: send_reset(settings, known, email, where))
    flash(gettext("If there is an account of this address, a letter with a link is on its way. It works for one hour."))
    return redirect(url_for("account.sign_in"), 303)


def send_reset(settings: Settings, known: Accounts, email: str, where: str) -> None:
    """Send the letter if there is an open account of that address."""
    try:
        account = known.people.by_email(email)
    except UnknownAccount:
        return
    if account.active:
        send(settings, letters.reset(account, settings.address, known.reset(account, Actor(None, where))))


@blueprint.route("/reset/<secret>", methods=["GET", "POST"])
@limiter.limit(SECRETS)
def reset(secret: str) -> ResponseReturnValue:
    """Set a new password. Only sending the form uses the link up: programs open links before people do."""
    return _password_page("account/reset.html", NewPasswordForm(), secret, "reset")


@blueprint.route("/welcome/<secret>", methods=["GET", "POST"])
@limiter.limit(SECRETS)
def welcome(secret: str) -> ResponseReturnValue:
    """Accept an invitation: choose a name and a password."""
    return _password_page("account/welcome.html", WelcomeForm(), secret, "invitation")


def _password_page(
    template: str, form: NewPasswordForm | WelcomeForm, secret: str, purpose: Purpose
) -> ResponseReturnValue:
    try:
        holder = accounts().links.holder(secret, purpose)
        if isinstance(form, WelcomeForm) and not form.is_submitted():
            form.name.data = holder.name
        if form.validate_on_submit():
            name = (form.name.data or "") if isinstance(form, WelcomeForm) else ""
            accounts().set_password_by(secret, purpose, form.password.data or "", place(), name)
            flash(gettext("Your password is set. Sign in with it."))
            return redirect(url_for("account.sign_in"), 303)
    except LinkSpent:
        abort(404, gettext("This link was used already or has expired. Ask for a new one."))
    except WeakPassword as error:
        form.password.errors = [weakness(error)]
    except UsageError:
        form.name.errors = [bad_name()]
    return render_template(template, form=form, holder=holder), 422 if form.is_submitted() else 200
