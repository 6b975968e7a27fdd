"""LibreOffice as a reader of what is written for Word and Excel."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

TIMEOUT_S = 300
XLSX = "xlsx:Calc MS Excel 2007 XML"
_ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_APART = {f"{_ODF_TEXT}{name}" for name in ("s", "line-break", "p", "h")}
# Said of a LibreOffice without Java, whatever the document.
_OF_ITSELF = "Warning: failed to launch javaldx - java may not function correctly"


def converted(contents: Sequence[bytes], ending: str, to: str, folder: Path) -> list[Path]:
    """Return the documents as LibreOffice converts them; fail if it says anything but that it did.

    `to` is an ending, with a filter of LibreOffice where it has several.
    """
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice; install libreoffice-writer-nogui and libreoffice-calc-nogui")
    sources = [folder / f"document-{number}.{ending}" for number in range(len(contents))]
    for source, content in zip(sources, contents, strict=True):
        source.write_bytes(content)
    out = folder / f"{ending}-converted"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", to, "--outdir", str(out), *map(str, sources)]
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=True, env=environment)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line and line != _OF_ITSELF]
    assert [line.split(" -> ")[0] for line in said] == [f"convert {source}" for source in sources]
    return [out / f"{source.stem}.{to.partition(':')[0]}" for source in sources]


def texts_of(contents: Sequence[bytes], folder: Path) -> list[str]:
    """Return the texts of DOCX files as LibreOffice holds them, spaces folded."""
    texts = []
    for path in converted(contents, "docx", "odt", folder):
        with zipfile.ZipFile(path) as file:
            root = ElementTree.fromstring(file.read("content.xml"))  # noqa: S314 - LibreOffice wrote it
        for node in root.iter():
            if node.tag in _APART:
                node.tail = f" {node.tail or ''}"
        texts.append(" ".join("".join(root.itertext()).split()))
    return texts
