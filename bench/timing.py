"""Times two things in turn, so that a busy machine slows both alike."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

MOST_ROUNDS = 5
"""However many a row asks for: a test that the benches run takes fewer."""
WARMING_UP = 1
"""Rounds before those that count."""


@dataclass(frozen=True)
class Row:
    """One line of the results: what was timed beside what, at which size, and the goal it is held against.

    Where something else than time is measured, `unit` says so, and `seconds` are so many of that.
    """

    work: str
    compared_with: str
    size: int
    seconds: float
    seconds_of_other: float
    goal: str
    is_met: bool
    unit: str = "ms"

    @property
    def measured(self) -> str:
        """The figure of the work with its unit."""
        return f"{self.seconds * 1000 if self.unit == 'ms' else self.seconds:,.1f} {self.unit}"

    @property
    def ratio(self) -> float:
        """How many times the other thing's time the work took."""
        return self.seconds / self.seconds_of_other


def clock() -> Callable[[], float]:
    """Processor time where the database is in this process; the time of day where it is a server."""
    from django.db import connection

    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def in_turn(
    work: Callable[[], object],
    other: Callable[[], object],
    *,
    rounds: int = 5,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """The median seconds of each, run in turn `rounds` times; a round before that does not count.

    Seconds of the processor unless another clock is given.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    # What is there already is not gone through again and again: only what the runs leave behind is.
    gc.freeze()
    try:
        for number in range(-WARMING_UP, min(rounds, MOST_ROUNDS)):
            for run, seconds in zip((work, other), taken, strict=True):
                gc.collect()
                began = clock()
                run()
                if number >= 0:
                    seconds.append(clock() - began)
    finally:
        gc.unfreeze()
    return median(taken[0]), median(taken[1])
