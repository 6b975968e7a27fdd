"""Words of a text as the lexical index keeps them: folded and stemmed; questions lose their function words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import Stemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kb.yaml_loader import load_yaml

STEMMERS = {"en": "english", "id": "indonesian", "es": "spanish", "fr": "french"}
ANALYSIS = "words-3"  # part of an index's fingerprint: change it whenever the same text would give other words

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")  # accents may stand apart (NFD)


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (folded word, start, end) for each word of a text; start and end are positions in `text`.

    Accents and case are folded, and the separators of numbers dropped, since 16,800 and 16.800 are one number in two
    languages.
    """
    for match in _TOKEN.finditer(text):
        word = _folded_word(match[0])
        if word:
            yield word, match.start(), match.end()


@lru_cache(65536)
def _folded_word(text: str) -> str:
    word = fold(text)
    return re.sub(r"[.,]", "", word) if word[:1].isdigit() else word


def fold(text: str) -> str:
    """Return the text without case and accents (Unicode NFKD, combining marks removed)."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(65536)
def stem(word: str, lang: str) -> str:
    """Return the Snowball stem of a folded word; the word itself in a language without a stemmer."""
    stemmer = _stemmer(lang)
    return str(stemmer.stemWord(word)) if stemmer else word


def stems(text: str, lang: str) -> list[str]:
    """Return the stems of all words of a text in their order."""
    return [stem(word, lang) for word, _, _ in tokens(text)]


def content_words(text: str) -> list[str]:
    """Return the folded words of a question without function words; all of them when nothing else is left."""
    words = list(dict.fromkeys(word for word, _, _ in tokens(text)))
    return [word for word in words if word not in _function_words()] or words


def detect_language(text: str, default: str = "en") -> str:
    """Return `en`, `id`, `es` or `fr`, whichever the text looks most like; `default` for a text without letters."""
    if not any(char.isalpha() for char in text):
        return default
    found, _ = _identifier().classify(text)
    return str(found)


@cache
def _stemmer(lang: str) -> Any:
    return Stemmer.Stemmer(STEMMERS[lang]) if lang in STEMMERS else None


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(STEMMERS))
    return identifier


@cache
def _function_words() -> frozenset[str]:
    text = resources.files("indexer").joinpath("function_words.yaml").read_text(encoding="utf-8")
    lists: Mapping[str, str] = load_yaml(text)
    return frozenset(fold(word) for words in lists.values() for word in words.split())
