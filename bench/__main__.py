"""The benchmarks: `python -m bench [GROUP …] [--size 100000]` runs them and prints their rows."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

from . import classification, scratch
from .timing import Row


def _in_a_database(name: str) -> Callable[[int], Iterator[Row]]:
    """Return the rows of a module that is imported only after its database is created."""

    def rows(number: int) -> Iterator[Row]:
        found: Iterator[Row] = import_module(f"bench.{name}").rows(number)
        return found

    return rows


IN_A_DATABASE = ("directory", "search", "importing", "studies", "exports", "writes", "worklist", "start")
IN_A_BROWSER = ("browser_map",)
GROUPS: dict[str, Callable[[int], Iterator[Row]]] = {
    "classification": classification.rows,
    **{name: _in_a_database(name) for name in (*IN_A_DATABASE, *IN_A_BROWSER)},
}
SMALLEST = 1_000


def main() -> int:
    """Print every row at the size of 1,000 and at that of the arguments. Return 1 if a goal is missed at the latter."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Every figure is a ratio of two things timed in turn in one run; seconds are context only.",
    )
    parser.add_argument("group", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all unless named")
    parser.add_argument(
        "--size",
        type=int,
        default=100_000,
        help="organisations, or relations and calls of a study (default: 100,000)",
    )
    chosen = parser.parse_args()
    if unknown := set(chosen.group) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}: choose of {', '.join(GROUPS)}")
    if chosen.size < SMALLEST:
        parser.error(f"--size must be at least {SMALLEST:,}: below that the figures say nothing")
    names = chosen.group or list(GROUPS)
    if {*IN_A_DATABASE, *IN_A_BROWSER} & set(names):
        scratch.prepare()
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    print("\n| work | compared with | size | times the other | measured | growth | goal | met |")
    print("|---|---|---|---|---|---|---|---|")
    missed = False
    for name in names:
        smaller = list(GROUPS[name](SMALLEST))
        for small, row in zip(smaller, GROUPS[name](chosen.size), strict=True):
            print(_line(small, "–"))
            print(_line(row, f"{row.seconds / small.seconds:.1f}"), flush=True)
            missed = missed or not row.is_met
    return 1 if missed else 0


def _line(row: Row, growth: str) -> str:
    met = "yes" if row.is_met else "no"
    cells = [row.work, row.compared_with, f"{row.size:,}", f"{row.ratio:.2f}", row.measured]
    return f"| {' | '.join([*cells, growth, row.goal, met])} |"


if __name__ == "__main__":
    sys.exit(main())
