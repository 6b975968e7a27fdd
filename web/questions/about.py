"""What a question is about, as an address or a form says it."""

from __future__ import annotations

from collections.abc import Mapping

from kb.asking.tables import About
from kb.challenges import challenges
from kb.countries import UnknownCountry, require_country
from kb.errors import UsageError
from kb.messages import Message
from kb.vocabulary import scheme
from web.practices.views import published


def asked_about(given: Mapping[str, str]) -> About:
    """Return what `practice`, `challenge`, `country` and `row` name; raise `UsageError` for what there is not.

    Raises `UnknownPractice` for a practice that readers do not see.
    """
    if slug := given.get("practice", ""):
        practice = published(slug)
        return About(practice=slug, country=practice.country, institutions=practice.institutions)
    challenge, country, row = (given.get(name, "") for name in ("challenge", "country", "row"))
    if challenge and challenge not in challenges():
        raise UsageError(Message("unknown challenge %(code)r%(hint)s", code=challenge[:100], hint=""))
    if row and row not in scheme("row"):
        raise UsageError(Message("%(text)r is no row of the comparison", text=row[:100]))
    if country:
        try:
            require_country(country)
        except UnknownCountry:
            raise UsageError(Message("%(text)r is no country", text=country[:100])) from None
    return About(challenge=challenge, country=country, row=row)


def parameters(about: About) -> dict[str, str]:
    """Return the fields that say the same in a form."""
    if about.practice:
        return {"practice": about.practice}
    return {name: value for name in ("challenge", "country", "row") if (value := getattr(about, name))}
