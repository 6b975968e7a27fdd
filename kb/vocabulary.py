"""The controlled vocabulary: schemes of coded terms with labels in English and Indonesian."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from kb.messages import Message
from kb.text import LocalText
from kb.yaml_loader import load_yaml


class UnknownCode(ValueError):
    """A code that its scheme does not have; the message names the nearest valid one."""


class Term(BaseModel):
    """One coded value: `code` is stable, `label` and `definition` are for people.

    `synonyms` holds, per language, the words people use for the term; search expands a question with them.
    `avoid` holds Indonesian words that stand for the term elsewhere but not in this base. `codes` is set on rows only:
    the schemes from which the row's codes come, joined by a colon in that order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    label: LocalText
    definition: LocalText
    synonyms: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    avoid: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class Scheme(BaseModel):
    """A list of terms that answer one question, in the order in which people should see them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: LocalText
    source: str
    terms: Mapping[str, Term]

    def __getitem__(self, code: str) -> Term:
        """Return the term of a code; raise `UnknownCode` with the nearest valid code otherwise."""
        try:
            return self.terms[code]
        except KeyError:
            hint = nearest(code, self.terms)
            raise UnknownCode(
                Message("unknown %(scheme)s code %(code)r%(hint)s", scheme=self.name, code=code, hint=hint)
            ) from None

    def __contains__(self, code: object) -> bool:
        return code in self.terms


def nearest(word: str, choices: Iterable[str], *, all_of_them: bool = True) -> str:
    """Return a clause that names the valid choice most like `word`.

    When none is near, the clause names all choices, or nothing is said where these are too many.
    """
    known = list(choices)
    if near := difflib.get_close_matches(word, known, n=1, cutoff=0.5):
        return Message("; did you mean %(near)r?", near=near[0])
    return Message("; valid are %(choices)s", choices=", ".join(known)) if all_of_them else ""


@cache
def vocabulary() -> Mapping[str, Scheme]:
    """Return all schemes by name, read once from `kb/vocabulary.yaml`."""
    text = resources.files("kb").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    schemes = {}
    for name, scheme in load_yaml(text).items():
        terms = {code: Term(code=code, **term) for code, term in scheme.pop("terms").items()}
        schemes[name] = Scheme(name=name, terms=terms, **scheme)
    return schemes


@cache
def digest() -> str:
    """Return what changes with any label, synonym, code or region: texts made of them are out of date then."""
    files = (resources.files("kb").joinpath(name) for name in ("vocabulary.yaml", "regions.yaml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def scheme(name: str) -> Scheme:
    """Return one scheme by name."""
    return vocabulary()[name]


def require_row_code(row: str, code: str) -> str:
    """Return `code` if it is valid in that row, such as `employment-injury:mandatory` in `branches`.

    Raises `UnknownCode` that names the nearest valid code, or says that the row takes no codes.
    """
    names = scheme("row")[row].codes
    if not names:
        raise UnknownCode(f"row {row!r} takes no codes")
    parts = code.split(":")
    if len(parts) != len(names):
        shape = ":".join(f"<{name}>" for name in names)
        raise UnknownCode(f"code {code!r} of row {row!r} must have the form {shape}")
    for name, part in zip(names, parts, strict=True):
        scheme(name)[part]
    return code


def row_code_label(row: str, code: str, lang: str) -> str:
    """Return what a row's code is called, such as "Employment injury: Mandatory"."""
    names = scheme("row")[row].codes
    parts = [scheme(name)[part].label.get(lang) for name, part in zip(names, code.split(":"), strict=True)]
    return ": ".join(parts)
