"""An account: a person with a role. What a role may do is said where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """Roles in the order of what they may do; each may do all that the ones before it may."""

    READER = 1
    LIAISON = 2
    REVIEWER = 3
    EDITOR = 4
    ADMINISTRATOR = 5


@dataclass(frozen=True)
class Account:
    """A person who may sign in.

    A liaison drafts for `countries` (ISO 3166-1 alpha-3) and for `institution` (its name as records write it; empty for
    none); for the roles above, both say only what the person is responsible for.
    """

    id: int
    email: str
    name: str
    role: Role
    countries: tuple[str, ...] = ()
    institution: str = ""
    active: bool = True
