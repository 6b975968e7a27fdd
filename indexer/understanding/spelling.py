"""Did you mean: a question with words that the base does not know, and with near ones that it does.

A word counts as known when a text of the base has it or a form of it, when a name of the vocabulary or of a place has
it, or when it is an ordinary word of English or Indonesian (simplemma's lists). What is near is measured in edits:
letters put in, left out, changed, or two exchanged (optimal string alignment).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from simplemma import is_known
from sqlite_utils import Database

from indexer.understanding import place_names
from indexer.understanding.syntax import FIELDS
from indexer.words import content_words, detect_language, stem, tokens
from kb.text import LANGS
from kb.vocabulary import vocabulary

SHORTEST = 4  # letters; shorter words are too near to too many others
SURE = 8  # letters from which the first may be the wrong one; few people miss that, and short words are many
LONG = 9  # letters from which two edits are looked for
COMMON = 100  # passages from which a word is proposed for a shorter one with another first letter
RARE = 3  # passages at least that have a word for it to be proposed; a rarer one may be a slip itself
TELLING = 4  # words from which a question tells its language
MOST_UNKNOWN = 4  # a question with more is not misspelt but about something else

Words = Mapping[str, int]
Span = tuple[str, int, int]  # folded word, start and end in the question


class Speller:
    """Keeps the words of the live index in memory, read when they are first needed after a change."""

    def __init__(self) -> None:
        self._words: tuple[tuple[int, int], Words] = ((0, 0), {})

    def did_you_mean(self, db: Database, state: tuple[int, int], question: str) -> str | None:
        """Return the question with its unknown words replaced by near ones, or None.

        `state` are number and changes of the generation that `db` reads.
        """
        unknown = _unknown(db, question)
        if not unknown:
            return None
        if self._words[0] != state:
            self._words = state, words_of_base(db)
        return corrected(self._words[1], question, unknown)


def _unknown(db: Database, question: str) -> list[Span]:
    """Return the words that may be slips; none where there are too many, or in a language whose words are not known."""
    content = content_words(question)
    spans = (span for span in tokens(question) if span[0] in content)
    slips = (span for span in spans if _may_be_slip(span[0], question[span[1] : span[2]]))
    unknown = [span for span in slips if not _is_known(db, span[0])]
    too_many = len(unknown) > MOST_UNKNOWN or 2 * len(unknown) > len(content) + 1
    if not unknown or too_many or (len(content) >= TELLING and detect_language(question) not in LANGS):
        return []
    return unknown


def corrected(words: Words, question: str, unknown: Sequence[Span]) -> str | None:
    """Return the question with the nearest words in place of unknown ones; None where none has a near one."""
    pieces: list[str] = []
    at = 0
    for word, start, end in unknown:
        if near := _nearest(words, word):
            pieces += [question[at:start], _as_written(near, question[start:end])]
            at = end
    return "".join([*pieces, question[at:]]) if pieces else None


def words_of_base(db: Database) -> Words:
    """Return the words that may be proposed, with the number of passages that have them."""
    sql = "SELECT term, doc FROM spelling WHERE doc >= ? AND LENGTH(term) >= ?"
    found = {row["term"]: row["doc"] for row in db.query(sql, [RARE, SHORTEST]) if row["term"].isalpha()}
    return found | {word: found.get(word, RARE) for word in _names() if len(word) >= SHORTEST}


def _may_be_slip(word: str, written: str) -> bool:
    is_acronym = written.isupper() and len(written) <= 6
    return len(word) >= SHORTEST and word.isalpha() and not is_acronym and word not in FIELDS


def _is_known(db: Database, word: str) -> bool:
    if word in _names():
        return True
    if db.execute("SELECT 1 FROM spelling WHERE term = ?", [word]).fetchone():
        return True
    if is_known(word, lang=LANGS):
        return True
    forms = {form for lang in LANGS if (form := stem(word, lang)) != word}
    marks = ", ".join("?" * len(forms))
    return db.execute(f"SELECT 1 FROM word WHERE term IN ({marks}) LIMIT 1", list(forms)).fetchone() is not None  # noqa: S608


def _nearest(words: Words, word: str) -> str | None:
    """Return the nearest word; of several as near one with the same first letter, then the most frequent."""
    edits = 2 if len(word) >= LONG else 1
    near = process.extract(word, words.keys(), scorer=OSA.distance, score_cutoff=edits, limit=None)
    likely = [
        (found, distance)
        for found, distance, _ in near
        if len(word) >= SURE or words[found] >= COMMON or _begin_alike(word, found)
    ]
    best = min(likely, key=lambda pair: (pair[1], pair[0][0] != word[0], -words[pair[0]]), default=None)
    return best[0] if best else None


def _begin_alike(one: str, other: str) -> bool:
    """Tell whether two words have the same first letter, or their first two exchanged."""
    return one[0] == other[0] or one[:2] == other[1::-1]


def _as_written(word: str, slip: str) -> str:
    written = _names().get(word, word)
    if slip.isupper():
        return written.upper()
    return written[0].upper() + written[1:] if slip[0].isupper() else written


@cache
def _names() -> Mapping[str, str]:
    """Return the words of all names of the vocabulary and of places as they are written, by their folded form."""
    texts = (*_terms(), *(" ".join(name) for name in place_names.names()))
    found = {word: text[start:end] for text in texts for word, start, end in tokens(text)}
    return {word: text if text.isupper() else text.casefold() for word, text in found.items()}


def _terms() -> Iterable[str]:
    for scheme in vocabulary().values():
        for term in scheme.terms.values():
            yield from term.label.model_dump().values()
            for names in term.synonyms.values():
                yield from names
