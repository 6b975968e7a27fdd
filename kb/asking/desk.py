"""What is done with questions: asked, answered in a thread, shown as a note or kept as a candidate, closed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.accounts import Account, Role
from kb.asking.tables import About, Question, UnknownQuestion, add_question, read_question, read_questions
from kb.errors import UsageError
from kb.messages import Message
from kb.model import WEB_ADDRESS
from kb.sqlite import SqliteFile
from kb.store import now
from kb.text import printable
from kb.workflow.rights import NotAllowed, covers

MOST_OF_A_QUESTION, MOST_OF_AN_ANSWER = 2_000, 5_000  # characters
MOST_OPEN = 20  # questions of one person that wait
MOST_POSTS = 100  # to one question


class Asking:
    """The questions in the file of a store."""

    def __init__(self, file: SqliteFile) -> None:
        self.file = file

    def ask(self, account: Account, text: str, about: About) -> Question:
        """Put a question; raise `UsageError` for one that is empty or too long, or too many that wait."""
        text = _within(text, MOST_OF_A_QUESTION)
        with self.file.write() as db:
            sql = "SELECT COUNT(*) AS n FROM question WHERE asker = ? AND closed_at = ''"
            if next(iter(db.query(sql, [account.id])))["n"] >= MOST_OPEN:
                raise UsageError(Message("%(n)s of your questions are open; close some of them first", n=MOST_OPEN))
            return read_question(db, add_question(db, text, about, account.id, account.name))

    def question(self, account: Account, number: int) -> Question:
        """Return a question that an account may see; raise `UnknownQuestion` for any other."""
        found = read_question(self.file.read(), number)
        if not may_see(account, found):
            raise UnknownQuestion(f"no question {number}")
        return found

    def questions(self, account: Account) -> list[Question]:
        """Return the questions that an account may see, those that wait first, then the newest first."""
        seen = [one for one in read_questions(self.file.read()) if may_see(account, one)]
        return sorted(seen, key=lambda one: not one.waits)

    def reply(self, account: Account, number: int, text: str, source: str = "", *, agreed: bool = False) -> Question:
        """Write to a question; raise `UsageError` for a text or an address that will not do."""
        text, source = _within(text, MOST_OF_AN_ANSWER), source.strip()
        if source and (len(source) > 600 or not re.fullmatch(WEB_ADDRESS, source)):
            raise UsageError(Message("the source is no web address; write all of it, from https:// on"))
        with self.file.write() as db:
            found = self.question(account, number)
            if found.closed_at or len(found.posts) >= MOST_POSTS:
                raise UsageError(Message("the question is closed; ask a new one"))
            db.execute(
                "INSERT INTO question_post (question, text, source, author, name, at, agreed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [number, text, source, account.id, account.name, now(), agreed and account.id != found.asker],
            )
            return read_question(db, number)

    def agree(self, account: Account, number: int, post: int, *, agreed: bool) -> None:
        """Let one's own answer be shown to readers, or no longer; raise `NotAllowed` for that of another."""
        found = self.question(account, number)
        if found.post(post).author != account.id or account.id == found.asker:
            raise NotAllowed("agree", "owner")
        with self.file.write() as db:
            db.execute("UPDATE question_post SET agreed = ? WHERE id = ?", [agreed, post])

    def show(self, account: Account, number: int, post: int, practice: str) -> None:
        """Show an answer as a note on a practice, or for the empty id no longer.

        Raises `NotAllowed` for one's own answer, and `UsageError` for one whose author has not agreed.
        """
        self.require_review(account, number, post)
        with self.file.write() as db:
            sql = "UPDATE question_post SET note_on = ?, noted_by = ? WHERE id = ? AND agreed = 1"
            if not db.execute(sql, [practice, account.id, post]).rowcount:
                raise UsageError(Message("the author of the answer has not agreed"))

    def became_candidate(self, post: int, candidate: int) -> None:
        """Note which candidate an answer became."""
        with self.file.write() as db:
            db.execute("UPDATE question_post SET candidate = ? WHERE id = ?", [candidate, post])

    def require_review(self, account: Account, number: int, post: int) -> Question:
        """Return a question of which an account may pass on an answer: a reviewer, and not its author.

        Raises `NotAllowed`, and `UsageError` for an answer whose author has not agreed.
        """
        found = self.question(account, number)
        answer = found.post(post)
        if account.role < Role.REVIEWER:
            raise NotAllowed("pass on", "role")
        if answer.author == account.id:
            raise NotAllowed("pass on", "author")
        if not answer.agreed:
            raise UsageError(Message("the author of the answer has not agreed"))
        return found

    def close(self, account: Account, number: int) -> None:
        """Close a question: who asked it, or a reviewer."""
        found = self.question(account, number)
        if account.id != found.asker and account.role < Role.REVIEWER:
            raise NotAllowed("close", "owner")
        with self.file.write() as db:
            db.execute("UPDATE question SET closed_at = ? WHERE id = ? AND closed_at = ''", [now(), number])


def may_see(account: Account, question: Question) -> bool:
    """Tell whether an account may read a question and write to it: who asked it, and who answers."""
    return account.active and (account.id == question.asker or answers(account, question.about))


def answers(account: Account, about: About) -> bool:
    """Tell whether an account answers questions about this: liaisons of the country, reviewers and above on all."""
    return covers(account, about.country, about.institutions)


def responsible(people: Iterable[Account], about: About, asker: int) -> list[Account]:
    """Return who is written to: liaisons and others whose country or institution it is, else the editors."""
    able = [one for one in people if one.active and one.role >= Role.LIAISON and one.id != asker]
    names = {name.casefold() for name in about.institutions}
    own = [one for one in able if about.country in one.countries or one.institution.casefold() in names]
    return own or [one for one in able if one.role >= Role.EDITOR]


def _within(text: str, most: int) -> str:
    text = str(printable(text)).strip()
    if not text:
        raise UsageError(Message("write something"))
    if len(text) > most:
        raise UsageError(Message("the text has %(n)s characters; at most %(most)s", n=len(text), most=most))
    return text
