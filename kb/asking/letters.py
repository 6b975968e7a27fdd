"""The letters about questions, in both languages: nobody knows which one the person reads."""

from __future__ import annotations

from kb.accounts import Account
from kb.asking.tables import Question
from kb.mail import Letter

_ASKED = """\
{name},

Ada pertanyaan untuk Anda di basis praktik "Jaminan Sosial Pekerja Platform". Baca dan jawab di sini:

{link}

--

There is a question for you in the practice base "Social Security for Platform Workers". Read and answer it here:

{link}

--

{text}
"""
_ANSWERED = """\
{name},

Ada tulisan baru pada pertanyaan Anda:

{link}

--

Somebody wrote to your question:

{link}
"""


def asked(account: Account, site: str, question: Question) -> Letter:
    """Return the letter to who is to answer; `site` is the public address."""
    text = _ASKED.format(name=account.name, link=_link(site, question), text=question.text)
    return Letter(account.email, "Pertanyaan / Question", text)


def answered(account: Account, site: str, question: Question) -> Letter:
    """Return the letter to who asked."""
    text = _ANSWERED.format(name=account.name, link=_link(site, question))
    return Letter(account.email, "Jawaban / Answer", text)


def _link(site: str, question: Question) -> str:
    return f"{site.rstrip('/')}/questions/{question.id}"
