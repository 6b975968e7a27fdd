"""Themes: the rows of the record gathered by what people ask together, so that a comparison can be of one subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from kb.errors import UsageError
from kb.messages import Message
from kb.text import LocalText
from kb.vocabulary import nearest
from kb.yaml_loader import load_yaml


class Theme(BaseModel):
    """A named group of rows; `rows` are their ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    label: LocalText
    rows: tuple[str, ...]


@cache
def themes() -> Mapping[str, Theme]:
    """Return the themes by code, in the order of `kb/themes.yaml`."""
    text = resources.files("kb").joinpath("themes.yaml").read_text(encoding="utf-8")
    return {code: Theme(code=code, **theme) for code, theme in load_yaml(text).items()}


def check_themes(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of themes, each once; raise `UsageError` that names the nearest for an unknown one."""
    for code in codes:
        if code not in themes():
            raise UsageError(Message("unknown theme %(code)r%(hint)s", code=code, hint=nearest(code, themes())))
    return tuple(dict.fromkeys(codes))


def rows_of(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the rows of themes, in the order of the themes given."""
    return tuple(row for code in codes for row in themes()[code].rows)
