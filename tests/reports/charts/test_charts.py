"""Charts: which tables have one, its kind, its text alternative, and its files."""

import datetime as dt
import struct
from xml.etree import ElementTree

import pytest
import vl_convert

from reports.charts import DOCUMENT, FILE, PAGE, PHONE, Chart, charts_of
from reports.charts.colours import COUNTED, NOT_COUNTED, NOT_KNOWN, PALE
from reports.charts.layout import text_width
from reports.charts.lines import spread_labels
from reports.disclosure import control
from reports.formats import html
from reports.table import Bars, Bound, Column, Lines, Report, Row, StudyFacts, Table

LAYOUTS = (PAGE, PHONE, FILE, DOCUMENT)
PLACE = Column("place", "Place")
KIND = Column("kind", "Kind")
YES = Column("included", "Counted", "count")
NO = Column("excluded", "Not counted", "count")
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
            ("Trades", "Counted", 4),
            ("Public", "Not counted", 2),
            ("Gives", "Not counted", 3),
            ("Open", "Not enough known yet", 1),
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
    width, height = built.specification(layout)["usermeta"]["size"]
    assert (root.get("width"), root.get("height")) == (str(width), str(height))
    assert width == layout.width
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
    assert "A study." not in texts[PAGE] + texts[PHONE] + texts[DOCUMENT]


def test_a_png_is_twice_as_large_for_print() -> None:
    built = chart(**SINGLE)

    png = built.png(FILE)

    width, height = built.specification(FILE)["usermeta"]["size"]
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)


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
    single = {**SINGLE, "rows": (*ROWS[:1], {**ROWS[1], "rate": 0.8}, *ROWS[2:])}

    assert chart(**single).alternative == (
        "Bars of share, by place, the largest first. A place <b>&</b> a very long name that takes several lines: 80%; "
        "North East: 75%."
    )
    assert "North East: counted 3, not counted 1;" in chart(**STACKED).alternative
    assert "North: Prisons 1, Areas 2; South: Prisons 3." in chart(**GROUPED).alternative


