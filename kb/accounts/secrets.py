"""Random secrets that are handed out once; of each only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """Return a secret of 256 random bits, fit for addresses and cookies."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """Return the SHA-256 of a secret in hexadecimal: enough for random secrets, too quick for what people think up."""
    return hashlib.sha256(secret.encode("utf-8", errors="replace")).hexdigest()
