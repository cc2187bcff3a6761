"""Runs the benches and prints their rows: `python -m bench [--size 100000] [--markdown]`."""

import argparse
import os
import platform
import sys

from . import classification
from .timing import Row

GROUPS = {"classification": classification.rows}


def main() -> int:
    """Print every row, with its growth from a tenth of the size; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Every figure is a ratio of two things timed in turn in one run; seconds are context only.",
    )
    parser.add_argument("group", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all unless named")
    parser.add_argument("--size", type=int, default=100_000, help="organisations (default: 100,000)")
    chosen = parser.parse_args()
    if unknown := set(chosen.group) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}: choose of {', '.join(GROUPS)}")
    if chosen.size < 1000:
        parser.error("--size must be at least 1000: below that the figures say nothing")
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    print(
        "\n| work | compared with | organisations | times the other | a second | growth of ten times | goal | met |"
    )
    print("|---|---|---|---|---|---|---|---|")
    missed = False
    for name in chosen.group or GROUPS:
        smaller = list(GROUPS[name](chosen.size // 10))
        for small, row in zip(smaller, GROUPS[name](chosen.size), strict=True):
            print(_line(row, row.seconds / small.seconds), flush=True)
            missed = missed or not row.is_met
    return 1 if missed else 0


def _line(row: Row, growth: float) -> str:
    met = "yes" if row.is_met else "no"
    cells = [row.work, row.compared_with, f"{row.size:,}", f"{row.ratio:.1f}", f"{row.per_second:,.0f}"]
    return f"| {' | '.join([*cells, f'{growth:.1f}', row.goal, met])} |"


if __name__ == "__main__":
    sys.exit(main())
