"""Parameters of the API, declared once: these models check them, and OpenAPI is written from the same models."""

from __future__ import annotations

from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from indexer.filters import NAMES, Filters
from indexer.search import COUNTRIES
from kb.comparison import MAX_QUESTIONS
from kb.countries import regions
from kb.errors import UsageError
from kb.text import Lang
from kb.vocabulary import nearest, scheme

MOST_COUNTRIES = 20  # of one comparison: each of them costs a search when there is a question

P = TypeVar("P", bound="Parameters")


class Parameters(BaseModel):
    """Parameters of one address. A list is given by repeating its name; anything else may stand once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _codes(name: str, description: str) -> Any:
    """Return the field of a filter; its codes stand in the schema, the filters themselves check them."""

    def list_codes(schema: dict[str, Any]) -> None:
        known = regions() if name == "region" else scheme(name).terms
        schema["items"] = {"type": "string", "enum": list(known)}

    return Field([], alias=name, description=description, json_schema_extra=list_codes)


_COUNTRY = "ISO 3166-1 alpha-3 code, or the name in English, Indonesian, Spanish or French; may be repeated"


class FilterParameters(Parameters):
    """The filters of `indexer.filters`: within one name any code suffices, all names must hold."""

    country: list[str] = Field([], description=_COUNTRY)
    region: list[str] = _codes("region", "group of countries; may be repeated")
    branch: list[str] = _codes("branch", "branch that is covered; may be repeated")
    status: list[str] = _codes("status", "status of the practice; may be repeated")
    kind: list[str] = _codes("kind", "kind of record; may be repeated")
    payer: list[str] = _codes("payer", "who pays; may be repeated")
    platform_type: list[str] = _codes("platform-type", "type of platform; may be repeated")
    legal_route: list[str] = _codes("legal-route", "legal route to coverage; may be repeated")
    challenge: list[str] = _codes("challenge", "institutional challenge that is addressed; may be repeated")

    def filters(self) -> Filters:
        """Return the filters; raise `UsageError` that names the nearest valid code for one that is unknown."""
        given = self.model_dump(by_alias=True)
        return Filters.of({name: given[name] for name in NAMES})


class SearchParameters(FilterParameters):
    """A question with filters."""

    q: str = Field(description="the question, in Indonesian, English, Spanish or French; at most 2000 characters")
    lang: Lang | None = Field(None, description="language of the answer; that of the question when it is left out")
    limit: int = Field(COUNTRIES, ge=1, le=300, description="countries at most")
    ignore: list[str] = Field(
        [],
        description="takes something out of how the question was understood: a `key` of `understood` in the answer, or "
        "`signs` for quotes, hyphens and fields; may be repeated",
    )


class SuggestParameters(Parameters):
    """What was typed so far."""

    q: str = Field(description="the beginning of a question; what is longer than 100 characters has no suggestions")
    lang: Lang = Field("en", description="language of the suggestions")


class ListParameters(FilterParameters):
    """A page of the list of practices."""

    limit: int = Field(50, ge=1, le=200, description="practices at most")
    offset: int = Field(0, ge=0, le=1_000_000, description="practices to skip, in the order of their ids")


class CompareParameters(Parameters):
    """Countries and rows to lay side by side."""

    country: list[str] = Field(description=f"{_COUNTRY}; at most {MOST_COUNTRIES}")
    row: list[str] = _codes("row", "row of the record; all rows when it is left out; may be repeated")
    question: list[str] = Field(
        [],
        max_length=MAX_QUESTIONS,
        description="adds a row before the others: the best evidence of each country on a question; may be repeated",
    )
    lang: Lang = Field("en", description="language of the labels and texts")


class SimilarParameters(Parameters):
    """What is ranked against a reference country, and by which weights."""

    weight: list[str] = Field(
        [],
        description="`indicator=n`: how much an indicator counts, from 0 (left out) to 10; 1 when it is left out; "
        "may be repeated",
    )
    pin: list[str] = Field([], description=f"stands first however unlike; {_COUNTRY}")
    exclude: list[str] = Field([], description=f"is left out; {_COUNTRY}")
    all: bool = Field(False, description="rank the countries without a practice too")
    limit: int = Field(20, ge=1, le=300, description="countries at most")
    lang: Lang = Field("en", description="language of the labels, values and sentences")


def parse(model: type[P], given: MultiDict[str, str]) -> P:
    """Check the parameters of a request; raise `UsageError` that names the parameter and what it takes."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    values: dict[str, list[str] | str] = {}
    for name, texts in given.lists():
        if name not in fields:
            raise UsageError(
                f"unknown parameter {name!r}{nearest(name, fields) if fields else '; there are none here'}"
            )
        if get_origin(fields[name].annotation) is list:
            values[name] = texts
        elif len(texts) > 1:
            raise UsageError(f"parameter {name!r} stands {len(texts)} times; give it once")
        else:
            values[name] = texts[0]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise UsageError("; ".join(_fault(item) for item in error.errors())) from None


def _fault(item: ErrorDetails) -> str:
    name = ".".join(map(str, item["loc"]))
    return f"parameter {name!r} is missing" if item["type"] == "missing" else f"parameter {name!r}: {item['msg']}"
