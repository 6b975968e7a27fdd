"""Accounts as people meet them: from the letter of an invitation to signing out, with the second factor between."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ANI, WIDTHS, serving, sign_in, watched
from tests.browser.test_accessibility import check, check_width
from tests.mail import Mailbox, link_in

BUDI = "budi@kementerian.local"
FIRST, SECOND = "perahu cadik hijau 7", "perahu pinisi merah 8"


@pytest.fixture
def posting_address(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[str]:
    """The address of a server whose letters go to `mailbox`."""
    with serving(tmp_path_factory.mktemp("posting"), KB_SMTP_URL=mailbox.url) as address:
        yield address


@pytest.fixture(params=WIDTHS)
def ani_and_budi(browser: Browser, posting_address: str, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Page]]:
    """The browsers of two people."""
    with watched(browser, posting_address, request.param) as ani, watched(browser, posting_address, request.param) as b:
        yield ani, b


def shows(page: Page, heading: str) -> None:
    """The page is the one of that heading, and nothing is wrong with how it looks."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    check(page)
    check_width(page)


def choose_password(page: Page, password: str) -> None:
    page.get_by_label("New password", exact=True).fill(password)
    page.get_by_label("New password once more").fill(password)


def test_from_the_invitation_to_the_closed_account(ani_and_budi: tuple[Page, Page], mailbox: Mailbox) -> None:
    ani, budi = ani_and_budi
    sign_in(ani, ANI)
    ani.get_by_role("link", name="Accounts", exact=True).click()
    ani.get_by_role("button", name="Invite someone").click()
    ani.get_by_label("E-mail address").fill(BUDI)
    ani.get_by_label("Name").fill("Budi")
    ani.get_by_label("Role").select_option("Liaison")
    ani.get_by_label("Countries").fill("Indonesia")
    ani.get_by_role("button", name="Invite").click()
    expect(ani.get_by_role("status")).to_have_text(f"A letter with a link was sent to {BUDI}.")

    budi.goto(link_in(mailbox.next()))
    shows(budi, "Welcome")
    budi.get_by_label("Name").fill("Budi Santoso")
    choose_password(budi, FIRST)
    budi.get_by_role("button", name="Accept the invitation").click()
    sign_in(budi, BUDI, FIRST)
    expect(budi.get_by_role("navigation", name="Account")).to_contain_text("Budi Santoso")

    recovery, totp = set_up_second_factor(budi)
    budi.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(budi, BUDI, FIRST)
    shows(budi, "Second factor")
    budi.get_by_label("Code").fill(totp.at(time.time() + 30))  # the code of now was spent by setting up
    budi.get_by_role("button", name="Sign in").click()
    shows(budi, "Your account")
    budi.get_by_role("button", name="Sign out", exact=True).click()

    budi.get_by_role("link", name="Forgotten your password?").click()
    budi.get_by_label("E-mail address").fill(BUDI)
    budi.get_by_role("button", name="Send the link").click()
    expect(budi.get_by_role("status")).to_contain_text("a letter with a link is on its way")
    budi.goto(link_in(mailbox.next()))
    shows(budi, "Set a new password")
    choose_password(budi, SECOND)
    budi.get_by_role("button", name="Set the password").click()
    sign_in(budi, BUDI, SECOND)
    budi.get_by_label("Code").fill(recovery[0])
    budi.get_by_role("button", name="Sign in").click()
    expect(budi.locator("main")).to_contain_text("9 recovery codes are left.")

    ani.reload()
    ani.get_by_role("link", name="Budi Santoso").click()
    shows(ani, "Budi Santoso")
    ani.get_by_role("button", name="Close the account").click()
    expect(ani.get_by_role("status")).to_have_text("The account is closed.")
    budi.goto("/account/")
    expect(budi.get_by_role("heading", level=1)).to_have_text("Sign in")
    ani.goto("/account/log")
    expect(ani.locator("tbody tr").first).to_contain_text("account closed")


def set_up_second_factor(page: Page) -> tuple[list[str], pyotp.TOTP]:
    """Set it up as its page says; return the recovery codes and what the telephone makes codes with."""
    page.get_by_role("link", name="Set up a second factor").click()
    expect(page.get_by_role("img", name="The secret as a QR code")).to_be_visible()
    totp = pyotp.TOTP("".join(page.locator("figcaption code").inner_text().split()))
    page.get_by_label("Code").fill(totp.now())
    page.get_by_role("button", name="Turn on").click()
    shows(page, "Your recovery codes")
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return codes, totp
