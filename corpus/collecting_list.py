"""What the base lacks, as curators see it: open questions, candidates, searches without a result."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.candidates import Candidates, Kept
from kb.accounts import Account
from kb.asking import misses
from kb.asking.desk import Asking
from kb.asking.misses import Miss
from kb.asking.tables import Question
from kb.sqlite import SqliteFile

CANDIDATES_SHOWN = 10


@dataclass(frozen=True)
class CollectingList:
    """Lists of a curator's home; `candidates` are the newest of `candidates_in_all`."""

    questions: list[Question] = field(default_factory=list)
    candidates: list[Kept] = field(default_factory=list)
    candidates_in_all: int = 0
    misses: list[Miss] = field(default_factory=list)


def collecting_list(file: SqliteFile, account: Account) -> CollectingList:
    """Return what waits for an account that may draft; questions are those that it may answer."""
    db = file.read()
    questions = [one for one in Asking(file).questions(account) if one.waits and one.asker != account.id]
    if not db["candidate"].exists():  # nothing was ever collected
        return CollectingList(questions, misses=misses.read(db))
    number = db["candidate"].count_where("replaced_at IS NULL AND state = 'new'")
    newest = Candidates(file).all("new", limit=CANDIDATES_SHOWN)
    return CollectingList(questions, newest, number, misses.read(db))
