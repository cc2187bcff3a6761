"""Charts: which tables have one, its kind, its text alternative, and its files."""

import datetime as dt
import struct
from xml.etree import ElementTree

import pytest
import vl_convert

from reports.charts import FILE, PAGE, PHONE, Chart, charts_of
from reports.charts.colours import COLOURS, SIDES
from reports.charts.lines import spread_labels
from reports.disclosure import control
from reports.formats import html
from reports.table import Bars, Column, Lines, Report, Row, StudyFacts, Table

LAYOUTS = (PAGE, PHONE, FILE)
PLACE = Column("place", "Place")
KIND = Column("kind", "Kind")
YES = Column("included", "Included", "count")
NO = Column("excluded", "Not included", "count")
RATE = Column("rate", "Share", "percent")
ROWS: tuple[Row, ...] = (
    {"place": "North East", "included": 3, "excluded": 1, "rate": 0.75},
    {
        "place": "A place <b>&</b> a very long name that takes several lines",
        "included": 0,
        "excluded": 5,
        "rate": 0.0,
    },
    {"place": "All", "included": 3, "excluded": 6, "rate": 1 / 3},
)


def table(**changes: object) -> Table:
    given: dict = {
        "key": "t",
        "title": "Some <b>figures</b>",
        "columns": (PLACE, YES, NO, RATE),
        "rows": ROWS,
        "total_rows": frozenset({"All"}),
    }
    return Table(**{**given, **changes})


def chart(**changes: object) -> Chart:
    return charts_of([table(**changes)], ("A study.",))["t"]


