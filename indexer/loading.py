"""Loads Sentence Transformers models. Imports torch: import this module only to load one."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from indexer.model_folder import PACKED_WORDS


def load(where: str, cache: Path, revision: str | None, *, packed: bool) -> SentenceTransformer:
    """Load the model in a folder, or the `revision` of one on the hub, for the processor.

    `packed` exchanges the table of words for the one in 4 bits that lies beside it.
    Raises whatever the libraries raise about the files of a model.
    """
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(
        where,
        device="cpu",
        cache_folder=str(cache),
        revision=revision,
        local_files_only=revision is None,
        trust_remote_code=False,
        model_kwargs={"dtype": fastest_type()},
    )
    transformer = model.transformers_model
    if packed and transformer is not None:
        words = PackedWords(Path(where) / PACKED_WORDS, transformer.dtype)
        transformer.set_input_embeddings(words)
    return model.eval()


def fastest_type() -> torch.dtype:
    """bfloat16 if the processor multiplies it; where that is emulated it is ten times slower."""
    has = torch.cpu.get_capabilities()
    native = has.get("avx512_bf16") or has.get("amx_bf16")
    return torch.bfloat16 if native else torch.float32


class PackedWords(torch.nn.Module):
    """An embedding whose rows are unpacked when they are looked up: 54 MB instead of 384 MB.

    Its numbers are those of the table in the model's own weights, to the bit. Leaving that table
    mapped in its file does not help: a few thousand looked-up rows draw in nearly all of it.
    """

    def __init__(self, file: Path, kind: torch.dtype) -> None:
        super().__init__()
        stored = load_file(file)
        self.register_buffer("scale", stored["scale"])
        self.register_buffer("pairs", stored["pairs"])
        self.kind = kind

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Rows of shape (*ids.shape, width)."""
        pairs = self.get_buffer("pairs")[ids]
        numbers = torch.cat([pairs & 15, pairs >> 4], -1).float() - 8
        rows = numbers * self.get_buffer("scale")[ids].float().unsqueeze(-1)
        return rows.flatten(-2).to(self.kind)
