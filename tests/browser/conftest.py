"""A real `kb serve` and a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from kb.accounts import Accounts, Role
from kb.accounts.log import COMMAND_LINE
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
ANI, PASSWORD = "ani@kementerian.local", "kapal layar biru 42"  # the administrator of every server

MORE = (
    "bra-mei-app-drivers-2019",
    "chn-meituan-pension-subsidy-2025",
    "chn-occupational-injury-pilot-2022",
    "ind-code-on-social-security-2020",
    "ind-karnataka-gig-workers-act-2025",
    "ind-rajasthan-gig-workers-act-2023",
)


@contextmanager
def serving(home: Path, more: Sequence[str] = (), **variables: str) -> Iterator[str]:
    """Serve a base whose encoder never loads, so that every run shows the same; yield its address."""
    base = small_base(home, more=more)
    Accounts(base.store.file).create(ANI, "Ani Wijaya", Role.ADMINISTRATOR, COMMAND_LINE, password=PASSWORD)
    base.close()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    own = {"KB_HOME": str(home), "KB_ENCODER": str(home / "none"), "KB_SITE_URL": address}
    with served(os.environ | own | variables, port):
        yield address


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


def sign_in(page: Page, email: str = ANI, password: str = PASSWORD) -> None:
    """Sign in on the page for it."""
    page.goto("/account/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture(scope="session")
def cookies(browser: Browser, address: str) -> StorageState:
    """What the browser of an administrator who has signed in keeps."""
    context = browser.new_context(base_url=address, locale="en-GB")
    page = context.new_page()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at both widths; it fails the test if a script fails or something is refused by the policy."""
    with watched(browser, address, request.param) as page:
        yield page


@pytest.fixture(params=WIDTHS)
def own_page(browser: Browser, address: str, cookies: StorageState, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Such a page of an administrator who has signed in."""
    with watched(browser, address, request.param, cookies) as page:
        yield page


@contextmanager
def watched(browser: Browser, address: str, width: str, cookies: StorageState | None = None) -> Iterator[Page]:
    """A page whose console stays free of errors."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": WIDTHS[width], "height": 900},
        locale="en-GB",
        storage_state=cookies,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not complaints
