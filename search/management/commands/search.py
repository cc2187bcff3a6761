"""Searches as the public page does, for scripts."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search.results import Results


class Command(BaseCommand):
    """Prints what a text is read as, and what it finds."""

    help = "Searches as the public page /search/ does: filters, corrections, and results, the best first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", metavar="TEXT", help="what somebody would type into the box")
        parser.add_argument(
            "--format",
            choices=["text", "json"],
            default="text",
            help="text (the default) or json: filters as in the address, near as kind:slug, spelling, results",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        results = Results(options["text"])
        spelling = {one.typed: one.understood for one in results.reading.spelling}
        if options["format"] == "json":
            found = {"filters": results.reading.address, "spelling": spelling, "results": results.keys}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for parameter, value in results.reading.address.items():
            self.stdout.write(f"{parameter} = {value if isinstance(value, str) else ', '.join(value)}")
        for typed, understood in spelling.items():
            self.stdout.write(f"“{typed}” was read as “{understood}”.")
        for group in results.groups:
            self.stdout.write(f"\n{group.heading} ({group.number})")
            for card in group.cards:
                self.stdout.write(f"  {card.key}  {card.title}  {card.miles}".rstrip())
        if results.partial:
            self.stdout.write("\nThese match most of it")
            for card in results.partial:
                self.stdout.write(f"  {card.key}  {card.title}: {'; '.join(card.missing)}")
        if not results.keys:
            self.stdout.write("Nothing found.")
