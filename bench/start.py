"""Benchmarks of starting a command, compared with a bare Django project, and of the bytes that a page transfers."""

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

MAX_EXTRA_SECONDS = 0.6
MAX_KILOBYTES = 60
ROUNDS = 5
MIN_COMPRESSED = 256
"""The server compresses files from this size in bytes."""
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DRAWING = re.compile(r"<svg\b(?:(?!</svg>).){10000,}</svg>", re.DOTALL)
"""The drawn map of a page, which the goal does not include."""
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
"""A project like that of `startproject`, in one file."""


def rows(number: int) -> Iterator[Row]:
    """Yield the rows on starting a command and on the first pages. They do not depend on the size of the data."""
    yield _start(number)
    pages = {
        "home page": reverse("home"),
        "sign-in page": reverse("account_login"),
        "studies": reverse("study-list"),
    }
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        for work, address in pages.items():
            size = _transferred_bytes(address) / 1000
            is_met = size <= MAX_KILOBYTES
            goal = f"at most {MAX_KILOBYTES} kB over the wire"
            yield Row(
                f"{work} at rest, without the map",
                "the goal",
                number,
                size,
                MAX_KILOBYTES,
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
            clock=_child_seconds,
        )
    goal = f"at most {MAX_EXTRA_SECONDS:g} s more"
    is_met = taken - other <= MAX_EXTRA_SECONDS
    return Row("start of manage.py check", "a bare Django project's", number, taken, other, goal, is_met)


def _environment(folder: str) -> dict[str, str]:
    """Return an environment in which modules are compiled, as on a server."""
    found = {**os.environ, "DEMONSTRATION": "true"}
    if sys.dont_write_bytecode:
        found.pop("PYTHONDONTWRITEBYTECODE", None)
        found["PYTHONPYCACHEPREFIX"] = folder
    return found


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)


def _child_seconds() -> float:
    """Return the processor seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Parts(HTMLParser):
    """The addresses that a browser loads together with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        words = (attributes.get("rel") or "").split()
        if tag in ("script", "img") and attributes.get("src"):
            self.addresses.append(str(attributes["src"]))
        elif tag == "link" and {"stylesheet", "icon", "modulepreload", "preload"} & set(words):
            self.addresses.append(str(attributes.get("href")))


def _transferred_bytes(address: str) -> int:
    """Return the bytes of a page, uncompressed and without a drawn map, and of its static files, compressed."""
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
        size += len(gzip.compress(body)) if len(body) > MIN_COMPRESSED else len(body)
        if part.endswith(".css"):
            wanted += [urljoin(part, found) for found in IN_CSS.findall(body.decode())]
    return size
