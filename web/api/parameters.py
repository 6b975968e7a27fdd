"""Parameters of the API, declared once: they are checked by these models and described from them in OpenAPI."""

from __future__ import annotations

from typing import Annotated, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict

from indexer.filters import NAMES, Filters
from indexer.search import COUNTRIES, MAX_QUERY_CHARACTERS
from kb.errors import UsageError
from kb.text import Lang
from kb.vocabulary import nearest, scheme

MOST_COUNTRIES = 20  # of one comparison: each of them costs a search when there is a question

P = TypeVar("P", bound="Parameters")


class Parameters(BaseModel):
    """Parameters of one address. A list may be given by repeating its name; every other may stand once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _codes(name: str, what: str) -> Field:  # type: ignore[valid-type]
    return Field(default=[], alias=name, description=what, json_schema_extra={"items": {"enum": [*scheme(name).terms]}})


class FilterParameters(Parameters):
    """Filters: within one name any code suffices, all names must hold."""

    country: Annotated[list[str], Field(description="ISO 3166-1 alpha-3 code, or the name in en, id, es or fr")] = []
