"""`kb serve` before it serves: what keeps it from listening is said in one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.base import Base
from kb.errors import KbError
from web.serve import address_of, listening_socket, prepare


def kb_serve(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "kb"), "serve", *arguments]
    return subprocess.run(command, env=os.environ | {"KB_HOME": str(home)}, capture_output=True, text=True, timeout=60)


def test_a_port_in_use_is_one_clear_line(base: Base) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = kb_serve(base.settings.home, "--port", str(port))
    assert ended.returncode == 1
    said = f"kb: port {port} on 127.0.0.1 is in use; stop the other server or choose another with --port\n"
    assert ended.stderr == said


def test_without_a_store_it_says_kb_init(tmp_path: Path) -> None:
    ended = kb_serve(tmp_path, "--port", "0")
    assert ended.returncode == 1
    assert "run 'kb init'" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_port_that_is_none_is_wrong_use(base: Base) -> None:
    assert kb_serve(base.settings.home, "--port", "70000").returncode == 2


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(KbError, match=r"cannot listen on 192\.0\.2\.1:0"):
        listening_socket("192.0.2.1", 0)


def test_the_address_is_for_a_browser() -> None:
    with listening_socket("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}/"


def test_nothing_heavy_is_imported_before_listening() -> None:
    code = "import sys, web.serve; print([m for m in ('torch', 'transformers') if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == "[]\n"


def test_an_encoder_that_fails_leaves_the_pages_standing(
    base: Base, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from web.app import create_app

    def broken() -> None:
        raise KbError("The encoder is not there.")

    monkeypatch.setattr(base, "load_encoder", broken)
    app = create_app(base=base)
    prepare(app)
    assert "The encoder is not there. Search goes by words only until then." in caplog.text
    assert app.test_client().get("/search?q=ojol").status_code == 200
