"""The reports of the demonstration give nothing away: what is hidden in them cannot be worked out."""

import numpy as np
import pytest

from mapping import reports
from mapping.disclosure import control
from mapping.disclosure.ties import figures_of
from tests.mapping.test_disclosure_audit import ALMOST, Attacker

pytestmark = pytest.mark.django_db


def test_no_hidden_figure_of_the_demonstration_can_be_worked_out(
    demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for kind in reports.every():
        report = kind.build(demonstration, detail=True)
        shown = {table.key: table for table in control(report).tables}
        tables = [table for table in report.tables if table.data_class == "B" and table.lines is None]
        figures = figures_of(tables)
        known = [(terms, 0, 0) for terms in figures.sums]
        hidden = set()
        for place in figures.printed():
            cell = shown[tables[place[0]].key].rows[place[1]][place[2]]
            if cell is None:
                hidden.add(figures.of(place))
            else:
                known.append(({figures.of(place): 1}, cell, cell))
        bounds = [(figures.of(low), figures.of(high)) for low, high in figures.bounds]
        everything = sorted({figures.of(place) for place in figures.value})
        if hidden:
            attacker = Attacker(everything, known, [pair for pair in bounds if pair[0] != pair[1]])
            found.append(attacker.widths([{place: 1} for place in sorted(hidden)]))
    widths = np.concatenate(found)

    with capsys.disabled():
        print(  # noqa: T201
            f"\nThe demonstration: {len(widths)} hidden figures, {(widths < 1 - ALMOST).sum()} recoverable."
        )
    assert len(widths) > 0
    assert (widths >= 1 - ALMOST).all()
