"""Benchmarks of classification: outcomes with their reasons, and the sensitivity sweep of 101 thresholds."""

import random
from collections.abc import Iterator

from enterprises.classification import Facts, assess, definitions, facts_from_cells
from enterprises.classification.facts import GENERAL_ANSWERS, SHARES, YES_NO
from enterprises.classification.sensitivity import count, sweep

from .timing import Row, in_turn

SEED = 2009
MIN_PER_SECOND = 50_000
MAX_RATIO = 5.0


def organisations(number: int) -> list[Facts]:
    """Return the facts of generated organisations. Half of the facts are known; shares are exact or intervals."""
    rng = random.Random(SEED)
    return [_organisation(rng) for _ in range(number)]


def rows(number: int) -> Iterator[Row]:
    """Measure both benchmarks with this number of organisations."""
    every = organisations(number)
    inclusive = definitions.get()

    def classify() -> None:
        for facts in every:
            assess(facts, inclusive).criteria  # noqa: B018 - the property works the reasons out

    def decide() -> None:
        for facts in every:
            assess(facts, inclusive)

    def ignore_conflicts() -> None:
        for facts in every:
            facts.trades  # noqa: B018

    def run_sweep() -> None:
        sweep(every, inclusive)

    def run_count() -> None:
        count(every, inclusive)

    for work, run in (("classify, outcome", decide), ("classify, outcome and reasons in words", classify)):
        taken, other = in_turn(run, ignore_conflicts)
        goal = f"at least {MIN_PER_SECOND:,} a second"
        yield Row(work, "an empty pass", number, taken, other, goal, number / taken >= MIN_PER_SECOND)
    taken, other = in_turn(run_sweep, run_count)
    goal = f"at most {MAX_RATIO:g} times"
    yield Row(
        "sensitivity, 101 thresholds",
        "one plain count",
        number,
        taken,
        other,
        goal,
        taken <= MAX_RATIO * other,
    )


def _organisation(rng: random.Random) -> Facts:
    cells = {name: rng.choice(("yes", "yes", "no", "", "")) for name in YES_NO if name not in GENERAL_ANSWERS}
    cells |= {name: rng.choice(("yes", "no", "", "", "")) for name in GENERAL_ANSWERS}
    cells["statutory_body"] = rng.choice(("no", "no", "no", "no", "yes"))
    for name in SHARES:
        kind = rng.random()
        if kind < 0.5:
            cells[name] = f"{rng.randint(0, 1000) / 10:g}"
        elif kind < 0.75:
            cells[name] = "{}..{}".format(*sorted((rng.randint(0, 100), rng.randint(0, 100))))
    facts, _ = facts_from_cells(cells)
    return facts
