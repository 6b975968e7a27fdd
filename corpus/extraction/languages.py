"""Tells the language of a document by its text."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENOUGH = 200  # letters from which the text is believed more than what the document declares
SAMPLE = 5_000  # characters that are looked at


def language_of(text: str, declared: str = "") -> str:
    """Return the ISO 639-1 code of a text's language; "" for a text without letters.

    `declared` is what the document says. It is believed for short texts only: many pages in Indonesian declare
    English, the language of the system that made them.
    """
    code = declared.strip().lower()[:2]
    given = code if re.fullmatch("[a-z]{2}", code) else ""
    sample = text[:SAMPLE]
    letters = sum(char.isalpha() for char in sample)
    if letters == 0 or (given and letters < ENOUGH):
        return given
    found, _ = _identifier().classify(sample)
    return str(found)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)
