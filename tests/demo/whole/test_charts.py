"""The charts of the demonstration: readable in grey and with colour blindness, titled, and clear on rounding."""

from itertools import combinations, pairwise

import pytest

from reports import registry
from reports.charts import FILE, PAGE, PHONE, Chart, charts_of
from reports.charts.colours import SCALE
from reports.charts.text_alternative import LINES_ARE_ROUNDED
from reports.definition.charts import ROUNDED
from reports.disclosure import control
from reports.table import Report
from survey.models import Study
from tests.reports.charts.colour_vision import difference

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

LEAST_DIFFERENCE = 13
"""CIEDE2000, for the reader to whom two colours are most alike."""


@pytest.fixture(scope="module")
def built(demonstration: Study, django_db_blocker) -> list[Report]:
    with django_db_blocker.unblock():
        return [kind.build(demonstration, detail=False) for kind in registry.every()]


@pytest.fixture(scope="module")
def charts(built: list[Report]) -> dict[str, Chart]:
    """Return every chart of every report, by the names of both."""
    found = {}
    for report in built:
        built_charts = charts_of(control(report).tables)
        found |= {f"{report.name}/{key}": chart for key, chart in built_charts.items()}
    return found


def is_scale(chart: Chart) -> bool:
    return [entry.colour for entry in chart.entries] == list(SCALE)


def test_no_chart_has_more_than_four_colours_and_all_of_them_differ_for_every_kind_of_colour_vision(
    charts: dict[str, Chart],
) -> None:
    alike = {}
    for name, chart in charts.items():
        used = [entry.colour for entry in chart.entries if entry.shape != "bar"]
        assert len(used) <= 4 or is_scale(chart), name
        for one, other in pairwise(used) if is_scale(chart) else combinations(used, 2):
            if difference(one, other) < LEAST_DIFFERENCE:
                alike[name, one, other] = round(difference(one, other), 1)

    assert alike == {}
    assert {"engagement/services_by_kind", "gaps/services_by_kind", "perception/agreement"} <= set(charts)


def test_parts_of_a_stack_are_separated_by_white(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        if chart.table.bars and len(chart.table.bars.series) > 1:
            for layout in (PAGE, PHONE, FILE):
                mark = chart.specification(layout)["layer"][0]["mark"]
                assert (mark["stroke"], mark["strokeWidth"] >= 1.5) == ("white", True)


def test_lines_can_be_distinguished_without_colour(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        if chart.table.lines is not None:
            assert len({entry.dash for entry in chart.entries}) == len(chart.table.lines.series)


def test_outcomes_are_drawn_in_three_groups(charts: dict[str, Chart]) -> None:
    for name in ("definition/outcomes", "engagement/organisations_by_outcome"):
        chart = charts[name]
        assert chart.bars is not None
        assert [row.name for row in chart.bars.rows][::2] == ["Counted", "Not counted"]
        assert len(chart.bars.rows) == 3


def test_an_axis_of_counts_names_what_is_counted(charts: dict[str, Chart]) -> None:
    for name, chart in charts.items():
        if chart.bars:
            for layout in (PAGE, PHONE, FILE):
                assert chart.specification(layout)["layer"][0]["encoding"]["x"]["axis"]["title"] != [""], name


def test_a_chart_of_protected_figures_says_so_beside_it_in_its_words_and_in_its_files(
    charts: dict[str, Chart],
) -> None:
    for name, chart in charts.items():
        remarks = " ".join(chart.remarks)
        assert chart.table.protection in remarks, name
        assert remarks in chart.alternative
        assert set(chart.remarks) <= set(_caption(chart))


def test_the_curves_say_that_they_differ_from_exact_counts(charts: dict[str, Chart]) -> None:
    curve = charts["definition/sensitivity_trading"]

    assert curve.remarks == (f"{ROUNDED} {LINES_ARE_ROUNDED}",)


def _caption(chart: Chart) -> list[str]:
    """Return the remarks that a file has under its title."""
    text = " ".join(
        str(line["words"])
        for layer in chart.specification(FILE)["layer"]
        if layer["mark"].get("fontWeight") == "normal"
        for line in layer["data"]["values"]
    )
    return [remark for remark in chart.remarks if remark in text]
