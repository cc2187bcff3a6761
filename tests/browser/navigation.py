"""Going from page to page: a press that leads to another page waits until that page is there.

Any other press that leads away fails its test (`report_unawaited`): what looks at the page next would see the old or
the new one, as the machine is quick or slow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Download, Locator, Page, Request

PATIENCE = 40_000
"""Milliseconds until an element, a text or an address is given up. A loaded machine is slow."""
_left: list[Page] = []
"""The pages that a test is leaving at this moment."""


def follow(link_or_button: Locator) -> None:
    """Press what leads to another page and wait until that page is loaded."""
    with arriving(link_or_button.page):
        link_or_button.click()


def press(button: Locator, *, javascript: bool) -> None:
    """Press what a script does in the page, and what loads the page again without JavaScript."""
    if javascript:
        button.click()
    else:
        follow(button)


@contextmanager
def arriving(page: Page) -> Iterator[None]:
    """A block that leads to another page; at its end that page is loaded."""
    with leaving(page), page.expect_event("load"):
        yield


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """A block that may lead to another page; what ends it must wait for what it leads to."""
    _left.append(page)
    try:
        yield
    finally:
        _left.remove(page)


def download(button: Locator) -> Download:
    """Press a button that gives a file, and return the file."""
    with leaving(button.page), button.page.expect_download() as waiting:
        button.click()
    return waiting.value


def report_unawaited(context: BrowserContext, troubles: list[str]) -> None:
    """Add a sentence to the troubles for each page of the context that a press leads away from without waiting."""

    def wrap(page: Page) -> None:
        for name in ("goto", "reload"):
            setattr(page, name, _leaving_with(page, getattr(page, name)))
        page.on("request", lambda request: look(page, request))

    def look(page: Page, request: Request) -> None:
        if request.is_navigation_request() and page not in _left:
            troubles.append(
                f"A press led to {request.url}: press it with follow(), see tests/browser/navigation.py."
            )

    context.on("page", wrap)


def _leaving_with(page: Page, go: Any) -> Any:
    def went(*args: Any, **how: Any) -> Any:
        with leaving(page):
            return go(*args, **how)

    return went
