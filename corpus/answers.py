"""An answer of a liaison that names its source becomes a candidate."""

from __future__ import annotations

from corpus.candidates import MIGRATIONS, Candidates
from corpus.fetching.addresses import check_address
from corpus.sources.model import MAX_VALUE, Candidate, FieldName, Read
from kb.asking.tables import Post, Question
from kb.sqlite import SqliteFile

SOURCE = "questions"


def keep_as_candidate(file: SqliteFile, question: Question, post: Post) -> int:
    """Keep the source of an answer as a candidate, with what was asked and answered; return its number.

    Raises `AddressRefused` for an answer without a source, or with one that is no public address.
    """
    check_address(post.source)
    where = f"answer to question {question.id}"
    values: dict[FieldName, str] = {
        "title": " ".join(question.text.split())[:200],
        "summary": post.text[:MAX_VALUE],
        "country": question.about.country,
    }
    fields: dict[FieldName, tuple[Read, ...]] = {
        name: (Read(value=value, where=where),) for name, value in values.items() if value
    }
    migrated = SqliteFile(file.path, MIGRATIONS)
    migrated.create()
    candidates = Candidates(migrated)
    try:
        candidates.put(Candidate(address=post.source, fields=fields), SOURCE, 0, None)
        kept = candidates.at(post.source)
    finally:
        migrated.close()
    assert kept is not None
    return kept.id
