"""Sentences for people, in English, which can still be said in another language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from kb.text import LocalText

Translate = Callable[[str], str]


class Message(str):
    """A sentence in English that remembers what it was made of.

    `template` has places such as `%(name)s` for `values`; a value may be a message itself, or a text in both languages.
    `pybabel` gathers the templates of all packages, and the web says them in the language of the page.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        """Fill a template; `%%` stands for a percent sign."""
        message = super().__new__(cls, template % _filling(values, str, "en"))
        message.template = template
        message.values = values
        return message

    def said(self, translate: Translate, lang: str) -> str:
        """Return the sentence in a language into which `translate` puts templates."""
        return translate(self.template) % _filling(self.values, translate, lang)


def _filling(values: dict[str, Any], translate: Translate, lang: str) -> dict[str, Any]:
    return {name: _value(value, translate, lang) for name, value in values.items()}


def _value(value: Any, translate: Translate, lang: str) -> Any:
    if isinstance(value, Message):
        return value.said(translate, lang)
    return value.get(lang) if isinstance(value, LocalText) else value
