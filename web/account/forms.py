"""The forms of accounts. Their lengths keep out what cannot be meant; what a field means is checked below the web.

The fields of a form, and so its faults, come in the order in which they stand in this module.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from kb.accounts.desk import NAME_LENGTH
from kb.accounts.passwords import MAX_LENGTH
from kb.countries import UnknownCountry, country_name, find_nation
from web.account.wording import role_names
from web.context import lang

EMAIL_LENGTH = 254  # RFC 5321, as corrected by erratum 1690 of RFC 3696
CODE_LENGTH = 40
TEXT_LENGTH = 200

FILLED = InputRequired(_("Fill this in."))


def at_most(number: int) -> Length:
    """Return a limit of characters."""
    return Length(max=number, message=_("At most %(max)d characters."))


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """A form; the token of its session is checked before any view (web/forgery.py)."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Settings of WTForms."""

        csrf = False


def _email(autocomplete: str) -> EmailField:
    return EmailField(_("E-mail address"), [FILLED, at_most(EMAIL_LENGTH)], render_kw={"autocomplete": autocomplete})


def _password(label: str, autocomplete: str) -> PasswordField:
    return PasswordField(label, [FILLED], render_kw={"autocomplete": autocomplete, "maxlength": MAX_LENGTH})


def _name() -> StringField:
    return StringField(_("Name"), [FILLED, at_most(NAME_LENGTH)], render_kw={"autocomplete": "name"})


def _code() -> StringField:
    keywords = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}
    return StringField(_("Code"), [FILLED, at_most(CODE_LENGTH)], render_kw=keywords)


class SignInForm(Form):
    """E-mail address and password."""

    email = _email("username")
    password = _password(_("Password"), "current-password")


class CodeForm(Form):
    """A code of the authenticator, or a recovery code."""

    code = _code()


class ForgottenForm(Form):
    """The e-mail address of an account."""

    email = _email("username")


class NameForm(Form):
    """How the person is named."""

    name = _name()


class ConfirmForm(Form):
    """The present password, before something that weakens the account."""

    present = _password(_("Present password"), "current-password")


class NewPasswordForm(Form):
    """A new password, twice."""

    password = _password(_("New password"), "new-password")
    again = _password(_("New password once more"), "new-password")

    def validate_again(self, field: Any) -> None:
        """Compare the two."""
        if field.data != self.password.data:
            raise ValidationError(gettext("The two passwords differ."))


class WelcomeForm(NameForm, NewPasswordForm):
    """How the person wants to be named, and a password."""


class ChangePasswordForm(ConfirmForm, NewPasswordForm):
    """The present password and a new one."""


class PersonForm(Form):
    """Who a person is."""

    email = _email("off")
    name = _name()


class DutiesForm(Form):
    """Role, countries and institution of an account."""

    role = SelectField(_("Role"), [FILLED], choices=role_names, validate_choice=False)
    countries = StringField(_("Countries"), [at_most(10 * TEXT_LENGTH)])
    institution = StringField(_("Institution"), [at_most(TEXT_LENGTH)])

    def validate_role(self, field: Any) -> None:
        """Refuse what is no role."""
        if field.data not in dict(role_names()):
            raise ValidationError(gettext("Choose a role."))

    def validate_countries(self, field: Any) -> None:
        """Refuse what is no country."""
        for text in _parts(field.data):
            try:
                find_nation(text)
            except UnknownCountry:
                raise ValidationError(gettext("“%(text)s” is no country.", text=text)) from None

    def codes(self) -> list[str]:
        """Return the countries as ISO 3166-1 alpha-3 codes."""
        return [find_nation(text) for text in _parts(self.countries.data)]


class InviteForm(PersonForm, DutiesForm):
    """Who is to be invited, and to what."""


def listed(countries: tuple[str, ...]) -> str:
    """Return countries as the form shows them."""
    return "; ".join(country_name(code, lang()) for code in countries)


def _parts(text: str | None) -> list[str]:
    """Return what stands between semicolons or at line ends: names of countries hold commas."""
    return [part.strip() for part in (text or "").replace("\n", ";").split(";") if part.strip()]
