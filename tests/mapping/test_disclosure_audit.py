"""The audit of disclosure control: linear programs try to work out what is hidden, and fail."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from mapping.disclosure import Policy, control
from mapping.disclosure.rounding import range_of
from mapping.reports.table import Table
from tests.mapping.invented_reports import Atom, Invented, invented

STUDIES = 200
GUESSES = 2
COMPARED = 8
"""Studies of which it is shown, too, what hiding the small counts alone would leave open."""
ALMOST = 1e-6
Terms = Mapping[Atom, int]


class Attacker:
    """One who knows how the figures add up and what is printed, and works out the least and most of the rest."""

    def __init__(
        self,
        atoms: Sequence[Atom],
        known: Sequence[tuple[Terms, int, int]],
        bounds: Sequence[tuple[Atom, Atom]],
    ) -> None:
        self.position = {atom: number for number, atom in enumerate(atoms)}
        rows = [self.row(terms) for terms, _, _ in known] + [
            self.row({low: 1, high: -1}) for low, high in bounds
        ]
        self.matrix = csr_matrix(np.array(rows)) if rows else None
        self.least = np.array([low for _, low, _ in known] + [-np.inf] * len(bounds))
        self.most = np.array([high for _, _, high in known] + [0.0] * len(bounds))

    def row(self, terms: Terms) -> np.ndarray:
        row = np.zeros(len(self.position))
        for atom, sign in terms.items():
            row[self.position[atom]] += sign
        return row

    def solution(self, objective: np.ndarray) -> np.ndarray:
        """The atoms that make the objective smallest, among all that fit what is printed."""
        same = self.least == self.most
        kinds = {}
        if self.matrix is not None and same.any():
            kinds |= {"A_eq": self.matrix[same], "b_eq": self.most[same]}
        if self.matrix is not None and not same.all():
            above = np.isfinite(self.least) & ~same
            matrix, limit = self.matrix[~same], self.most[~same]
            if above.any():
                stacked = csr_matrix(np.vstack([matrix.toarray(), -self.matrix[above].toarray()]))
                matrix, limit = stacked, np.concatenate([limit, -self.least[above]])
            kinds |= {"A_ub": matrix, "b_ub": limit}
        # Nobody thinks of more than this many respondents: the program needs an end.
        found = linprog(objective, bounds=(0, 10_000), method="highs", **kinds)
        assert found.status == 0, found.message
        return found.x

    def widths(self, targets: Sequence[Terms]) -> np.ndarray:
        """For each target how far apart its least and its most are. A few guesses settle most of them."""
        rows = np.array([self.row(terms) for terms in targets])
        chance = np.random.default_rng(1)
        values = [rows @ self.solution(chance.normal(size=len(rows)) @ rows) for _ in range(GUESSES)]
        values += [rows @ self.solution(sign * rows.sum(axis=0)) for sign in (1, -1)]
        widths = np.ptp(np.array(values), axis=0)
        for number in np.flatnonzero(widths < 1 - ALMOST):
            least, most = (rows[number] @ self.solution(sign * rows[number]) for sign in (1, -1))
            widths[number] = most - least
        return widths


def attacked(study: Invented, tables: Mapping[str, Table], policy: Policy) -> np.ndarray:
    """The width of each count that is not printed as it is."""
    known, targets = [], []
    for (key, number, column), atoms in study.sums.items():
        shown = tables[key].rows[number][column]
        terms = dict.fromkeys(atoms, 1)
        if policy.method == "rounding" and isinstance(shown, int):
            known.append((terms, *range_of(shown, policy.base)))
            targets.append(terms)
        elif isinstance(shown, int):
            known.append((terms, shown, shown))
        else:
            targets.append(terms)
    return Attacker(list(study.atoms), known, study.bounds).widths(targets) if targets else np.array([])


def only_small_hidden(study: Invented, threshold: int) -> dict[str, Table]:
    """What hiding the small counts alone would print."""
    return {
        table.key: Table(
            table.key,
            table.title,
            table.columns,
            tuple(
                {
                    key: None if isinstance(cell, int) and cell < threshold else cell
                    for key, cell in row.items()
                }
                for row in table.rows
            ),
        )
        for table in study.report.tables
    }


def test_no_hidden_figure_of_two_hundred_studies_can_be_worked_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    policy = Policy()
    naive, widths, cells, small = [], [], 0, 0
    for seed in range(STUDIES):
        study = invented(seed)
        tables = {table.key: table for table in control(study.report, policy).tables}
        widths.append(attacked(study, tables, policy))
        if seed < COMPARED:
            naive.append(attacked(study, only_small_hidden(study, policy.threshold), policy))
        cells += len(study.sums)
        small += sum(sum(study.atoms[a] for a in atoms) < policy.threshold for atoms in study.sums.values())
    hidden, alone = np.concatenate(widths), np.concatenate(naive)
    found, left = ((each < 1 - ALMOST).sum() for each in (hidden, alone))

    with capsys.disabled():
        print(  # noqa: T201
            f"\nSuppression, {STUDIES} invented studies of 5 tables read together: {cells} counts, {small} small, "
            f"{len(hidden)} hidden, {found} recoverable. Hiding the small alone, {COMPARED} studies: "
            f"{len(alone)} hidden, {left} recoverable."
        )
    assert len(hidden) >= small > 0
    assert found == 0
    assert left > len(alone) / 10


def test_no_rounded_figure_of_a_study_can_be_worked_out() -> None:
    policy = Policy(method="rounding")
    widths = []
    for seed in range(COMPARED):
        study = invented(seed)
        tables = {table.key: table for table in control(study.report, policy).tables}
        widths.append(attacked(study, tables, policy))

    assert (np.concatenate(widths) >= 1 - ALMOST).all()
