"""The vectors of pieces, kept in the store with those of the passages, so that nothing is embedded twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.suggestions.document import Embed, Vectors
from corpus.suggestions.pieces import Piece
from indexer import embeddings
from indexer.encoder import Encoder
from kb.sqlite import SqliteFile


def kept(file: SqliteFile, encoder: Encoder) -> Embed:
    """Return what embeds pieces of practices: their vectors are kept in the store."""

    def embed(pieces: Sequence[Piece]) -> Vectors:
        texts = {piece.text_hash: piece.text for piece in pieces}
        embeddings.ensure(file, encoder, texts)
        found = embeddings.known(file, encoder.fingerprint, texts)
        return np.array([found[piece.text_hash] for piece in pieces], np.float32).reshape(-1, encoder.dimension)

    return embed


def fresh(encoder: Encoder) -> Embed:
    """Return what embeds pieces of documents that may never become practices: nothing is kept."""
    return lambda pieces: encoder.encode_passages([piece.text for piece in pieces]).reshape(-1, encoder.dimension)
