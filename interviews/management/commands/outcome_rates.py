"""`manage.py outcome_rates I=97 P=0 R=5 …` prints the AAPOR outcome rates of these counts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.outcome_rates import FORMULAS, Counts, rates

CODES = tuple(field.name for field in fields(Counts))
MAX_DIGITS = 12


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Print every AAPOR outcome rate of these counts; a rate with an empty denominator is not available."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "counts", nargs="+", metavar="CODE=COUNT", help=f"such as I=97 R=5; codes are {', '.join(CODES)}"
        )
        parser.add_argument(
            "--e", help="share of unknown cases that are eligible, 0 to 1 (default: proportional)"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = rates(counts_from(options["counts"]), e=share_from(options["e"]))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(found, indent=2))
            return
        for name, rate in found.items():
            shown = "not available" if rate is None else f"{rate:.4f}"
            self.stdout.write(
                f"{name:<6} {shown:<14} {FORMULAS.get(name, 'share of unknown cases eligible')}"
            )


def counts_from(words: list[str]) -> Counts:
    """Read `I=97 P=0 …`.

    :raises ValueError: with a sentence that says what is wrong.
    """
    found: dict[str, int] = {}
    for word in words:
        code, equals, number = word.partition("=")
        if not equals:
            raise ValueError(f"“{word}” is not CODE=COUNT. Write for instance I=97.")
        if code not in CODES:
            raise ValueError(f"There is no code “{code}”. The codes are {', '.join(CODES)}.")
        if code in found:
            raise ValueError(f"{code} is given twice.")
        if not (number.isascii() and number.isdecimal() and len(number) <= MAX_DIGITS):
            raise ValueError(
                f"{code} is “{number[:20]}”: give a whole number from 0, of at most {MAX_DIGITS} digits."
            )
        found[code] = int(number)
    return Counts(**found)


def share_from(text: str | None) -> float | None:
    """Read `--e`.

    :raises ValueError: with a sentence that says what is wrong.
    """
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"e is “{text}”: give a share between 0 and 1, such as 0.9.") from None
