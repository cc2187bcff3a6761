"""Hidden figures of the demonstration cannot be worked out from its reports, alone or together."""

import re
from dataclasses import dataclass, field

import numpy as np
import pytest

from reports import registry
from reports.charts import charts_of
from reports.disclosure import ControlledReport, Policy, control
from reports.disclosure.cell_graph import CellAddress
from reports.disclosure.linked_cells import cell_graph_of
from reports.disclosure.rounding import rounding_interval, upper_bounds
from reports.table import Report, Table
from reports.table import cell_text as printed
from survey.models import Study
from survey.vocabulary import StrandKind
from tests.reports.disclosure.test_audit import ALMOST, Attacker, of_nobody

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

METHODS = (Policy(), Policy(method="rounding"))
Figure = tuple[str, CellAddress]


@dataclass
class Everything:
    """All printed opinion figures of one study over all reports: their sums, and which are protected.

    Cells to which two reports give the same name are one figure.
    """

    known: list[tuple[dict[Figure, int], int, int]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    bounds: list[tuple[Figure, Figure]] = field(default_factory=list)
    hidden: dict[Figure, tuple[str, int]] = field(default_factory=dict)
    named: dict[str, Figure] = field(default_factory=dict)

    def add(self, report: Report, shown: ControlledReport, policy: Policy) -> None:
        """Add a report. Its figures are distinct from those of other reports, except those of the same name."""
        tables = opinions(report)
        after = {table.key: table for table in shown.tables}
        found = cell_graph_of(tables)
        most = upper_bounds(found)

        def of(place: CellAddress) -> Figure:
            return report.name, found.of(place)

        self.known += [({(report.name, p): sign for p, sign in terms.items()}, 0, 0) for terms in found.sums]
        self.figures += sorted({of(place) for place in found.value})
        self.bounds += [(of(low), of(high)) for low, high in found.bounds if of(low) != of(high)]
        self.known += [({of(place): 1}, 0, 0) for place in of_nobody([after[table.key] for table in tables])]
        for place in found.printed():
            table, (_, row, column) = tables[place[0]], place
            cell = after[table.key].rows[row][column]
            is_rounded = policy.method == "rounding" and found.of(place) not in found.known()
            if cell is None or is_rounded:
                self.hidden.setdefault(of(place), (f"{report.name}/{table.key}", found.value[place]))
            if isinstance(cell, int):
                ends = (
                    rounding_interval(cell, policy.base, most.get(found.of(place)))
                    if is_rounded
                    else (cell, cell)
                )
                assert ends[0] <= found.value[place] <= ends[1]
                self.known.append(({of(place): 1}, *ends))
            if name := table.names.get((row, column)):
                first = self.named.setdefault(name, of(place))
                if first != of(place):
                    self.known.append(({first: 1, of(place): -1}, 0, 0))

    def recovered(self) -> list[tuple[str, int]]:
        """Return the hidden figures with only one possible value."""
        places = sorted(self.hidden)
        widths = Attacker(self.figures, self.known, self.bounds).widths([{place: 1} for place in places])
        return [self.hidden[places[number]] for number in np.flatnonzero(widths < 1 - ALMOST)]


def opinions(report: Report | ControlledReport) -> list[Table]:
    return [table for table in report.tables if table.data_class == "B" and table.lines is None]


@pytest.fixture(scope="module")
def built(demonstration: Study, django_db_blocker) -> list[Report]:
    with django_db_blocker.unblock():
        return [kind.build(demonstration, detail=True) for kind in registry.every()]


@pytest.mark.parametrize("policy", METHODS, ids=lambda policy: policy.method)
def test_nothing_protected_in_the_demonstration_can_be_worked_out_from_all_reports_together(
    built: list[Report], policy: Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    everything = Everything()
    for report in built:
        everything.add(report, control(report, policy), policy)
    for name, number in interviews(built).items():
        if name in everything.named:
            everything.known.append(({everything.named[name]: 1}, number, number))

    recovered = everything.recovered()

    with capsys.disabled():
        print(  # noqa: T201
            f"\nThe demonstration by {policy.method}, all reports together and beside the interviews that the coverage "
            f"report counts: {len(everything.hidden)} figures not shown as they are, {len(recovered)} recoverable."
        )
    assert len(everything.hidden) > 100
    assert recovered == []


def interviews(built: list[Report]) -> dict[str, int]:
    """Return the counts of the coverage report under the names in the reports of opinion."""
    cases = table_of(built, "coverage", "cases")
    strands = {str(strand.label): strand.value for strand in StrandKind}
    themes = {"barriers", "benefits", "drawbacks", "spv_status", "spv_obstacles"}
    asked = themes | {"agree_value", "monitored", "spv_helped", "vehicle_status", "noms_awareness"}
    return {
        f"{question}, {strands[str(row['strand'])]}, {row['group']}: interviews": int(str(row["I"]))
        + int(str(row["P"]))
        for row in cases.rows
        for question in asked
    }


def table_of(built: list[Report], report: str, key: str) -> Table:
    return next(table for each in built if each.name == report for table in each.tables if table.key == key)


def test_published_cells_are_those_of_the_fieldwork_reports(built: list[Report]) -> None:
    counted = interviews(built)
    checked = 0
    for report in built:
        for table in opinions(report):
            for (row, key), name in table.names.items():
                if name in counted:
                    assert (row, key) in table.fixed
                    assert table.rows[row][key] == counted[name], (report.name, table.key, name)
                    checked += 1
    online = table_of(built, "survey", "by_source").rows[-1]["counted"]
    matched = {row["state"]: row["mentions"] for row in table_of(built, "engagement", "mentions").rows}
    bases = {row["what"]: row["mentions"] for row in table_of(built, "perception", "bases").rows}

    assert checked >= 20
    assert {row["all"] for row in table_of(built, "survey", "answered").rows} == {online}
    assert bases["Not an organisation"] == matched["Not an organisation"]
    assert bases["All mentions"] == matched["All mentions"]


NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
LEFT_OUT = re.compile(r"\d+ (?:more|others alike)\b")
"""How many rows a sentence leaves out: the rows are in the table."""

OF_THE_METHOD = {"1", "2009", "50%", "100%", "250"}
"""A version, a year, a threshold and what makes an enterprise large: figures of no table."""


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def shown_in(report: ControlledReport) -> set[str]:
    """Return every number in a table of the report, as printed."""
    found = set()
    for table in report.tables:
        found |= numbers(table.title).union(*(numbers(column.label) for column in table.columns))
        for row in table.rows:
            found = found.union(*(numbers(printed(column, row[column.key])) for column in table.columns))
    return found


@pytest.mark.parametrize("policy", METHODS, ids=lambda policy: policy.method)
def test_no_sentence_note_or_chart_has_a_number_that_no_table_shows(
    built: list[Report], policy: Policy
) -> None:
    allowed = OF_THE_METHOD | numbers(policy.note(beside_fixed=True))
    unknown = {}
    for report in built:
        shown = control(report, policy)
        charts = charts_of(shown.tables).values()
        texts = [
            shown.answer,
            shown.aim,
            *shown.notes,
            *(note for table in shown.tables for note in table.notes),
        ]
        texts += [f"{chart.alternative} {' '.join(chart.caption)}" for chart in charts]
        for text in (LEFT_OUT.sub("", text) for text in texts):
            if strange := numbers(text) - shown_in(shown) - allowed:
                unknown[report.name, text] = strange

    assert unknown == {}
