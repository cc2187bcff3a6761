"""The reports of the demonstration give nothing away, read one by one or together: what is hidden stays hidden."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from mapping import reports
from mapping.disclosure import control
from mapping.disclosure.figures import Place
from mapping.disclosure.ties import figures_of
from mapping.reports.table import Table
from survey.models import Study
from survey.vocabulary import StrandKind
from tests.mapping.test_disclosure_audit import ALMOST, Attacker

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration")]

Figure = tuple[str, Place]
Meaning = tuple[str, str]
ANSWERED = "answered"
"""The tables of how many were asked; their interviews are the ones that the coverage report counts."""


@dataclass
class Everything:
    """All opinions printed of one study: what adds up, what is printed and what is hidden, over all reports."""

    known: list[tuple[dict[Figure, int], int, int]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    bounds: list[tuple[Figure, Figure]] = field(default_factory=list)
    hidden: dict[Figure, tuple[str, int]] = field(default_factory=dict)
    interviews: dict[Meaning, set[Figure]] = field(default_factory=dict)

    def add(self, report: str, tables: list[Table], shown: dict[str, Table]) -> None:
        """Another report: its figures are told apart from those of the others, but for the interviews counted."""
        found = figures_of(tables)

        def of(place: Place) -> Figure:
            return report, found.of(place)

        self.known += [({(report, p): sign for p, sign in terms.items()}, 0, 0) for terms in found.sums]
        self.figures += sorted({of(place) for place in found.value})
        self.bounds += [(of(low), of(high)) for low, high in found.bounds if of(low) != of(high)]
        for place in found.printed():
            table, (number, row, column) = tables[place[0]], place
            cell = shown[table.key].rows[row][column]
            if cell is None:
                self.hidden.setdefault(of(place), (tables[number].key, found.value[place]))
            else:
                self.known.append(({of(place): 1}, cell, cell))
            if table.key.startswith(ANSWERED) and column == "interviews":
                strand = table.key.removeprefix(ANSWERED).strip("_") or StrandKind.INITIAL_INTERVIEW.value
                self.interviews.setdefault((strand, table.rows[row]["part"]), set()).add(of(place))

    def same(self) -> list[tuple[dict[Figure, int], int, int]]:
        """The interviews of one strand and part are one figure, wherever they are printed."""
        pairs = []
        for places in self.interviews.values():
            first, *others = sorted(places)
            pairs += [({first: 1, other: -1}, 0, 0) for other in others]
        return pairs

    def recovered(self, known: list[tuple[dict[Figure, int], int, int]]) -> list[Figure]:
        """The hidden figures of which only one value is left open."""
        places = sorted(self.hidden)
        attacker = Attacker(self.figures, self.known + known, self.bounds)
        widths = attacker.widths([{place: 1} for place in places])
        return [places[number] for number in np.flatnonzero(widths < 1 - ALMOST)]


def test_no_hidden_figure_of_the_demonstration_can_be_worked_out_from_all_reports_together(
    demonstration: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    everything, public = Everything(), []
    strands = {str(strand.label): strand.value for strand in StrandKind}
    for kind in reports.every():
        report = kind.build(demonstration, detail=True)
        shown = {table.key: table for table in control(report).tables}
        everything.add(
            kind.name, [t for t in report.tables if t.data_class == "B" and t.lines is None], shown
        )
        if kind.name == "coverage":
            public = [
                ((strands[row["strand"]], row["group"]), row["I"] + row["P"]) for row in shown["cases"].rows
            ]

    together = everything.recovered(everything.same())
    counted = [
        ({place: 1}, number, number)
        for meaning, number in public
        for place in everything.interviews.get(meaning, ())
    ]
    beside = everything.recovered(everything.same() + counted)

    with capsys.disabled():
        print(  # noqa: T201
            f"\nThe demonstration, all reports of opinion together: {len(everything.hidden)} hidden figures, "
            f"{len(together)} recoverable; with the interviews that the coverage report counts {len(beside)}, "
            "the small ones all of how many did not answer a question."
        )
    assert len(everything.hidden) > 0
    assert together == []
    # The coverage report counts the interviews and each table its base: who did not answer is the difference.
    small = [everything.hidden[figure] for figure in beside if everything.hidden[figure][1] < 5]
    assert small
    assert all(key.startswith(ANSWERED) for key, _ in small)
