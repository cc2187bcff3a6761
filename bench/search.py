"""Benchmarks of the search: its page, suggestions, spelling, and the building of its index."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from bench import scratch
from bench.timing import Row
from search import index, spelling
from search.models import SearchDocument

QUERIES = (
    "catering", "catering qualifications near HMP Leeds through the gate", "HMP Leads", "hmp wandswrth", "armly",
    "prison bakery", "painting and decorating", "gardening in the south west", "the clink", "bouncback",
    "who works with HMP Brixton", "women leaving prison", "help with housing on release", "nvq", "bike repair",
    "jobs for ex-offenders in Manchester", "what stops prisons working with social enterprises", "print shop", "LS12",
    "recycling cic in yorkshire", "drug and alcohol", "west yorks probation", "reading and writing",
    "laundry near carlisle", "bakery", "kitchen community enterprise", "farm near Durham", "Bakrey 777", "zzzzzz",
    "social enterprises in London", "work", "the", "coffee", "food",
)  # fmt: skip
"""Sentences of officers, and words that very many organisations have."""
PAGE_MEDIAN, PAGE_WORST, PAGE_QUERIES = 0.1, 0.3, 8
UPDATE = 0.1
BUILD_PER_THOUSAND = 0.6
ADDRESS = "/search/?"


def rows(number: int) -> Iterator[Row]:
    """Yield every row at one size: elapsed seconds, compared with the goal."""
    scratch.fill(number)
    yield _built(number)
    # Names without a hash, so that no static files have to be collected.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield from _pages(number)
    yield _changed(number)
    yield _words(number)


def _built(number: int) -> Row:
    """Build the whole index anew; say its size."""
    SearchDocument.objects.all().delete()
    seconds = _seconds(index.rebuild)
    return _row(f"build the index, {_size()} MB", number, seconds, BUILD_PER_THOUSAND * number / 1000)


def _pages(number: int) -> Iterator[Row]:
    """Ask for the page of every sentence three times; the first time does not count."""
    client = Client(headers={"host": "localhost"})
    durations: list[tuple[float, str]] = []
    most = 0
    for typed in QUERIES:
        address = ADDRESS + urlencode({"q": typed})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, typed
        most = max(most, len(captured))
        durations += [(_seconds(partial(client.get, address)), typed) for _ in range(2)]
    worst, slowest = max(durations)
    middle = median(seconds for seconds, _ in durations)
    yield _row(f"page of the search, median of {len(QUERIES)} sentences", number, middle, PAGE_MEDIAN)
    yield _row(f"page of the search, worst: “{slowest}”", number, worst, PAGE_WORST)
    yield _row("page of the search, most queries", number, most, PAGE_QUERIES, unit="queries")


def _changed(number: int) -> Row:
    """Store the document of one organisation anew."""
    slug = (
        SearchDocument.objects.filter(kind="organisation").order_by("-pk").values_list("slug", flat=True)[0]
    )
    durations = []
    for _ in range(5):
        SearchDocument.objects.filter(kind="organisation", slug=slug).update(body="other")
        durations.append(_seconds(lambda: index.update("organisation", [slug])))
    return _row("store the document of one organisation anew", number, median(durations), UPDATE)


def _words(number: int) -> Row:
    """Read the words of all names, as a process does once."""
    spelling.NAMES.forget()
    seconds = _seconds(spelling.NAMES.current)
    words = len(spelling.NAMES.current())
    return _row(
        f"read the {words:,} words of names, once in a process", number, seconds, 0.01 * number / 1000
    )


def _size() -> str:
    """Return the size of documents and index, in whole megabytes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('search_searchdocument')")
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search_%'")
        (size,) = cursor.fetchone()
    return f"{int(size) / 1e6:.0f}"


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _row(work: str, number: int, measured: float, goal: float, *, unit: str = "ms") -> Row:
    shown = f"{goal * 1000:g} ms" if unit == "ms" else f"{goal:g} {unit}"
    return Row(work, "the goal", number, measured, goal, f"at most {shown}", measured <= goal, unit)
