"""Going through a page with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser import assertions


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab from the top of the page until the focus is there, in view."""
    assertions.ask(page, "startWalk")
    for _ in range(400):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"Tab never came to {target}")


def enter(page: Page) -> None:
    """Press Enter; a new page comes."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
