"""The administration of accounts: who there is, what they may do, and what was done."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts import Account, Role, letters
from kb.accounts.errors import BadEmail, EmailTaken, LastAdministrator, UnknownAccount
from kb.errors import UsageError
from kb.mail import Letter, MailError, send
from kb.settings import Settings
from web.access import accounts, actor, requires
from web.account.blueprint import blueprint
from web.account.forms import DutiesForm, InviteForm, listed
from web.account.wording import bad_name

PER_PAGE = 100
LAST_PAGE = 10_000


@blueprint.get("/people")
@requires(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """List the accounts."""
    return render_template("account/people.html", people=accounts().people.all())


@blueprint.route("/people/invite", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    """Make an account and send the invitation."""
    form = InviteForm()
    if form.validate_on_submit() and (account := _made(form)):
        _post(letters.invitation(account, _settings().address, accounts().invite(account, actor())))
        return redirect(url_for("account.people"), 303)
    return render_template("account/invite.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/people/<int:number>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def person(number: int) -> ResponseReturnValue:
    """Show an account and change its role, countries and institution."""
    one = _account(number)
    form = DutiesForm(role=one.role.name.lower(), countries=listed(one.countries), institution=one.institution)
    if form.validate_on_submit():
        role = Role[form.role.data.upper()]
        try:
            accounts().change_duties(one, role, form.codes(), form.institution.data or "", actor())
        except LastAdministrator:
            form.role.errors = [_last_administrator()]
        else:
            flash(gettext("Saved. %(name)s has to sign in again.", name=one.name))
            return redirect(url_for("account.people"), 303)
    joined, second = accounts().people.has_password(number), accounts().second_factor.is_on(number)
    page = render_template("account/person.html", form=form, one=one, joined=joined, second_factor=second)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/people/<int:number>/close")
@requires(Role.ADMINISTRATOR)
def close(number: int) -> ResponseReturnValue:
    """Close an account."""
    return _open_or_close(number, False)


@blueprint.post("/people/<int:number>/open")
@requires(Role.ADMINISTRATOR)
def open_again(number: int) -> ResponseReturnValue:
    """Open an account again."""
    return _open_or_close(number, True)


@blueprint.post("/people/<int:number>/letter")
@requires(Role.ADMINISTRATOR)
def letter(number: int) -> ResponseReturnValue:
    """Send the invitation again, or the link for a new password to who has accepted it."""
    one, site = _account(number), _settings().address
    if not one.active:
        abort(400, gettext("This account is closed."))
    if accounts().people.has_password(number):
        _post(letters.reset(one, site, accounts().reset(one, actor())))
    else:
        _post(letters.invitation(one, site, accounts().invite(one, actor())))
    return redirect(url_for("account.person", number=number), 303)


@blueprint.post("/people/<int:number>/second-factor/off")
@requires(Role.ADMINISTRATOR)
def turn_off_for(number: int) -> ResponseReturnValue:
    """Turn off the second factor of someone who has lost it."""
    accounts().second_factor.turn_off(_account(number), actor())
    flash(gettext("The second factor is turned off."))
    return redirect(url_for("account.person", number=number), 303)


@blueprint.get("/log")
@requires(Role.ADMINISTRATOR)
def log() -> ResponseReturnValue:
    """Show what was done with accounts, newest first."""
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    entries = accounts().log.latest(PER_PAGE, (page - 1) * PER_PAGE)
    return render_template(
        "account/log.html", entries=entries, page=page, more=accounts().log.count() > page * PER_PAGE
    )


def _made(form: InviteForm) -> Account | None:
    """Return the new account; none, with the fault beside its field, when it cannot be made."""
    role = Role[form.role.data.upper()]
    try:
        return accounts().create(
            form.email.data or "", form.name.data or "", role, actor(),
            countries=form.codes(), institution=form.institution.data or "",
        )  # fmt: skip
    except BadEmail:
        form.email.errors = [gettext("This is no e-mail address.")]
    except EmailTaken:
        form.email.errors = [gettext("There is an account of this address already.")]
    except UsageError:
        form.name.errors = [bad_name()]
    return None


def _open_or_close(number: int, active: bool) -> ResponseReturnValue:
    one = _account(number)
    try:
        accounts().set_active(one, active, actor())
    except LastAdministrator:
        abort(400, _last_administrator())
    flash(gettext("The account is open again.") if active else gettext("The account is closed."))
    return redirect(url_for("account.person", number=number), 303)


def _post(letter: Letter) -> None:
    """Send a letter and say on the next page whether it went."""
    try:
        send(_settings(), letter)
    except MailError as error:
        current_app.logger.error("%s", error)  # noqa: TRY400 - the message says what to do
        flash(gettext("The letter was not sent: the mail server did not take it. Try again from the person's page."))
    else:
        flash(gettext("A letter with a link was sent to %(email)s.", email=letter.to))


def _account(number: int) -> Account:
    try:
        return accounts().people.by_id(number)
    except UnknownAccount:
        abort(404, gettext("There is no such account."))


def _last_administrator() -> str:
    return str(gettext("This is the last administrator. Make someone else administrator first."))


def _settings() -> Settings:
    settings: Settings = current_app.config["KB"]
    return settings
