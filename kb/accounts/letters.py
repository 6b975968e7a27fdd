"""The letters about accounts, in both languages: nobody knows which one the person reads."""

from __future__ import annotations

from kb.accounts.model import Account
from kb.mail import Letter

INVITATION_PATH = "/account/welcome/"
RESET_PATH = "/account/reset/"

_INVITATION = """\
{name},

Anda diundang ke basis praktik "Jaminan Sosial Pekerja Platform". Pilih kata sandi Anda di sini dalam 7 hari:

{link}

Anda dapat mengabaikan surel ini bila tidak mengharapkannya.

--

You are invited to the practice base "Social Security for Platform Workers". Choose your password here within 7 days:

{link}

If you did not expect this, you may ignore it.
"""
_RESET = """\
{name},

Untuk membuat kata sandi baru, buka alamat ini dalam 1 jam:

{link}

Bila Anda tidak memintanya, abaikan surel ini; kata sandi Anda tidak berubah.

--

To set a new password, open this address within 1 hour:

{link}

If you did not ask for it, ignore this; your password stays as it is.
"""


def invitation(account: Account, site: str, secret: str) -> Letter:
    """Return the letter with the link to accept an invitation; `site` is the public address."""
    link = site.rstrip("/") + INVITATION_PATH + secret
    return Letter(account.email, "Undangan / Invitation", _INVITATION.format(name=account.name, link=link))


def reset(account: Account, site: str, secret: str) -> Letter:
    """Return the letter with the link to set a new password; `site` is the public address."""
    link = site.rstrip("/") + RESET_PATH + secret
    return Letter(account.email, "Kata sandi baru / New password", _RESET.format(name=account.name, link=link))
