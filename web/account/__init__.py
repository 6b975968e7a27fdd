"""Signing in, one's own account, and the administration of accounts."""

from web.account import own, sign_in
from web.account.blueprint import blueprint

__all__ = ["blueprint", "own", "sign_in"]
