"""Acronyms of the field, written out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from indexer.words import tokens
from kb.vocabulary import Term, scheme


def acronyms_in(texts: Iterable[str], *, any_case: bool = False) -> dict[str, Term]:
    """Return the acronyms in some texts as they are written there, each once, in their order.

    In a text only what stands in capitals is an acronym, unless its own name has none; `any_case` takes a question, in
    which people write as they like.
    """
    found: dict[str, Term] = {}
    for text in texts:
        for word, start, end in tokens(text):
            written = text[start:end]
            term, name = _by_name().get(word, (None, ""))
            if term and (any_case or written == name):
                found.setdefault(written, term)
    return found


def expansion(term: Term, lang: str) -> str:
    """Return what an acronym stands for: what its label has in brackets, or the definition."""
    in_brackets = re.search(r"\(([^()]+)\)$", term.label.get(lang))
    return in_brackets[1] if in_brackets else term.definition.get(lang).rstrip(".")


@cache
def _by_name() -> Mapping[str, tuple[Term, str]]:
    """Return (term, name as it is written) by the folded name: names of one word in capitals, and "ojol"."""
    found: dict[str, tuple[Term, str]] = {}
    for code, term in scheme("acronym").terms.items():
        for name in (name for names in term.synonyms.values() for name in names):
            if " " not in name and (name.isupper() or name == code):
                found.setdefault(name.casefold(), (term, name))
    return found
