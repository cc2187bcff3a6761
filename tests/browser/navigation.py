"""Going from page to page: a press that leads to another page waits until that page is there."""

from playwright.sync_api import Locator

PATIENCE = 20_000
"""Milliseconds until an element, a text or an address is given up. A loaded machine is slow."""


def follow(link_or_button: Locator) -> None:
    """Press what leads to another page and wait until that page is loaded.

    A click alone returns while the old page is still shown: what looks at the page next would see either of the two.
    """
    with link_or_button.page.expect_event("load"):
        link_or_button.click()
