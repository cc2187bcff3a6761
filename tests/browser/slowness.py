"""A slow machine, asked for by `SLOW_BROWSER=1`: what a journey does not wait for then fails it."""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Page

IS_ASKED_FOR = bool(os.environ.get("SLOW_BROWSER"))
DELAY = 0.3
"""Seconds that each request waits before it is answered."""
THROTTLE = 4
"""How many times slower Chromium computes."""


def answer_late(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware that waits before it answers."""

    def respond(request: HttpRequest) -> HttpResponse:
        time.sleep(DELAY)
        return get_response(request)

    return respond


def slow_down(page: Page) -> None:
    """Let the page compute slowly."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
