"""Passwords: what is accepted, and how they are kept (Argon2id as RFC 9106, section 4, recommends second)."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kb.accounts.errors import WeakPassword
from kb.accounts.secrets import new_secret

MIN_LENGTH = 12
MAX_LENGTH = 256
FEWEST_CHARACTERS = 5  # different ones
SHORTEST_PART = 4  # of a name or an address that counts as such within a password
AT_ONCE = 2  # hashes; each takes 64 MiB

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_turn = threading.BoundedSemaphore(AT_ONCE)


def require_strong(password: str, *about: str) -> None:
    """Raise `WeakPassword` unless a password is long enough without what `about` (name, e-mail address) gives away."""
    password = _normal(password)
    if len(password) < MIN_LENGTH:
        raise WeakPassword("short", f"a password has at least {MIN_LENGTH} characters")
    if len(password) > MAX_LENGTH:
        raise WeakPassword("long", f"a password has at most {MAX_LENGTH} characters")
    if len(set(password)) < FEWEST_CHARACTERS:
        raise WeakPassword("simple", f"a password has at least {FEWEST_CHARACTERS} different characters")
    rest = password.casefold()
    for part in re.findall(rf"\w{{{SHORTEST_PART},}}", " ".join(_normal(text).casefold() for text in about)):
        rest = rest.replace(part, "")
    if len(rest) < MIN_LENGTH:
        raise WeakPassword("about-you", "a password needs more than the person's name or e-mail address")


def hashed(password: str) -> str:
    """Return the hash of a password in the PHC form, parameters and salt included."""
    with _turn:
        return _hasher.hash(_bytes(_normal(password)))


def matches(kept: str, password: str) -> bool:
    """Tell whether a password is the one whose hash was kept; an empty hash, of no password, matches none."""
    try:
        with _turn:
            return _hasher.verify(kept or _nobodys(), _bytes(_normal(password)[: MAX_LENGTH + 1])) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than new ones are."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    """Return a hash to check when there is no account, so that the answer takes as long as for one."""
    return _hasher.hash(new_secret())


def _normal(password: str) -> str:
    """Return the one form of what keyboards write in several (NFKC, as NIST SP 800-63B, 3.1.1.2 asks for)."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    """Return a password as it is hashed; a console may hand over halves of characters (surrogates)."""
    return password.encode("utf-8", errors="surrogatepass")
