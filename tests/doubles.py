"""Stand-ins for what is slow to load, where what it computes does not matter."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


class HashEncoder:
    """An `indexer.encoder.Encoder` without weights: counts the words of a text in 64 hashed places.

    `name` makes another encoder, whose vectors differ; `encoded` holds every passage it was ever given.
    """

    dimension = 64

    def __init__(self, name: str = "hash", max_tokens: int = 512) -> None:
        self.fingerprint = f"{name}:{max_tokens}"
        self.max_tokens = max_tokens
        self.encoded: list[str] = []
        self._salt = zlib.crc32(name.encode())

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder.encode_queries`."""
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in _words(text):
                vector[zlib.crc32(word.casefold().encode(), self._salt) % self.dimension] += 1
        exact: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return exact

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """See `Encoder.encode_passages`."""
        self.encoded += texts
        if progress:
            progress(len(texts))
        return self.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See `Encoder.count_tokens`: one token for each word and each sign."""
        return [len(_words(text)) for text in texts]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)