def test_lines_are_described_by_their_start_current_point_and_end() -> None:
    assert chart(**LINED).alternative == (
        "Lines of organisations over threshold. Counted: 9 at 0, 5 as defined at 4, 0 at 9; "
        "Not counted: 0 at 0, 4 as defined at 4, 9 at 9."
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

    assert one.remarks == ("1 more is 0. 1 more is not drawn: its figures are hidden.",)
    assert "North East" not in one.svg(PAGE)
    assert "North: Prisons hidden ([c]), Areas 50%. 1 more is not drawn" in some.alternative


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
        pytest.param(GROUPED, "Counted", id="grouped"),
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


def test_outcomes_are_drawn_in_three_groups_counted_not_known_and_not_counted() -> None:
    """Trades 4 are counted; public 2 and gives 3 are not, 5 together; 1 is open."""
    built = chart(**SIDED)

    assert built.bars is not None
    assert [(row.name, row.figure.words, row.colour) for row in built.bars.rows] == [
        ("Counted", "4", COUNTED),
        ("Not enough known yet", "1", NOT_KNOWN),
        ("Not counted", "5", NOT_COUNTED),
    ]
    assert "Counted: 4; Not enough known yet: 1; Not counted: 5." in built.alternative


def test_a_group_of_outcomes_with_a_hidden_one_is_not_drawn() -> None:
    rows = ({**SIDED["rows"][0]}, {**SIDED["rows"][1], "included": None}, *SIDED["rows"][2:])

    built = chart(**{**SIDED, "rows": rows, "hidden": frozenset({(1, "included")})})

    assert built.bars is not None
    assert [row.name for row in built.bars.rows] == ["Counted", "Not enough known yet"]
    assert built.remarks == ("1 more is not drawn: its figures are hidden.",)


BY_GROUP = {
    "columns": (
        PLACE,
        KIND,
        YES,
        Column("base", "Out of", "count"),
        Column("rate", "Share", "percent", ratio=("included", "base")),
    ),
    "rows": tuple(
        {"place": theme, "kind": kind, "included": named, "base": base, "rate": named / base}
        for theme, figures in [
            ("Other", (40, 20, 60)),
            ("Funding", (30, 20, 50)),
            ("Suppliers", (40, 14, 54)),
            ("Banking", (0, 0, 0)),
        ]
        for kind, named, base in zip(
            ("Prisons", "Areas", "All services"), figures, (97, 42, 139), strict=True
        )
    ),
    "bars": Bars("place", ("rate",), group="kind"),
    "total_rows": frozenset(),
}


def test_groups_are_points_on_the_pale_bar_of_all_in_order_of_size_and_other_is_last() -> None:
    built = chart(**BY_GROUP)

    assert built.bars is not None
    assert [(row.name, row.figure.words, row.colour) for row in built.bars.rows] == [
        ("Suppliers", "39%", PALE),
        ("Funding", "36%", PALE),
        ("Other", "43%", PALE),
    ]
    assert [(point.group, point.figure.words) for point in built.bars.rows[0].points] == [
        ("Prisons", "41%"),
        ("Areas", "33%"),
    ]
    assert [(entry.words, entry.shape) for entry in built.entries] == [
        ("All services (139)", "bar"),
        ("Prisons (97)", "square"),
        ("Areas (42)", "diamond"),
    ]
    assert built.remarks == ("1 more is 0.",)


def test_a_limit_is_drawn_and_says_that_it_is_one() -> None:
    rows = (
        {**ROWS[0], "included": Bound(94, True), "rate": Bound(94 / 97, True)},
        {**ROWS[1], "included": Bound(3, False), "rate": Bound(3 / 97, False)},
    )

    built = chart(rows=rows, **SINGLE)

    assert built.bars is not None
    assert [(row.figure.size, row.figure.words) for row in built.bars.rows] == [
        (pytest.approx(94 / 97), "96% or more"),
        (pytest.approx(3 / 97), "4% or less"),
    ]
    assert "North East: 96% or more" in built.alternative
    assert "96% or more" in built.svg(PAGE).split("</desc>")[1]


def test_the_axis_ends_at_the_next_ten_above_the_largest_figure() -> None:
    """The largest is 20 of 42, 48%."""
    x = chart(**BY_GROUP).specification(PAGE)["layer"][0]["encoding"]["x"]

    assert x["scale"]["domain"] == [0, 0.5]
    assert x["axis"]["values"] == [0, 0.1, 0.2, 0.3, 0.4, 0.5]


def test_the_key_is_in_a_file_and_a_document_and_beside_the_picture_of_a_page() -> None:
    built = chart(**BY_GROUP)

    texts = {layout: "".join(ElementTree.fromstring(built.svg(layout)).itertext()) for layout in LAYOUTS}
    assert {layout.name for layout, words in texts.items() if "Areas (42)" in words} == {"file", "document"}


def test_rows_in_an_order_of_their_own_keep_it() -> None:
    rows = tuple({**row, "rate": rate} for row, rate in zip(ROWS[:2], (0.2, 0.7), strict=True))

    by_size, ordered = (
        chart(rows=rows, bars=Bars("place", ("rate",), ordered=ordered)).bars for ordered in (False, True)
    )

    assert by_size is not None and ordered is not None
    assert [row.figure.words for row in by_size.rows] == ["70%", "20%"]
    assert [row.figure.words for row in ordered.rows] == ["20%", "70%"]


def test_a_chart_that_would_need_five_colours_is_a_table() -> None:
    rows = tuple({"place": "North", "kind": str(number), "included": 1} for number in range(5))

    assert charts_of([table(**{**GROUPED, "rows": rows})]) == {}


def test_only_twelve_bars_in_order_of_size_are_drawn() -> None:
    rows = tuple({**ROWS[0], "place": f"Place {number}", "rate": number / 20} for number in range(1, 16))

    built = chart(rows=rows, **SINGLE)

    assert built.bars is not None
    assert len(built.bars.rows) == 12
    assert built.remarks == ("3 more are in the table.",)


@pytest.mark.parametrize(
    "font", ["dejavu/DejaVuSans", "dejavu/DejaVuSans-Bold", "liberation/LiberationSans-Regular"]
)
def test_no_font_needs_more_room_than_is_reserved(font: str) -> None:
    ImageFont = pytest.importorskip("PIL.ImageFont", reason="Pillow is not installed.")
    try:
        loaded = ImageFont.truetype(f"/usr/share/fonts/truetype/{font}.ttf", 15)
    except OSError:
        pytest.skip("This font is not installed.")
    factor = 1.1 if "Bold" in font else 1
    for words in (
        "Commissioning favours large providers",
        "MAPPA meetings, WWW and HMPPS",
        "illicit fillings, jilted",
        "38%",
        "94 or more",
    ):
        assert loaded.getlength(words) <= factor * text_width(words, 15), words


def test_the_names_of_lines_do_not_cover_each_other_and_stay_inside() -> None:
    places = spread_labels({"a": 10.0, "b": 10.0, "c": 9.5, "d": 0.0}, 1.0, 10.5)

    assert sorted(places.values()) == [0.0, 8.5, 9.5, 10.5]


def test_a_chart_of_a_generated_study_says_so() -> None:
    study = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", True, True)
    report = control(Report("r", "R", "aim", lambda tables: "Answer.", (table(),), study))

    texts = "".join(ElementTree.fromstring(html.charts(report)["t"].svg(FILE)).itertext())

    assert "Demonstration. Generated data." in texts.replace("\n", " ")
    assert "Study. No fieldwork yet." in texts
