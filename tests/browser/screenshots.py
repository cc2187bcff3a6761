"""Take the pictures of the documentation from a running demonstration.

python -m tests.browser.screenshots http://127.0.0.1:8000 docs/images
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import CHROMIUM, NARROW, QUIET, WIDE
from tests.browser.navigation import follow

EMAIL = "researcher@demonstration.example"
PASSWORD = "gatehouse-demonstration"
PUBLIC = {
    "home": "/",
    "atlas": "/atlas/",
    "coverage": "/studies/demonstration-2009/reports/coverage/",
    "engagement": "/studies/demonstration-2009/reports/engagement/",
    "definition": "/studies/demonstration-2009/reports/definition/",
    "what-if": "/definitions/what-if/?definition=strict-50&trading=40",
    "assessment": "/organisations/daydream-dale-bakery-cic-invented/assessment/",
    "service": "/services/hmp-leeds/",
    "api": "/api/",
}
RESEARCH = {"worklist": "/work/demonstration-2009/"}


def main(base_url: str, folder: Path) -> int:
    """Write one PNG a page and width into the folder; return the exit status."""
    if CHROMIUM is None:
        print("Chromium is not installed: no picture was taken.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=QUIET)
        for width, viewport in (("wide", WIDE), ("narrow", NARROW)):
            page = browser.new_page(base_url=base_url, viewport=viewport, reduced_motion="reduce")
            for name, address in PUBLIC.items():
                _picture(page, address, folder / f"{name}-{width}.png")
            page.goto("/accounts/login/")
            page.locator("input[name=login]").fill(EMAIL)
            page.locator("input[name=password]").fill(PASSWORD)
            follow(page.get_by_role("button", name="Sign in"))
            for name, address in RESEARCH.items():
                _picture(page, address, folder / f"{name}-{width}.png")
            page.goto("/work/demonstration-2009/?q=HMP+Leeds")
            follow(page.get_by_role("link", name="HMP Leeds").first)
            _picture(page, page.url, folder / f"case-{width}.png")
            page.goto(f"{page.url.rstrip('/')}/interview/")
            _picture(page, page.url, folder / f"interview-{width}.png")
        browser.close()
    return 0


def _picture(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    print(file)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
