"""Rows `classify` and `sensitivity`: facts to outcomes with reasons, and the sweep of 101 thresholds."""

import random
from collections.abc import Iterator

from enterprises.classification import Facts, assess, definitions, facts_from_cells
from enterprises.classification.facts import GENERAL_ANSWERS, SHARES, YES_NO
from enterprises.classification.sensitivity import count, sweep

from .timing import Row, in_turn

SEED = 2009
AT_LEAST_A_SECOND = 50_000
AT_MOST_TIMES = 5.0


def organisations(number: int) -> list[Facts]:
    """Invented organisations: half of the answers known, shares exact, in tenths or as intervals."""
    chance = random.Random(SEED)
    return [_organisation(chance) for _ in range(number)]


def rows(number: int) -> Iterator[Row]:
    """Both rows at one size."""
    every = organisations(number)
    inclusive = definitions.get()

    def classify() -> None:
        for facts in every:
            assess(facts, inclusive).criteria  # noqa: B018 - the reasons are made when they are asked for

    def decide() -> None:
        for facts in every:
            assess(facts, inclusive)

    def pass_over() -> None:
        for facts in every:
            facts.trades  # noqa: B018

    def swept() -> None:
        sweep(every, inclusive)

    def counted() -> None:
        count(every, inclusive)

    for work, run in (("classify, outcome", decide), ("classify, outcome and reasons in words", classify)):
        taken, other = in_turn(run, pass_over)
        goal = f"at least {AT_LEAST_A_SECOND:,} a second"
        yield Row(work, "an empty pass", number, taken, other, goal, number / taken >= AT_LEAST_A_SECOND)
    taken, other = in_turn(swept, counted)
    goal = f"at most {AT_MOST_TIMES:g} times"
    yield Row(
        "sensitivity, 101 thresholds",
        "one plain count",
        number,
        taken,
        other,
        goal,
        taken <= AT_MOST_TIMES * other,
    )


def _organisation(chance: random.Random) -> Facts:
    cells = {
        name: chance.choice(("yes", "yes", "no", "", "")) for name in YES_NO if name not in GENERAL_ANSWERS
    }
    cells |= {name: chance.choice(("yes", "no", "", "", "")) for name in GENERAL_ANSWERS}
    cells["statutory_body"] = chance.choice(("no", "no", "no", "no", "yes"))
    for name in SHARES:
        kind = chance.random()
        if kind < 0.5:
            cells[name] = f"{chance.randint(0, 1000) / 10:g}"
        elif kind < 0.75:
            cells[name] = "{}..{}".format(*sorted((chance.randint(0, 100), chance.randint(0, 100))))
    facts, _ = facts_from_cells(cells)
    return facts
