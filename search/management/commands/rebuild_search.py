"""`manage.py rebuild_search`: make the index of the search equal to the data."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from search import index
from search.index import Rebuilt


class Command(BaseCommand):
    help = (
        "Make the index of the search equal to the data. Only what differs is written, so it is safe to repeat; a run"
        " that was stopped goes on. “manage.py prepare” does it. Run it after data were loaded by other means."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        done = index.rebuild(self._progress if options["verbosity"] > 1 else None)
        self.stdout.write(f"Search: {done}, in {time.monotonic() - began:.1f} s.")

    def _progress(self, kind: str, done: Rebuilt) -> None:
        self.stdout.write(f"{kind}: {done}")
