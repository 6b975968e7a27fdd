"""A real `kb serve` and a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bases import small_base
from tests.servers import free_port, served

CHROMIUM = Path(os.environ.get("KB_TEST_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"wide": 1280, "phone": 390}


MORE = (
    "bra-mei-app-drivers-2019",
    "chn-meituan-pension-subsidy-2025",
    "chn-occupational-injury-pilot-2022",
    "ind-code-on-social-security-2020",
    "ind-karnataka-gig-workers-act-2025",
    "ind-rajasthan-gig-workers-act-2023",
)


@contextmanager
def serving(home: Path, more: Sequence[str] = ()) -> Iterator[str]:
    """Serve a base whose encoder never loads, so that every run shows the same; yield its address."""
    small_base(home, more=more).close()
    port = free_port()
    with served(os.environ | {"KB_HOME": str(home), "KB_ENCODER": str(home / "none")}, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with five practices."""
    with serving(tmp_path_factory.mktemp("browser")) as address:
        yield address


@pytest.fixture(scope="session")
def wider_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with practices of India, China and Brazil too."""
    with serving(tmp_path_factory.mktemp("wider"), MORE) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}; install chromium or set KB_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at both widths; it fails the test if a script fails or something is refused by the policy."""
    context = browser.new_context(
        base_url=address, viewport={"width": WIDTHS[request.param], "height": 900}, locale="en-GB"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not complaints
