"""Writes the model of an `E5S1` file as an ordinary Sentence Transformers folder.

It is a BERT encoder with mean pooling and vectors of length 1, a fast tokenizer, and E5's prompts.
Beside the files that every such folder has, there is the table of words once more in 4 bits, from
which `indexer.loading` looks words up: the table is four fifths of the model and 384 MB in float32.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from indexer.e5s1 import E5File

PACKED_WORDS = "packed_words.safetensors"

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_folder(folder: Path, source: E5File) -> None:
    """Write weights, tokenizer and configuration into an empty folder."""
    save_file(_weights(source), folder / "model.safetensors", {"format": "pt"})
    save_file(_packed_words(source), folder / PACKED_WORDS, {"format": "pt"})
    _tokenizer(source).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configuration(source):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def _weights(source: E5File) -> dict[str, NDArray[np.float32]]:
    """The weights under the names of transformers' BertModel, here without a pooler."""
    names = dict(_EMBEDDINGS)
    for layer in range(source.sizes.layers):
        for short, long in _LAYER.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    weights = {}
    for short, long in names.items():
        is_matrix = long.endswith("weight") and "LayerNorm" not in long
        width = source.sizes.feed_forward if short.endswith(".fo.w") else source.sizes.hidden
        tensor = source.tensor(short)
        weights[long] = tensor.reshape(-1, width) if is_matrix else tensor
    return weights


def _packed_words(source: E5File) -> dict[str, NDArray[Any]]:
    """The table of words as stored: `scale` (words, blocks) and `pairs` (words, blocks, 16)."""
    blocks = source.blocks("emb.word").reshape(source.sizes.vocabulary, -1)
    return {name: np.ascontiguousarray(blocks[name]) for name in ("scale", "pairs")}


def _tokenizer(source: E5File) -> Tokenizer:
    """The SentencePiece unigram tokenizer of XLM-RoBERTa, as `e5.c` runs it.

    The two differ, for the better, where the file's table of single characters cannot follow the
    model's own tokenizer: NFKC also composes a letter and its accent, and unknown characters in a
    row are one token.
    """
    tokenizer = Tokenizer(
        models.Unigram(list(zip(source.pieces, source.scores, strict=True)), source.specials["<unk>"])
    )
    tokenizer.normalizer = _normaliser(source.table)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(piece, source.specials[piece]) for piece in ("<s>", "</s>")],
    )
    tokenizer.add_special_tokens([AddedToken(t, normalized=False) for t in source.specials])
    return tokenizer


def _normaliser(table: dict[str, str]) -> normalizers.Normalizer:
    """NFKC with the model's exceptions: control characters go, and other separators are spaces."""
    nfkc = normalizers.NFKC()
    exceptions: dict[str, list[str]] = {}
    for character, normal in table.items():
        if nfkc.normalize_str(character) != normal:
            exceptions.setdefault(normal, []).append(rf"\x{{{ord(character):x}}}")
    steps = [normalizers.Replace(Regex(f"[{''.join(found)}]"), normal) for normal, found in exceptions.items()]
    # The vocabulary has the full-width tilde, so NFKC must not see it: a noncharacter stands in.
    tilde, stand_in = "\uff5e", "\ufdd0"
    hide, show = normalizers.Replace(tilde, stand_in), normalizers.Replace(stand_in, tilde)
    return normalizers.Sequence([*steps, hide, nfkc, show, normalizers.Replace(Regex(" {2,}"), " ")])


def _configuration(source: E5File) -> Iterator[tuple[str, Any]]:
    """Name and content of each configuration file."""
    sizes, pad = source.sizes, source.specials["<pad>"]
    yield (
        "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": sizes.hidden,
            "intermediate_size": sizes.feed_forward,
            "layer_norm_eps": sizes.epsilon,
            "max_position_embeddings": sizes.positions,
            "num_attention_heads": sizes.heads,
            "num_hidden_layers": sizes.layers,
            "pad_token_id": pad,
            "type_vocab_size": sizes.types,
            "vocab_size": sizes.vocabulary,
        },
    )
    yield (
        "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
    )
    yield (
        "modules.json",
        [
            {
                "idx": index,
                "name": str(index),
                "path": path,
                "type": f"sentence_transformers.{kind}",
            }
            for index, (path, kind) in enumerate(
                [
                    ("", "base.modules.transformer.Transformer"),
                    ("1_Pooling", "sentence_transformer.modules.pooling.Pooling"),
                    ("2_Normalize", "base.modules.normalize.Normalize"),
                ]
            )
        ],
    )
    yield (
        "sentence_bert_config.json",
        {
            "max_seq_length": sizes.positions,
            "model_args": {"add_pooling_layer": False},
        },
    )
    yield "1_Pooling/config.json", {"embedding_dimension": sizes.hidden, "pooling_mode": "mean"}
    yield "2_Normalize/config.json", {"module_input_name": "sentence_embedding"}
    yield (
        "config_sentence_transformers.json",
        {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "similarity_fn_name": "cosine",
        },
    )
