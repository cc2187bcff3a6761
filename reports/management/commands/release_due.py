"""Releases what has been approved for a moment that has come."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.releases import actions
from wording import counted


class Command(BaseCommand):
    help = (
        "Releases the figures of studies that a second person has approved and whose announced moment has come. "
        "Run it every few minutes."
    )

    def handle(self, **options: Any) -> None:
        published = actions.release_due()
        for release in published:
            self.stdout.write(f"Released: {release}.")
        self.stdout.write(f"{counted(len(published), 'release is', 'releases are')} out.")
