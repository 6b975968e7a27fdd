"""Which practices stand in a comparison that cannot show all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kb.errors import UsageError
from kb.messages import Message
from kb.model import Practice
from kb.vocabulary import nearest

MOST = 16  # practices side by side in one table, which is more than anybody reads at once
_IN_FORCE = frozenset({"operating", "evaluated", "rules-pending", "enacted"})


def shares(counts: Sequence[int], most: int) -> tuple[int, ...]:
    """Share `most` places out among groups of that many members, as evenly as the groups have members to fill them."""
    given = [0] * len(counts)
    while most > 0 and any(mine < count for mine, count in zip(given, counts, strict=True)):
        for place, count in enumerate(counts):
            if given[place] < count and most > 0:
                given[place] += 1
                most -= 1
    return tuple(given)


def leading(
    practices: Iterable[Practice],
    countries: Sequence[str],
    rows: Sequence[str],
    named: Sequence[str] = (),
    *,
    limited: bool = True,
) -> tuple[Practice, ...]:
    """Return the practices that stand for the countries, at most `MOST` of them if `limited`.

    Of a country of which some are named by their ids, only these; of the others as many as there is room for: those in
    force before those that are not, those that report more of `rows` before those that report less.
    Raises `UsageError` for a name of no practice of these countries, and for more names than there is room for.
    """
    by_country: dict[str, list[Practice]] = defaultdict(list)
    for practice in practices:
        if practice.kind != "guidance":
            by_country[practice.country].append(practice)
    _check(named, {practice.id: practice for some in by_country.values() for practice in some})
    picked = {country: [practice for practice in by_country[country] if practice.id in named] for country in countries}
    rest = [country for country in countries if not picked[country] and by_country[country]]
    room = MOST - sum(map(len, picked.values())) if limited else sum(map(len, by_country.values()))
    if room < len(rest):
        raise UsageError(
            Message("more practices were named than %(most)s, which one table holds; leave some out", most=MOST)
        )
    for country, share in zip(rest, shares([len(by_country[country]) for country in rest], room), strict=True):
        picked[country] = sorted(by_country[country], key=lambda practice: _order(practice, rows))[:share]
    return tuple(practice for country in countries for practice in picked[country])


def _check(named: Sequence[str], known: dict[str, Practice]) -> None:
    for slug in named:
        if slug not in known:
            hint = nearest(slug, known, all_of_them=False)
            raise UsageError(Message("no published practice %(slug)r%(hint)s", slug=slug, hint=hint))


def _order(practice: Practice, rows: Sequence[str]) -> tuple[bool, int, str]:
    told = sum(row in practice.facts and not practice.facts[row].not_reported for row in rows)
    return practice.status not in _IN_FORCE, -told, practice.id
