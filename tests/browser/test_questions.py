"""A question to the liaisons, put from the page of what it is about."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import check, check_width


def test_a_question_is_put_and_stands_in_its_thread(own_page: Page) -> None:
    own_page.goto("/questions/ask?country=IDN&row=payers&lang=en")
    own_page.get_by_label("Your question").fill("How did you make platforms share their payroll data?")
    own_page.get_by_role("button", name="Put the question").click()
    expect(own_page.get_by_role("main")).to_contain_text("How did you make platforms share their payroll data?")
    check(own_page)
    check_width(own_page)
