"""From all tables of perception together nobody who knows a few answers can tell what others called an organisation."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import highspy
import numpy as np
import pytest

from enterprises.vocabulary import Outcome
from interviews.vocabulary import DescribedAs, MatchState
from noms.reference_rows import REFERENCE_WORDS
from reports.disclosure.attack import SilentSolver
from reports.disclosure.blocks import COUNTRY, Figure, blocks_of
from reports.disclosure.policy import Policy, clear
from reports.perception import tables
from reports.perception.queries import LARGE, IncludedOrganisation, MentionGroup
from reports.table import Bound

IN = (Outcome.SOCIAL_ENTERPRISE, Outcome.TRADING_VOLUNTARY)
OUT = (Outcome.SPECIAL_PURPOSE_VEHICLE, Outcome.VOLUNTARY, Outcome.STATUTORY, Outcome.OTHER)
ALMOST = 1e-6


@dataclass(frozen=True)
class Cell:
    """Mentions that a reader can tell apart without knowing the words: by kind of service, and by the directory."""

    kind: str
    outcome: Outcome
    is_large: bool

    @property
    def is_included(self) -> bool:
        return self.outcome in IN


@dataclass
class Mentions:
    """Generated mentions by cell, and of these the number called a social enterprise."""

    number: Counter[Cell]
    called: Counter[Cell]

    @classmethod
    def generated(cls, chance: random.Random) -> "Mentions":
        found = cls(Counter(), Counter())
        tendency = {outcome: chance.betavariate(0.5, 0.5) for outcome in (*IN, *OUT)}
        weights = [chance.random() ** 2 for _ in tendency]
        prisons, large = chance.random(), chance.random()
        for _ in range(chance.choice([30, 60, 120, 380])):
            (outcome,) = chance.choices(list(tendency), weights)
            kind = "prison" if chance.random() < prisons else "probation"
            cell = Cell(kind, outcome, outcome in IN and chance.random() < large)
            found.number[cell] += 1
            found.called[cell] += chance.random() < tendency[outcome]
        return found

    def groups(self) -> list[MentionGroup]:
        return [
            MentionGroup(
                cell.kind, "", word, MatchState.MATCHED, cell.outcome.value, cell.is_included, number
            )
            for cell, every in self.number.items()
            for word, number in (
                (DescribedAs.SOCIAL_ENTERPRISE, self.called[cell]),
                (DescribedAs.CHARITY, every - self.called[cell]),
            )
            if number
        ]

    def organisations(self) -> list[IncludedOrganisation]:
        return [
            IncludedOrganisation(
                LARGE if cell.is_large else 1, 1, self.called[cell], every - self.called[cell]
            )
            for cell, every in self.number.items()
            if cell.is_included
        ]


def ends(mentions: Mentions) -> dict[Cell, tuple[float, float]]:
    """Return how many of each cell were called one at least and at most, by all that the public tables print."""
    groups = mentions.groups()
    smallest = Policy().smallest_base
    lines = tables.merged(tables.outcome_lines(groups), smallest)
    is_split = tables.sides_are_mixed(groups, smallest)
    made = [tables.by_word(groups, by_side=is_split)]
    if is_split:
        made += [
            tables.agreement(groups, REFERENCE_WORDS, smallest),
            tables.by_outcome(lines),
            tables.by_size(mentions.organisations(), smallest),
        ]
    outcomes = {line.label: line.outcomes for line in lines}
    figures = {figure for table in made for figure in table.shows.values()}
    cleared = clear(blocks_of(figures), Policy())
    cells = list(mentions.number)
    rows, least, most = [], [], []
    for figure in figures:
        counts = _counted(figure, outcomes)
        shown = cleared.of(figure)
        if counts is None or shown is None:
            continue
        inside = [counts(cell) for cell in cells]
        every = sum(mentions.number[cell] for cell, is_in in zip(cells, inside, strict=True) if is_in)
        exact = not isinstance(shown, Bound)
        rows.append([float(is_in) for is_in in inside])
        least.append(shown if exact else shown.value if shown.is_least else 0)
        most.append(shown if exact else every if shown.is_least else shown.value)
    return dict(zip(cells, _solved(cells, mentions, rows, least, most), strict=True))


def _solved(
    cells: list[Cell], mentions: Mentions, rows: list[list[float]], least: list[float], most: list[float]
) -> Iterable[tuple[float, float]]:
    solver = SilentSolver()
    size = len(cells)
    solver.addVars(size, np.zeros(size), np.array([float(mentions.number[cell]) for cell in cells]))
    for row, low, high in zip(rows, least, most, strict=True):
        solver.addRow(low, high, size, np.arange(size, dtype=np.int32), np.array(row))

    def smallest(number: int, sign: float) -> float:
        solver.changeColCost(number, sign)
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = solver.getInfo().objective_function_value
        solver.changeColCost(number, 0)
        return found

    for number in range(size):
        yield smallest(number, 1), -smallest(number, -1)


def _counted(figure: Figure, outcomes: dict[str, tuple[Outcome, ...]]) -> Callable[[Cell], bool] | None:
    """Return which cells a figure of those called one counts; None for any other figure."""
    group, place, answer = figure.block.group, figure.place, figure.answer
    everybody = place == COUNTRY
    if group == "described_as" and answer == DescribedAs.SOCIAL_ENTERPRISE:
        return lambda cell: everybody or cell.is_included is (place == tables.INCLUDED)
    if answer in ("both", "called_only"):
        return lambda cell: (
            cell.is_included is (answer == "both") and (everybody or place.lower().startswith(cell.kind))
        )
    if answer != "called":
        return None
    if group.endswith("outcome"):
        return lambda cell: everybody or cell.outcome in outcomes[place]
    return lambda cell: cell.is_included and (everybody or cell.is_large is (place == tables.KNOWN_LARGE))


@pytest.mark.parametrize(
    "seeds", [range(8), pytest.param(range(8, 150), marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_who_knows_0_1_or_3_mentions_of_any_cell_cannot_tell_what_the_others_were_called(
    seeds: range,
) -> None:
    tried, concluded = 0, []
    for seed in seeds:
        mentions = Mentions.generated(random.Random(seed))
        for cell, (low, high) in ends(mentions).items():
            number, called = mentions.number[cell], mentions.called[cell]
            for known in (0, 1, 3):
                tried += 1
                if number > known and number - called >= known and low > number - known - ALMOST:
                    concluded.append(f"{seed}: all others of {cell} were called one")
                if number > known and called >= known and high < known + ALMOST:
                    concluded.append(f"{seed}: none of the others of {cell} was called one")

    assert tried > 10 * len(seeds)
    assert concluded == []
