"""What the pages of accounts call roles, actions and faults."""

from __future__ import annotations

from flask_babel import gettext

from kb.accounts import Role
from kb.accounts.desk import NAME_LENGTH
from kb.accounts.errors import TooManyAttempts, WeakPassword
from kb.accounts.passwords import FEWEST_CHARACTERS, MAX_LENGTH, MIN_LENGTH


def role_names() -> list[tuple[str, str]]:
    """Return the roles, the least first, as (code, name)."""
    names = {
        Role.READER: gettext("Reader"),
        Role.LIAISON: gettext("Liaison"),
        Role.REVIEWER: gettext("Reviewer"),
        Role.EDITOR: gettext("Editor"),
        Role.ADMINISTRATOR: gettext("Administrator"),
    }
    return [(role.name.lower(), names[role]) for role in Role]


def role_name(role: Role) -> str:
    """Return what people call a role."""
    return dict(role_names())[role.name.lower()]


def weakness(error: WeakPassword) -> str:
    """Return what is wrong with a password."""
    texts = {
        "short": gettext("At least %(n)s characters; several words make a good password.", n=MIN_LENGTH),
        "long": gettext("At most %(n)s characters.", n=MAX_LENGTH),
        "simple": gettext("At least %(n)s different characters.", n=FEWEST_CHARACTERS),
        "about-you": gettext("More than your name or e-mail address is needed."),
    }
    return str(texts[error.reason])


def too_many(error: TooManyAttempts) -> str:
    """Return what a page says after too many failures."""
    text = gettext("Too many failed attempts. Wait %(minutes)s minutes and try again.", minutes=error.minutes)
    return str(text)


def bad_name() -> str:
    """Return what is wrong with a name."""
    return str(gettext("A name has 1 to %(n)s characters.", n=NAME_LENGTH))


def action_name(action: str) -> str:
    """Return what people call an action of the log."""
    names = {
        "created": gettext("account made"),
        "invited": gettext("invited"),
        "joined": gettext("invitation accepted"),
        "signed-in": gettext("signed in"),
        "sign-in-failed": gettext("sign-in failed"),
        "signed-out": gettext("signed out"),
        "signed-out-everywhere": gettext("signed out everywhere"),
        "reset-sent": gettext("link for a new password sent"),
        "password-changed": gettext("password changed"),
        "name-changed": gettext("name changed"),
        "duties-changed": gettext("role or responsibility changed"),
        "deactivated": gettext("account closed"),
        "activated": gettext("account opened again"),
        "second-factor-on": gettext("second factor turned on"),
        "second-factor-off": gettext("second factor turned off"),
        "recovery-code-used": gettext("recovery code used"),
        "recovery-codes-made": gettext("new recovery codes"),
        "identity-linked": gettext("single sign-on linked"),
    }
    return str(names[action])
