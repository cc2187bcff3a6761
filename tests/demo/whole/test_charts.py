"""The charts of the demonstration: readable in grey and with colour blindness, titled, and clear on rounding."""

from itertools import groupby, pairwise

import pytest

from reports import registry
from reports.charts import FILE, PAGE, PHONE, Chart, charts_of
from reports.charts.colours import SIDES
from reports.charts.text_alternative import LINES_ARE_ROUNDED
from reports.disclosure import Policy, control
from reports.table import Report
from survey.models import Study
from tests.reports.charts.colour_vision import LEAST_DIFFERENCE, LEAST_LIGHTNESS, difference, lightness

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

SUPPRESSION, ROUNDING = Policy(), Policy(method="rounding")


@pytest.fixture(scope="module")
def built(demonstration: Study, django_db_blocker) -> list[Report]:
    with django_db_blocker.unblock():
        return [kind.build(demonstration, detail=True) for kind in registry.every()]


@pytest.fixture(scope="module", params=[SUPPRESSION, ROUNDING], ids=lambda policy: policy.method)
def charts(request: pytest.FixtureRequest, built: list[Report]) -> dict[str, Chart]:
    """Return every chart of every report, by the names of both."""
    found = {}
    for report in built:
        built_charts = charts_of(control(report, request.param).tables)
        found |= {f"{report.name}/{key}": chart for key, chart in built_charts.items()}
    return found


def colours_of(chart: Chart) -> dict[str, str]:
    """Return the colour of each name in the legend."""
    scale = chart.specification(PAGE)["layer"][0]["encoding"]["color"].get(
        "scale", {"domain": [], "range": []}
    )
    return dict(zip(scale["domain"], scale["range"], strict=True))


def neighbours(chart: Chart) -> set[tuple[str, str]]:
    """Return the pairs of neighbouring colours in a stack or a group of bars, in their order."""
    built_charts = chart.specification(PAGE)
    colour_of = colours_of(chart)
    parts = [value for value in built_charts["data"]["values"] if value.get("end", 1) > value.get("start", 0)]
    beside = set()
    for _, row in groupby(parts, key=lambda part: part["name"]):
        names = [part.get("part") or part["group"] for part in row]
        beside |= {(colour_of[one], colour_of[other]) for one, other in pairwise(names)}
    return beside


def test_neighbours_in_a_bar_differ_in_grey_and_for_every_kind_of_colour_vision(
    charts: dict[str, Chart],
) -> None:
    alike, checked = {}, set()
    for name, chart in charts.items():
        bars = chart.table.bars
        if bars is None or not (bars.group or len(bars.series) > 1):
            continue
        for one, other in neighbours(chart):
            steps = abs(lightness(one) - lightness(other))
            checked.add(name)
            if steps < LEAST_LIGHTNESS or difference(one, other) < LEAST_DIFFERENCE:
                alike[name, one, other] = (round(steps, 1), round(difference(one, other), 1))

    assert alike == {}
    assert {"engagement/services_by_kind", "gaps/services_by_kind", "perception/agreement"} <= checked


def test_parts_of_a_stack_are_separated_by_white(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        if chart.table.bars and len(chart.table.bars.series) > 1:
            for layout in (PAGE, PHONE, FILE):
                mark = chart.specification(layout)["layer"][0]["mark"]
                assert (mark["stroke"], mark["strokeWidth"] >= 1.5) == ("white", True)


def test_a_legend_entry_has_one_colour_in_all_reports_and_colours_of_sides_are_their_own(
    charts: dict[str, Chart],
) -> None:
    lines: dict[str, set[str]] = {}
    for chart in charts.values():
        if chart.table.lines is not None:
            for word, colour in colours_of(chart).items():
                lines.setdefault(word, set()).add(colour)

    assert {word: found for word, found in lines.items() if len(found) > 1} == {}
    assert len({min(found) for found in lines.values()}) == len(lines)
    assert {word: lines[word] for word in SIDES} == {word: {colour} for word, colour in SIDES.items()}


def test_lines_can_be_distinguished_without_colour(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        if chart.table.lines is not None:
            dashes = chart.specification(PHONE)["layer"][0]["encoding"]["strokeDash"]["scale"]["range"]
            assert len({str(dash) for dash in dashes}) == len(chart.table.lines.series)


def test_an_axis_of_counts_names_what_is_counted(charts: dict[str, Chart]) -> None:
    for name, chart in charts.items():
        axis = "y" if chart.table.lines else "x"
        for layout in (PAGE, PHONE, FILE):
            assert chart.specification(layout)["layer"][0]["encoding"][axis]["axis"]["title"], name


def test_a_chart_of_protected_figures_says_so_beside_it_in_its_words_and_in_its_files(
    charts: dict[str, Chart],
) -> None:
    for name, chart in charts.items():
        rounded = f"every count is rounded by itself to the nearest {ROUNDING.base}."
        hidden = f"counts below {SUPPRESSION.threshold}, zeros included, are hidden and shown as [c]."
        remarks = " ".join(chart.remarks)
        expected = {method for method in (rounded, hidden) if method[:-1] in " ".join(chart.table.notes)}
        if hidden in expected and not chart.table.hidden:
            expected = set()
        assert {method for method in (rounded, hidden) if method in remarks} == expected, name
        assert remarks in chart.alternative
        assert set(chart.remarks) <= set(_caption(chart))


def test_the_curves_say_that_they_differ_from_exact_counts(charts: dict[str, Chart]) -> None:
    curve = charts["definition/sensitivity_trading"]

    assert curve.remarks == (f"{ROUNDING.sentence} {LINES_ARE_ROUNDED}",)


def _caption(chart: Chart) -> list[str]:
    """Return the sentences under the title of a file, with lines joined."""
    text = " ".join(chart.specification(FILE)["title"].get("subtitle", []))
    return [remark for remark in chart.remarks if remark in text]
