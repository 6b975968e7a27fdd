"""The forms of accounts. Their lengths keep out what cannot be meant; what a field means is checked below the web."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from kb.accounts.passwords import MAX_LENGTH

EMAIL_LENGTH = 254  # RFC 5321, as corrected by erratum 1690 of RFC 3696

FILLED = InputRequired(_("Fill this in."))


def at_most(number: int) -> Length:
    """Return a limit of characters."""
    return Length(max=number, message=_("At most %(max)d characters."))


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """A form with the token of its session."""


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField(
        _("E-mail address"), [FILLED, at_most(EMAIL_LENGTH)], render_kw={"autocomplete": "username", "maxlength": 254}
    )
    password = PasswordField(
        _("Password"), [FILLED, at_most(MAX_LENGTH)], render_kw={"autocomplete": "current-password"}
    )
