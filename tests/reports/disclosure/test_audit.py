"""The audit of disclosure control: linear programs try to work out hidden figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from reports.disclosure import Policy, control
from reports.disclosure.cell_graph import CellAddress
from reports.disclosure.linked_cells import cell_graph_of
from reports.disclosure.rounding import rounding_interval, upper_bounds
from reports.table import Report, Table
from tests.reports.invented_reports import Invented, invented
from tests.reports.invented_tables import Atom

pytestmark = pytest.mark.slow

GUESSES = 2
COMPARED = 8
"""Studies of which it is shown, too, what hiding the small counts alone would leave open."""
THRESHOLD = Policy().threshold
ALMOST = 1e-6
Terms = Mapping[Atom, int]


class Attacker:
    """An attacker who knows the sums and the printed figures and works out bounds for the others."""

    def __init__(
        self,
        atoms: Sequence[Atom],
        known: Sequence[tuple[Terms, int, int]],
        bounds: Sequence[tuple[Atom, Atom]],
    ) -> None:
        self.position = {atom: number for number, atom in enumerate(atoms)}
        exact = [(terms, low) for terms, low, high in known if low == high]
        at_most = [(terms, high) for terms, low, high in known if low < high]
        at_least = [
            ({at: -sign for at, sign in terms.items()}, -low) for terms, low, high in known if low < high
        ]
        closer = [*at_most, *at_least, *(({low: 1, high: -1}, 0) for low, high in bounds)]
        self.program = {"bounds": (0, 10_000), "method": "highs"}
        """Nobody thinks of more than this many respondents: the program needs an end."""
        for rows, matrix, limits in ((exact, "A_eq", "b_eq"), (closer, "A_ub", "b_ub")):
            if rows:
                self.program[matrix] = csr_matrix(np.array([self.row(terms) for terms, _ in rows]))
                self.program[limits] = np.array([limit for _, limit in rows])

    def row(self, terms: Terms) -> np.ndarray:
        row = np.zeros(len(self.position))
        for atom, sign in terms.items():
            row[self.position[atom]] += sign
        return row

    def solution(self, objective: np.ndarray) -> np.ndarray:
        """Return the atoms that minimise the objective among all that fit the printed figures."""
        found = linprog(objective, **self.program)
        assert found.status == 0, found.message
        return found.x

    def widths(self, targets: Sequence[Terms]) -> np.ndarray:
        """For each target how far apart its least and its most are. A few guesses fix_published_cells most of them."""
        rows = np.array([self.row(terms) for terms in targets])
        chance = np.random.default_rng(1)
        values = [rows @ self.solution(chance.normal(size=len(rows)) @ rows) for _ in range(GUESSES)]
        values += [rows @ self.solution(sign * rows.sum(axis=0)) for sign in (1, -1)]
        widths = np.ptp(np.array(values), axis=0)
        for number in np.flatnonzero(widths < 1 - ALMOST):
            least, most = (rows[number] @ self.solution(sign * rows[number]) for sign in (1, -1))
            widths[number] = most - least
        return widths


@dataclass
class Attack:
    """The protected counts of a study, the small ones, and the width of the possible range of each."""

    cells: int
    small: int
    widths: np.ndarray


def attacked(study: Invented, policy: Policy | None) -> Attack:
    """All reports of a study read together, beside what the coverage report tells.

    Without a policy only the small counts are hidden, but those of fieldwork and what follows from it.
    """
    known = [(dict.fromkeys(atoms, 1), number, number) for atoms, number in study.told]
    known += [(dict.fromkeys(one, 1) | dict.fromkeys(other, -1), 0, 0) for one, other in study.equal]
    targets: dict[tuple[Atom, ...], Terms] = {}
    cells = small = 0
    for report in study.reports:
        shown = control(report, policy).tables if policy else only_small_hidden(report)
        figures = cell_graph_of(report.tables)
        most, exact = upper_bounds(figures), figures.known()
        small += sum(figures.value[place] < THRESHOLD for place in {*figures.printed()} - figures.fixed)
        for place in figures.printed():
            number, row, key = place
            atoms = study.sums[report.tables[number].key, row, key]
            terms, cell, figure = dict.fromkeys(atoms, 1), shown[number].rows[row][key], figures.of(place)
            is_rounded = policy is not None and policy.method == "rounding" and figure not in exact
            if isinstance(cell, int):
                ends = (
                    rounding_interval(cell, policy.base, most.get(figure))
                    if policy and is_rounded
                    else (cell, cell)
                )
                assert ends[0] <= figures.value[place] <= ends[1]
                known.append((terms, *ends))
            if cell is None or is_rounded:
                targets[tuple(sorted(atoms))] = terms
                cells += 1
        for number, row, key in of_nobody(shown):
            known.append((dict.fromkeys(study.sums[shown[number].key, row, key], 1), 0, 0))
    widths = Attacker(list(study.atoms), known, study.bounds).widths([*targets.values()]) if targets else []
    return Attack(cells, small, np.array(widths))


def of_nobody(shown: Sequence[Table]) -> list[CellAddress]:
    """Return the counts that must be zero because a share of them is printed as not available."""
    return [
        (position, number, column.ratio[1])
        for position, table in enumerate(shown)
        for number, row in enumerate(table.rows)
        for column in table.columns
        if column.ratio and row[column.key] is None and (number, column.key) not in table.hidden
    ]


def only_small_hidden(report: Report) -> list[Table]:
    """Return the tables with only the small counts hidden."""
    return [
        Table(
            table.key,
            table.title,
            table.columns,
            tuple(
                {
                    key: None
                    if isinstance(cell, int) and cell < THRESHOLD and (number, key) not in table.fixed
                    else cell
                    for key, cell in row.items()
                }
                for number, row in enumerate(table.rows)
            ),
        )
        for table in report.tables
    ]


def test_no_hidden_figure_can_be_worked_out(capsys: pytest.CaptureFixture[str], runs_all: bool) -> None:
    studies = [invented(seed) for seed in range(200 if runs_all else 30)]
    attacks = [attacked(study, Policy()) for study in studies]
    alone = np.concatenate([attacked(study, None).widths for study in studies[:COMPARED]])
    hidden = np.concatenate([attack.widths for attack in attacks])
    found, left = ((each < 1 - ALMOST).sum() for each in (hidden, alone))
    cells, small = (sum(getattr(attack, name) for attack in attacks) for name in ("cells", "small"))

    with capsys.disabled():
        print(  # noqa: T201
            f"\nSuppression, {len(studies)} invented studies, all reports and the interviews counted elsewhere: "
            f"{sum(len(study.sums) for study in studies)} counts, {small} small, {cells} hidden in {len(hidden)} "
            f"figures, {found} recoverable. Hiding the small alone, {COMPARED} studies: {len(alone)} hidden figures, "
            f"{left} recoverable."
        )
    assert cells >= small > 0
    assert found == 0
    assert left > len(alone) / 10


def test_no_rounded_figure_of_a_study_can_be_worked_out(
    capsys: pytest.CaptureFixture[str], runs_all: bool
) -> None:
    studies = [invented(seed) for seed in range(20 if runs_all else 6)]
    widths = np.concatenate([attacked(study, Policy(method="rounding")).widths for study in studies])
    found = (widths < 1 - ALMOST).sum()

    with capsys.disabled():
        print(f"\nRounding, {len(studies)} invented studies: {len(widths)} figures, {found} recoverable.")  # noqa: T201
    assert found == 0
