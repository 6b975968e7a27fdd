"""Countries (ISO 3166), their names in the languages of the base, and regions (UN M49, ASEAN)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import pycountry
from babel import Locale
from pydantic import BaseModel, ConfigDict

from kb.messages import Message
from kb.text import LocalText
from kb.yaml_loader import load_yaml

INTERNATIONAL = "INT"
_INTERNATIONAL_NAME = LocalText(en="International", id="Internasional")


class Region(BaseModel):
    """A named group of countries; `members` are ISO 3166-1 alpha-3 codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    label: LocalText
    members: tuple[str, ...]


class UnknownCountry(ValueError):
    """A code or name that is no country; the message names the nearest one."""


@cache
def regions() -> Mapping[str, Region]:
    """Return the regions by code, in the order of `kb/regions.yaml`."""
    text = resources.files("kb").joinpath("regions.yaml").read_text(encoding="utf-8")
    return {code: Region(code=code, **region) for code, region in load_yaml(text).items()}


def require_country(code: str) -> str:
    """Return `code` if it is an ISO 3166-1 alpha-3 code or `INT`; raise `UnknownCountry` with the nearest otherwise."""
    if code == INTERNATIONAL or code in _alpha_2():
        return code
    raise _unknown(code)


def require_subdivision(name: str, country: str) -> None:
    """Refuse an ISO 3166-2 code that does not exist or lies in another country; free text passes."""
    match = _subdivisions().get(name)
    if match is None and re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", name):
        raise UnknownCountry(f"unknown ISO 3166-2 code {name!r}; write the place in words if it has none")
    if match is not None and match.country_code != _alpha_2().get(country):
        raise UnknownCountry(f"jurisdiction {name!r} is not in {country}")


def is_currency(code: str) -> bool:
    """Tell whether `code` is an ISO 4217 currency code."""
    return code in _currencies()


def country_codes() -> tuple[str, ...]:
    """Return the codes of all countries of ISO 3166-1."""
    return tuple(_alpha_2())


@cache
def _alpha_2() -> Mapping[str, str]:
    return {country.alpha_3: country.alpha_2 for country in pycountry.countries}


@cache
def _subdivisions() -> Mapping[str, Any]:
    return {subdivision.code: subdivision for subdivision in pycountry.subdivisions}


@cache
def _currencies() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


@cache
def numeric_codes() -> Mapping[str, str]:
    """Return the ISO 3166-1 numeric code, three digits, of every country by its alpha-3 code."""
    return {country.alpha_3: country.numeric for country in pycountry.countries}


@cache
def _territories(lang: str) -> Mapping[str, str]:
    return {key: str(name) for key, name in Locale(lang).territories.items()}


@cache
def country_name(code: str, lang: str) -> str:
    """Return the country's name in a language that Unicode CLDR knows, such as `en`, `id`, `es` or `fr`."""
    if code == INTERNATIONAL:
        return _INTERNATIONAL_NAME.get(lang)
    alpha_2 = _alpha_2()[code]
    return _territories(lang).get(alpha_2, alpha_2)


@cache
def jurisdiction_name(jurisdiction: str) -> str:
    """Return the name of an ISO 3166-2 code, or the text itself."""
    match = _subdivisions().get(jurisdiction)
    return str(match.name) if match else jurisdiction


@cache
def regions_of(country: str) -> tuple[str, ...]:
    """Return the codes of the regions that hold the country."""
    return tuple(code for code, region in regions().items() if country in region.members)


def find_country(text: str) -> str:
    """Return the code of a country given by code or by name in English, Indonesian, Spanish or French.

    Raises `UnknownCountry` that names the nearest one.
    """
    wanted = text.strip().casefold()
    found = _by_name().get(wanted)
    if found is None:
        raise _unknown(text)
    return found


def find_nation(text: str) -> str:
    """Return the code of a country given by code or by name; raise `UnknownCountry` for `INT` too, which is none."""
    if (found := find_country(text)) == INTERNATIONAL:
        raise UnknownCountry(
            Message("%(text)r is no single country; write an ISO 3166-1 alpha-3 code such as IDN", text=text)
        )
    return found


@cache
def _by_name() -> Mapping[str, str]:
    names = {INTERNATIONAL.casefold(): INTERNATIONAL}
    names |= {name.casefold(): INTERNATIONAL for name in _INTERNATIONAL_NAME.model_dump().values()}
    for country in pycountry.countries:
        names[country.alpha_3.casefold()] = country.alpha_3
        names[country.alpha_2.casefold()] = country.alpha_3
        for lang in ("en", "id", "es", "fr"):
            names[country_name(country.alpha_3, lang).casefold()] = country.alpha_3
    return names


def _unknown(text: str) -> UnknownCountry:
    return UnknownCountry(Message("unknown country %(text)r%(hint)s", text=text, hint=_nearest_country(text)))


def _nearest_country(text: str) -> Message:
    wanted = text.strip().casefold()
    near = difflib.get_close_matches(wanted, _by_name(), n=1, cutoff=0.6)
    if not near:
        return Message("; write an ISO 3166-1 alpha-3 code such as IDN")
    code = _by_name()[near[0]]
    names = LocalText(en=country_name(code, "en"), id=country_name(code, "id"))
    return Message("; did you mean %(code)s (%(name)s)?", code=code, name=names)