SINGLE = {"bars": Bars("place", ("rate",))}
STACKED = {"bars": Bars("place", ("included", "excluded"), counted="Services")}
GROUPED = {
    "columns": (PLACE, KIND, YES),
    "rows": tuple(
        {"place": place, "kind": kind, "included": number}
        for place, kind, number in [("North", "Prisons", 1), ("North", "Areas", 2), ("South", "Prisons", 3)]
    ),
    "bars": Bars("place", ("included",), group="kind"),
}
SIDED = {
    "columns": (PLACE, KIND, YES),
    "rows": tuple(
        {"place": place, "kind": side, "included": number}
        for place, side, number in [
            ("Trades", "Included", 4),
            ("Public", "Not included", 2),
            ("Gives", "Not included", 3),
            ("Open", "As far as decided", 1),
        ]
    ),
    "bars": Bars("place", ("included",), side="kind"),
}
LINED = {
    "columns": (Column("at", "Threshold", "count", heads=True), YES, NO),
    "rows": tuple({"at": at, "included": 9 - at, "excluded": at} for at in range(10)),
    "lines": Lines("at", ("included", "excluded"), 4.0, "as defined", "Organisations"),
    "total_rows": frozenset(),
}
ALL = [
    pytest.param(SINGLE, id="single"),
    pytest.param(STACKED, id="stacked"),
    pytest.param(GROUPED, id="grouped"),
    pytest.param(SIDED, id="sided"),
    pytest.param(LINED, id="lines"),
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("changes", ALL)
def test_a_picture_has_a_size_a_title_and_a_text_alternative_and_no_script(changes: dict, layout) -> None:
    built = chart(**changes)

    svg = built.svg(layout)

    root = ElementTree.fromstring(svg)
    wanted = built.specification(layout)
    assert (root.get("width"), root.get("height")) == (str(wanted["width"]), str(wanted["height"]))
    assert root.get("role") == "img"
    assert root[0].text == "Some <b>figures</b>"
    assert root[1].text == built.alternative
    assert "<script" not in svg
    assert "style=" not in svg
    assert "href" not in svg


@pytest.mark.parametrize("changes", ALL)
def test_only_a_file_carries_the_title_and_the_study(changes: dict) -> None:
    built = chart(**changes)

    texts = {layout: "".join(ElementTree.fromstring(built.svg(layout)).itertext()) for layout in LAYOUTS}

    assert "A study." in texts[FILE]
    assert "A study." not in texts[PAGE] + texts[PHONE]


def test_a_png_is_twice_as_large_for_print() -> None:
    built = chart(**SINGLE)

    png = built.png(FILE)

    wanted = built.specification(FILE)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (2 * wanted["width"], 2 * wanted["height"])


@pytest.mark.parametrize("changes", ALL)
def test_vega_finds_nothing_wrong_with_a_specification(
    changes: dict, capfd: pytest.CaptureFixture[str]
) -> None:
    for layout in LAYOUTS:
        vl_convert.vegalite_to_vega(
            chart(**changes).specification(layout), vl_version="v5.20", show_warnings=True
        )

    assert "WARN" not in "".join(capfd.readouterr())


def test_bars_are_described_in_words_without_totals() -> None:
    assert chart(**SINGLE).alternative == (
        "Bars of share, by place. North East: 75%; A place <b>&</b> a very long name that takes several lines: 0%."
    )
    assert "North East: included 3, not included 1;" in chart(**STACKED).alternative
    assert "North, Prisons: 1; North, Areas: 2; South, Prisons: 3." in chart(**GROUPED).alternative


def test_lines_are_described_by_their_start_current_point_and_end() -> None:
    assert chart(**LINED).alternative == (
        "Lines of organisations over threshold. Included: 9 at 0, 5 as defined at 4, 0 at 9; "
        "Not included: 0 at 0, 4 as defined at 4, 9 at 9."
    )


def test_a_figure_that_is_hidden_has_no_bar_and_a_mark() -> None:
    rows = ({**ROWS[0], "rate": None}, ROWS[1], {**ROWS[2], "place": "South"})
    grouped = {
        "columns": (PLACE, KIND, RATE),
        "rows": tuple(
            {"place": place, "kind": kind, "rate": rate}
            for place, kind, rate in [
                ("North", "Prisons", None),
                ("North", "Areas", 0.5),
                ("South", "Prisons", None),
            ]
        ),
        "bars": Bars("place", ("rate",), group="kind"),
        "hidden": frozenset({(0, "rate"), (2, "rate")}),
    }

    one = chart(rows=rows, hidden=frozenset({(0, "rate")}), **SINGLE)
    some = chart(**grouped)

    assert one.remarks == ("1 more is not drawn: its figures are hidden.",)
    assert "North East" not in one.svg(PAGE)
    assert "[c]" in some.svg(PAGE)
    assert "North, Prisons: hidden ([c]); North, Areas: 50%. 1 more is not drawn" in some.alternative


def test_a_stack_of_which_a_part_is_hidden_is_not_drawn() -> None:
    rows = ({**ROWS[0], "excluded": None, "rate": None}, *ROWS[1:])

    built = chart(rows=rows, hidden=frozenset({(0, "excluded")}), **STACKED)

    assert built.remarks == ("1 more is not drawn: figures of it are hidden.",)
    assert "North East" not in built.svg(PAGE) and "North East" not in built.alternative


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize(
    ("changes", "title"),
    [
        pytest.param(SINGLE, "Share", id="single"),
        pytest.param(STACKED, "Services", id="stacked"),
        pytest.param(GROUPED, "Included", id="grouped"),
        pytest.param(LINED, "Organisations", id="lines"),
    ],
)
def test_the_axis_that_counts_has_a_title(changes: dict, title: str, layout) -> None:
    assert title in chart(**changes).svg(layout).split("</desc>")[1]


COUNTS = table(
    columns=(PLACE, YES, NO),
    rows=tuple({key: row[key] for key in ("place", "included", "excluded")} for row in ROWS),
)


@pytest.mark.parametrize(
    ("tables", "built"),
    [
        pytest.param([table()], ["t"], id="first with a percentage"),
        pytest.param([table(), table(key="u")], ["t"], id="only the first unasked"),
        pytest.param([table(), table(key="u", **SINGLE)], ["t", "u"], id="all that ask"),
        pytest.param([table(columns=(PLACE,), rows=()), table(key="u")], ["u"], id="the first that suits"),
        pytest.param([table(rows=())], [], id="no rows"),
        pytest.param([table(rows=ROWS[:1])], [], id="one row"),
        pytest.param([COUNTS], [], id="several counts"),
        pytest.param([table(rows=tuple({**row, "rate": None} for row in ROWS))], [], id="no figure"),
    ],
)
def test_a_report_has_a_chart_first_where_its_first_table_suits_one(
    tables: list[Table], built: list[str]
) -> None:
    assert list(charts_of(tables)) == built


def test_the_version_changes_with_the_figures_and_only_then() -> None:
    other = ({**ROWS[0], "rate": 0.5}, *ROWS[1:])

    assert chart().version == chart().version
    assert chart().version != chart(rows=other).version


def test_a_bar_has_the_colour_of_its_side_and_says_which_it_is() -> None:
    built = chart(**SIDED)

    marks = built.specification(PAGE)["layer"][0]["encoding"]
    scale = marks["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        "Included": SIDES["Included"],
        "Not included": SIDES["Not included"],
        "As far as decided": COLOURS["perhaps"],
    }
    assert "yOffset" not in marks
    assert "Trades, Included: 4; Public, Not included: 2" in built.alternative


def test_the_names_of_lines_do_not_cover_each_other_and_stay_inside() -> None:
    places = spread_labels({"a": 10.0, "b": 10.0, "c": 9.5, "d": 0.0}, 1.0, 10.5)

    assert sorted(places.values()) == [0.0, 8.5, 9.5, 10.5]


def test_a_chart_of_a_generated_study_says_so() -> None:
    study = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", True, True)
    report = control(Report("r", "R", "aim", lambda tables: "Answer.", (table(),), study))

    texts = "".join(ElementTree.fromstring(html.charts(report)["t"].svg(FILE)).itertext())

    assert "Demonstration. Generated data." in texts.replace("\n", " ")
    assert "Study. No fieldwork yet." in texts
