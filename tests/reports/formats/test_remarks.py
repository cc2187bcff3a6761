"""The remarks on the protection of a chart, under it, in its text alternative and in its files."""

from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from reports.charts import FILE, Chart, charts_of
from reports.disclosure import Policy, protect
from reports.table import Bars, Column, Lines, Row, Table

SUPPRESSION, ROUNDING = Policy(), Policy(method="rounding")
HIDDEN = "To protect respondents, counts below 5, zeros included, are hidden and shown as [c]."
ROUNDED = "To protect respondents, every count is rounded by itself to the nearest 5."
LARGE: tuple[Row, ...] = ({"place": "West", "yes": 12, "no": 23}, {"place": "East", "yes": 31, "no": 17})
SMALL: tuple[Row, ...] = (
    *LARGE,
    {"place": "North", "yes": 3, "no": 20},
    {"place": "South", "yes": 4, "no": 2},
)


def table(rows: tuple[Row, ...], data_class: str) -> Table:
    columns = (Column("place", "Place"), Column("yes", "Yes", "count"), Column("no", "No", "count"))
    bars = Bars("place", ("yes", "no"), counted="Services")
    return Table("t", "T", columns, rows, data_class=data_class, bars=bars)


def curve(data_class: str) -> Table:
    columns = (Column("at", "Threshold", "count", heads=True), Column("yes", "Yes", "count"))
    rows = tuple({"at": at, "yes": 36 - at} for at in range(10))
    lines = Lines("at", ("yes",), 4.0, "as defined", "Organisations")
    return Table("t", "T", columns, rows, data_class=data_class, lines=lines)


def drawn(given: Table, policy: Policy) -> Chart:
    return charts_of(protect([given], policy))["t"]


@pytest.mark.parametrize(
    ("given", "policy", "remarks"),
    [
        pytest.param(
            table(SMALL, "B"),
            SUPPRESSION,
            ("2 more are not drawn: figures of them are hidden.", HIDDEN),
            id="hidden",
        ),
        pytest.param(table(SMALL, "B"), ROUNDING, (ROUNDED,), id="rounded"),
        pytest.param(table(LARGE, "B"), SUPPRESSION, (), id="nothing small"),
        pytest.param(table(LARGE, "B"), ROUNDING, (ROUNDED,), id="all large, and rounded"),
        pytest.param(table(SMALL, "A"), SUPPRESSION, (), id="class A"),
        pytest.param(table(SMALL, "A"), ROUNDING, (), id="class A where a study rounds"),
        pytest.param(
            curve("B"),
            SUPPRESSION,
            (f"{ROUNDED} So a line may differ from an exact count given elsewhere.",),
            id="curve",
        ),
        pytest.param(curve("A"), SUPPRESSION, (), id="exact curve"),
    ],
)
def test_a_chart_says_how_its_figures_are_protected_and_only_then(
    given: Table, policy: Policy, remarks: tuple[str, ...]
) -> None:
    chart = drawn(given, policy)

    svg = chart.svg(FILE)
    picture = "".join(ElementTree.fromstring(svg).itertext()).split(chart.alternative, 1)[1]
    page = render_to_string("components/chart.html", {"chart": chart, "svg": "a.svg", "png": "a.png"})
    assert chart.remarks == remarks
    assert chart.alternative.endswith(" ".join(remarks))
    for remark in remarks:
        assert remark[:30] in picture
        assert f">{' '.join(remarks)}</p>" in page
    assert ("gh-chart__remarks" in page) == bool(remarks)


def test_the_words_of_a_picture_are_those_of_the_notes_under_its_table() -> None:
    for policy in (SUPPRESSION, ROUNDING):
        after = protect([table(SMALL, "B")], policy)[0]

        assert after.notes[-1].startswith(after.protection.rstrip("."))


def test_a_picture_is_fetched_again_when_its_remarks_change() -> None:
    exact, rounded = (drawn(table(rows, "B"), ROUNDING) for rows in (LARGE, SMALL[:2]))
    plain = drawn(table(LARGE, "A"), ROUNDING)

    assert exact.version == rounded.version
    assert plain.version != exact.version
