"""Text in the two languages of the base."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints

Lang = Literal["en", "id"]
LANGS: tuple[Lang, ...] = get_args(Lang)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class LocalText(BaseModel):
    """The same text in English and in Indonesian; neither may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: Line
    id: Line

    def get(self, lang: str) -> str:
        """Return the text in `lang`; English for every language but Indonesian."""
        return self.id if lang == "id" else self.en
