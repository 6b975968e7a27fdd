"""Text in the two languages of the base."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Lang = Literal["en", "id"]
LANGS: tuple[Lang, ...] = get_args(Lang)

_BREAKS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def printable(value: Any) -> Any:
    """Make every line break a newline and drop control characters, which neither files nor documents can hold."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", value)) if isinstance(value, str) else value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), BeforeValidator(printable)]


class LocalText(BaseModel):
    """The same text in English and in Indonesian; neither may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: Line
    id: Line

    def get(self, lang: str) -> str:
        """Return the text in `lang`; English for every language but Indonesian."""
        return self.id if lang == "id" else self.en
