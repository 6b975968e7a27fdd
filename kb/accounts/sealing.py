"""What must be read again, not only compared, lies encrypted in the store: a copy of its file gives no codes."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
PURPOSE = b"kb second factor"


class Seal:
    """Encrypts with a key derived (HKDF, RFC 5869) from the one that signs cookies."""

    def __init__(self, key: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE).derive(key.encode())
        self._fernet = Fernet(urlsafe_b64encode(derived))

    def close(self, secret: str) -> str:
        """Return a secret as it is kept."""
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, kept: str) -> str | None:
        """Return the secret that was kept; none when it was sealed with another key."""
        try:
            return self._fernet.decrypt(kept.encode()).decode()
        except InvalidToken:
            return None
