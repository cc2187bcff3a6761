"""Times two things in turn, so that a busy machine slows both alike."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One line of the results: what was timed beside what, at which size, and the goal it is held against."""

    work: str
    compared_with: str
    size: int
    seconds: float
    seconds_of_other: float
    goal: str
    is_met: bool

    @property
    def ratio(self) -> float:
        """How many times the other thing's time the work took."""
        return self.seconds / self.seconds_of_other

    @property
    def per_second(self) -> float:
        """Items done in a second."""
        return self.size / self.seconds


def in_turn(
    work: Callable[[], object], other: Callable[[], object], *, rounds: int = 5
) -> tuple[float, float]:
    """The median processor seconds of each, run in turn `rounds` times; a round before that does not count."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for run, seconds in zip((work, other), taken, strict=True):
            gc.collect()
            began = time.process_time()
            run()
            if number:
                seconds.append(time.process_time() - began)
    return median(taken[0]), median(taken[1])
