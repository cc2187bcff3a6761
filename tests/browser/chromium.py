"""Where Chromium is, how it is started, and the two widths that pages are looked at in."""

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first of these that is installed is used. The headless shell is the same engine with less processor time."""
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 375, "height": 800}
TELEPHONE = {"width": 375, "height": 667}
"""A small telephone, for what must be on its first screen."""
