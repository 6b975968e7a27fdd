"""Who may sign in, and as what."""

from kb.accounts.desk import Accounts
from kb.accounts.model import Account, Role

__all__ = ["Account", "Accounts", "Role"]
