"""Rows of starting and of pages at rest: `manage.py check` beside a bare project's, and bytes over the wire."""

import gzip
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from bench.timing import Row, in_turn

MOST_SECONDS_MORE = 0.6
MOST_KILOBYTES = 60
ROUNDS = 5
SMALLEST_PACKED = 256
"""Below it a server sends bytes as they are."""
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DRAWING = re.compile(r"<svg\b(?:(?!</svg>).){10000,}</svg>", re.DOTALL)
"""The drawn map of a page: the goal is without it."""
IN_CSS = re.compile(r"url\(['\"]?([^)'\"#]+)")
BARE = """
import sys
from django.conf import settings
contrib = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]
middleware = ["sessions.middleware.Session", "auth.middleware.Authentication", "messages.middleware.Message"]
processors = ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages"]
settings.configure(
    SECRET_KEY="bare", ROOT_URLCONF="bare", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", STATIC_URL="static/",
    INSTALLED_APPS=["django.contrib." + name for name in contrib],
    MIDDLEWARE=["django.contrib." + name + "Middleware" for name in middleware],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": processors}}],
)
import django
django.setup()
from django.contrib import admin
from django.core.management import call_command
from django.urls import path
bare = sys.modules["bare"] = type(sys)("bare")
bare.urlpatterns = [path("admin/", admin.site.urls)]
call_command("check")
"""
"""What `startproject` makes, in one file."""


def rows(number: int) -> Iterator[Row]:
    """The start of a command, and the pages that everybody begins with: neither grows with the data."""
    yield _start(number)
    pages = {
        "home page": reverse("home"),
        "sign-in page": reverse("account_login"),
        "studies": reverse("study-list"),
    }
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        for work, address in pages.items():
            size = _over_the_wire(address) / 1000
            is_met = size <= MOST_KILOBYTES
            goal = f"at most {MOST_KILOBYTES} kB over the wire"
            yield Row(
                f"{work} at rest, without the map",
                "the goal",
                number,
                size,
                MOST_KILOBYTES,
                goal,
                is_met,
                "kB",
            )


def _start(number: int) -> Row:
    with TemporaryDirectory() as folder:
        bare = Path(folder) / "bare_project.py"
        bare.write_text(BARE)
        environment = _environment(folder)
        taken, other = in_turn(
            lambda: _run([str(settings.BASE_DIR / "manage.py"), "check"], environment),
            lambda: _run([str(bare)], environment),
            rounds=ROUNDS,
            clock=_of_children,
        )
    goal = f"at most {MOST_SECONDS_MORE:g} s more"
    is_met = taken - other <= MOST_SECONDS_MORE
    return Row("start of manage.py check", "a bare Django project's", number, taken, other, goal, is_met)


def _environment(folder: str) -> dict[str, str]:
    """With compiled modules kept, as they are on a server; elsewhere where none may stand beside the sources."""
    found = {**os.environ, "DEMONSTRATION": "true"}
    if sys.dont_write_bytecode:
        found.pop("PYTHONDONTWRITEBYTECODE", None)
        found["PYTHONPYCACHEPREFIX"] = folder
    return found


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)


def _of_children() -> float:
    """The processor seconds of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Parts(HTMLParser):
    """The addresses that a browser fetches for a page without being asked."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        words = (said.get("rel") or "").split()
        if tag in ("script", "img") and said.get("src"):
            self.addresses.append(str(said["src"]))
        elif tag == "link" and {"stylesheet", "icon", "modulepreload", "preload"} & set(words):
            self.addresses.append(str(said.get("href")))


def _over_the_wire(address: str) -> int:
    """The page as our server sends it, not packed and without a drawn map; its static files packed with gzip."""
    response = Client(SERVER_NAME="localhost").get(address)
    assert response.status_code == 200, response.status_code
    content = DRAWING.sub("", response.content.decode())
    page = _Parts()
    page.feed(content)
    wanted, size = list(page.addresses), len(content.encode())
    known: set[str] = set()
    while wanted:
        part = wanted.pop()
        if part in known or not part.startswith(settings.STATIC_URL):
            continue
        known.add(part)
        file = finders.find(part.removeprefix(settings.STATIC_URL))
        assert file is not None, part
        body = Path(str(file)).read_bytes()
        size += len(gzip.compress(body)) if len(body) > SMALLEST_PACKED else len(body)
        if part.endswith(".css"):
            wanted += [urljoin(part, found) for found in IN_CSS.findall(body.decode())]
    return size
