"""The remarks on the protection of a chart, under it, in its text alternative and in its files."""

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from reports.charts import FILE, Chart, charts_of
from reports.table import Bars, Column, Lines, Row, Table

WITHHELD = "Where fewer than 10 answered, only that number is shown."
ROUNDED = "Counts by area are rounded to the nearest 5."
LARGE: tuple[Row, ...] = ({"place": "West", "yes": 12, "no": 23}, {"place": "East", "yes": 31, "no": 17})
SMALL: tuple[Row, ...] = (
    *LARGE,
    {"place": "North", "yes": 3, "no": 20},
    {"place": "South", "yes": 4, "no": 2},
)


def table(rows: tuple[Row, ...], protection: str = "", *, hidden: Sequence[int] = ()) -> Table:
    """Return a table as disclosure control leaves it; the figures of the `hidden` rows are withheld."""
    columns = (Column("place", "Place"), Column("yes", "Yes", "count"), Column("no", "No", "count"))
    return Table(
        "t",
        "T",
        columns,
        tuple({**row, "yes": None, "no": None} if place in hidden else row for place, row in enumerate(rows)),
        data_class="B",
        bars=Bars("place", ("yes", "no"), counted="Services"),
        hidden=frozenset((place, key) for place in hidden for key in ("yes", "no")),
        protection=protection,
    )


def curve(protection: str) -> Table:
    columns = (Column("at", "Threshold", "count", heads=True), Column("yes", "Yes", "count"))
    rows = tuple({"at": at, "yes": 36 - at} for at in range(10))
    lines = Lines("at", ("yes",), 4.0, "as defined", "Organisations")
    return Table("t", "T", columns, rows, lines=lines, protection=protection)


def drawn(given: Table) -> Chart:
    return charts_of([given])["t"]


@pytest.mark.parametrize(
    ("given", "remarks"),
    [
        pytest.param(
            table(SMALL, WITHHELD, hidden=(2, 3)),
            ("2 more are not drawn: figures of them are hidden.", WITHHELD),
            id="withheld",
        ),
        pytest.param(table(SMALL, ROUNDED), (ROUNDED,), id="rounded"),
        pytest.param(table(LARGE), (), id="as they are"),
        pytest.param(
            curve(ROUNDED),
            (f"{ROUNDED} So a line may differ from an exact count given elsewhere.",),
            id="curve",
        ),
        pytest.param(curve(""), (), id="exact curve"),
    ],
)
def test_a_chart_says_how_its_figures_are_protected_and_only_then(
    given: Table, remarks: tuple[str, ...]
) -> None:
    chart = drawn(given)

    svg = chart.svg(FILE)
    picture = "".join(ElementTree.fromstring(svg).itertext()).split(chart.alternative, 1)[1]
    page = render_to_string("components/chart.html", {"chart": chart, "svg": "a.svg", "png": "a.png"})
    assert chart.remarks == remarks
    assert chart.alternative.endswith(" ".join(remarks))
    for remark in remarks:
        assert remark[:30] in picture
        assert f">{' '.join(remarks)}</p>" in page
    assert ("gh-chart__remarks" in page) == bool(remarks)


def test_a_picture_is_fetched_again_when_its_remarks_change() -> None:
    rounded, again, plain = (drawn(table(LARGE, words)) for words in (ROUNDED, ROUNDED, ""))

    assert rounded.version == again.version
    assert plain.version != rounded.version
