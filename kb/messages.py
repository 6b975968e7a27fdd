"""Sentences for people, in English, which can still be said in another language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator

from kb.text import LocalText

Translate = Callable[[str], str]
_PLACE = re.compile(r"%(?:%|\(\w+\)[rs])")


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


def packed(text: str) -> Any:
    """Return a message as JSON holds it, so that another process or a later day can say it in any language.

    A text that is no message stays a text.
    """
    if not isinstance(text, Message):
        return str(text)
    return {"template": text.template, "values": {name: _packed_value(value) for name, value in text.values.items()}}


def unpacked(data: Any) -> str:
    """Return the message that `packed` made this of; raise `ValueError` for what it never makes."""
    if isinstance(data, str):
        return data
    try:
        template, values = data["template"], data["values"]
        if "%" in _PLACE.sub("", template):
            raise ValueError("a template has only names in its places")
        return Message(template, **{name: _unpacked_value(value) for name, value in values.items()})
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("no message") from error


PackedMessage = Annotated[str, PlainValidator(unpacked), PlainSerializer(packed)]  # of a model that JSON carries


def _packed_value(value: Any) -> Any:
    if isinstance(value, LocalText):
        return value.model_dump()
    return packed(value) if isinstance(value, str) else value


def _unpacked_value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return unpacked(value) if "template" in value else LocalText.model_validate(value)


def _filling(values: dict[str, Any], translate: Translate, lang: str) -> dict[str, Any]:
    return {name: _value(value, translate, lang) for name, value in values.items()}


def _value(value: Any, translate: Translate, lang: str) -> Any:
    if isinstance(value, Message):
        return value.said(translate, lang)
    return value.get(lang) if isinstance(value, LocalText) else value
