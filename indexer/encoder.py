"""Turns text into vectors with a Sentence Transformers model, on the processor, without a network.

Importing this module is cheap: torch and sentence_transformers are imported by `load_encoder`.

Half precision. Where the processor computes in bfloat16 the model does, elsewhere in float32. Both
share one fingerprint, so an index may be built on one machine and searched on another: over texts
in six languages the cosine between the two was never below 0.9999, while neighbours in an index
differ by some hundredths.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import KbError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"
# Measured on two cores with passages of 30 to 120 tokens: 8 to 32 at a time are within the noise,
# 4 and 64 are slower by a fifth. The limit in tokens costs nothing and bounds the memory taken.
BATCH_PASSAGES = 16
BATCH_TOKENS = 1024

_PINNED = re.compile(r"(?P<model>[\w.-]+/[\w.-]+)@(?P<revision>[0-9a-f]{40})")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+(@.*)?")
_MODEL_FILES = {".json", ".safetensors", ".bin", ".txt", ".model"}
_E5_PROMPTS = {"query": "query: ", "passage": "passage: "}


class EncoderUnavailable(KbError):
    """The encoder cannot be loaded; the message says what is missing and what to do."""


class Encoder(Protocol):
    """What the index and the search need of an encoder. Safe to use from several threads."""

    fingerprint: str
    """Changes whenever new vectors could no longer stand in one index with old ones."""
    dimension: int
    """Numbers in a vector."""
    max_tokens: int
    """Tokens that the model reads of a text, prompt and special tokens included."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length 1 for what people ask, of shape (texts, dimension)."""
        ...

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Vectors of length 1 for what is searched, of shape (texts, dimension).

        `progress` is told after each batch how many texts are encoded so far.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, prompt and special tokens included, never cut off.

        What exceeds `max_tokens` would not be read by `encode_passages`.
        """
        ...


class SentenceTransformersEncoder:
    """An `Encoder` around a loaded Sentence Transformers model.

    `identity` names the weights and everything about their use except for the prompts.
    """

    def __init__(self, model: SentenceTransformer, identity: str, prompts: Mapping[str, str]) -> None:
        dimension, limit = model.get_embedding_dimension(), model.max_seq_length
        if dimension is None or limit is None:
            raise EncoderUnavailable(
                f"The encoder {identity} does not say how wide its vectors are and how much text "
                "it reads. Take a Sentence Transformers model for text."
            )
        self.dimension = dimension
        self.max_tokens = limit
        self._query_prompt = prompts.get("query") or ""
        self._passage_prompt = prompts.get("passage") or prompts.get("document") or ""
        parts = (identity, self._query_prompt, self._passage_prompt, str(limit))
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        self.fingerprint = f"{identity}:{digest}"
        self._model = model
        # Fast tokenizers are not safe for threads ("Already borrowed"). Held for a batch at a time,
        # so that a question does not wait until all passages of an index are encoded.
        self._lock = threading.Lock()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Encoder.encode_queries`."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), BATCH_PASSAGES):
            some = texts[start : start + BATCH_PASSAGES]
            vectors[start : start + BATCH_PASSAGES] = self._encode(some, self._query_prompt)
        return vectors

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """See `Encoder.encode_passages`."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        for batch in self._batches(texts):
            vectors[batch] = self._encode([texts[i] for i in batch], self._passage_prompt)
            done += len(batch)
            if progress:
                progress(done)
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See `Encoder.count_tokens`."""
        if not texts:
            return []
        prompted = [self._passage_prompt + _encodable(text) for text in texts]
        with self._lock:
            tokens = self._model.tokenizer(prompted, truncation=False, padding=False, verbose=False)
        return [len(ids) for ids in tokens["input_ids"]]

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Positions of the texts, those of about the same number of tokens together.

        Sentence Transformers sorts by characters, which says little across scripts. The longest
        come first: if the memory does not suffice, that shows at once.
        """
        lengths = np.minimum(self.count_tokens(texts), self.max_tokens)
        order = np.argsort(-lengths, kind="stable").tolist()
        while order:
            size = max(1, min(BATCH_PASSAGES, BATCH_TOKENS // int(lengths[order[0]])))
            yield order[:size]
            del order[:size]

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        with self._lock:
            vectors = self._model.encode(
                [_encodable(text) for text in texts],
                prompt=prompt,
                batch_size=len(texts),
                show_progress_bar=False,
            )
        # A model may lack a normalising layer, and in bfloat16 that layer is off by a thousandth.
        exact: NDArray[np.float32] = np.asarray(vectors, np.float32)
        exact /= np.maximum(np.linalg.norm(exact, axis=1, keepdims=True), 1e-12)
        return exact


def load_encoder(name: str, cache: Path, threads: int | None = None) -> Encoder:
    """Load an encoder, which takes some seconds.

    `name` is "bundled" (unpacked below `cache` when first used), a folder with a Sentence
    Transformers model, or "organisation/model@commit" of the Hugging Face hub, kept below `cache`.
    Only the last may use the network, and only until it is there. Code that comes with a model is
    never run. `threads` sets the processor threads of torch for the whole process.

    Raises EncoderUnavailable when there is no such encoder or it cannot be loaded.
    """
    # Threads of torch that wait in a loop for long starve each other when other programs run: passages/s fell from
    # 30 to 3 on two busy cores. Read by OpenMP once, when torch is imported.
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")
    source = _source(name, cache)
    if source.revision is None:  # read by the libraries once, when they are imported
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    try:
        import torch

        from indexer.loading import load

        if threads:
            torch.set_num_threads(threads)
        model = load(source.where, cache, source.revision, packed=name == BUNDLED)
    except ImportError as error:
        raise EncoderUnavailable(
            f"The encoder needs a package that is missing ({error}). Install it: pip install sentence-transformers"
        ) from error
    except Exception as error:  # whatever the libraries raise about the files of a model
        reason = str(error).strip().partition("\n")[0]
        raise EncoderUnavailable(
            f"The encoder {name} cannot be loaded: {reason} Name another in KB_ENCODER, or {BUNDLED}."
        ) from error
    return SentenceTransformersEncoder(model, source.identity, _prompts(model, source.where))


def encoder_identity(name: str, cache: Path) -> str:
    """Return what the encoder's fingerprint begins with, without loading it.

    Raises EncoderUnavailable when there is no such encoder.
    """
    return _source(name, cache).identity


@dataclass(frozen=True)
class _Source:
    where: str
    identity: str
    revision: str | None = None


def _source(name: str, cache: Path) -> _Source:
    if name == BUNDLED:
        from indexer.bundled import unpack

        unpacked = unpack(cache)
        return _Source(str(unpacked), unpacked.name)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _Source(str(folder), f"{folder.resolve().name}-{_content_hash(folder)}")
    if pinned := _PINNED.fullmatch(name):
        return _Source(pinned["model"], name, pinned["revision"])
    if _HUB_ID.fullmatch(name):
        raise EncoderUnavailable(
            f"The encoder {name} is neither a folder nor pinned to a commit. For a model of the "
            f"hub write {name.partition('@')[0]}@ and the 40 digits of the commit: branches and "
            "tags move, and vectors of different revisions must not be mixed."
        )
    raise EncoderUnavailable(
        f"There is no encoder {name}. Name a folder with a Sentence Transformers model, "
        f"organisation/model@commit, or {BUNDLED}."
    )


def _prompts(model: SentenceTransformer, where: str) -> Mapping[str, str]:
    """The model's own prompts; those of E5, which its folders on the hub leave out."""
    known = {name: prompt for name, prompt in model.prompts.items() if prompt}
    name = Path(where).name.lower()
    plain_e5 = "e5" in name.split("-") and "instruct" not in name
    return _E5_PROMPTS if plain_e5 and not known else known


def _content_hash(folder: Path) -> str:
    """Hash of the files that decide what vectors come out; of a folder that may be moved."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _MODEL_FILES and path.is_file():
            with path.open("rb") as file:
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


def _encodable(text: str) -> str:
    """The text without halves of characters (lone surrogates), which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
