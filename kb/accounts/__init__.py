"""Who may sign in, and as what."""

from kb.accounts.model import Account, Role

__all__ = ["Account", "Role"]
