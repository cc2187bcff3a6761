"""Timing of two functions in turn, so that other work on the machine slows down both."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

MAX_ROUNDS = 5
"""The largest number of rounds; the test of the benchmarks lowers it."""
WARM_UP_ROUNDS = 1
"""The number of rounds before those that count."""


@dataclass(frozen=True)
class Row:
    """One line of the results: the work, what it is compared with, the size, and the goal.

    If `unit` is not ms, `seconds` and `seconds_of_other` are numbers of that unit.
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
        """The measured value of the work with its unit."""
        return f"{self.seconds * 1000 if self.unit == 'ms' else self.seconds:,.1f} {self.unit}"

    @property
    def ratio(self) -> float:
        """The time of the work divided by the time of the other."""
        return self.seconds / self.seconds_of_other


def clock() -> Callable[[], float]:
    """Return the clock to use: processor time with SQLite, which is in this process, else elapsed time."""
    from django.db import connection

    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def in_turn(
    work: Callable[[], object],
    other: Callable[[], object],
    *,
    rounds: int = 5,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Return the median seconds of each function, run in turn `rounds` times after a round of warming up.

    Processor seconds, unless another clock is given.
    """
    durations: tuple[list[float], list[float]] = ([], [])
    # Existing objects are left out of garbage collection, so that each run pays for its own objects only.
    gc.freeze()
    try:
        for number in range(-WARM_UP_ROUNDS, min(rounds, MAX_ROUNDS)):
            for run, seconds in zip((work, other), durations, strict=True):
                gc.collect()
                began = clock()
                run()
                if number >= 0:
                    seconds.append(clock() - began)
    finally:
        gc.unfreeze()
    return median(durations[0]), median(durations[1])
