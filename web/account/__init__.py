"""Signing in, one's own account, and the administration of accounts."""

from web.account import letters, own, people, sign_in, single_sign_on
from web.account.blueprint import blueprint

__all__ = ["blueprint", "letters", "own", "people", "sign_in", "single_sign_on"]
