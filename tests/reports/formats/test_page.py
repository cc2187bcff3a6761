"""The page of a report: its question, one chart and one table, then folds with their findings."""

import datetime as dt

import pytest

from reports.disclosure import control, exact
from reports.documents.report_blocks import grid_of
from reports.formats import html
from reports.formats.findings import finding_of
from reports.formats.page_parts import PLANS, main_table, planned_parts
from reports.formats.wide_tables import wide_table
from reports.registry import names
from reports.table import Bars, Bound, Column, Lines, Report, Row, StudyFacts, Table

STUDY = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)
THEME, KIND = Column("theme", "Barrier"), Column("part", "Kind of service")
NAMED, BASE = Column("named", "People who named it", "count"), Column("base", "Out of", "count")
RATE = Column("rate", "Share", "percent", ratio=("named", "base"))


def row(theme: str, part: str, named: int, base: int) -> Row:
    return {"theme": theme, "part": part, "named": named, "base": base, "rate": named / base}


def by_part(*rows: Row, hidden: frozenset = frozenset()) -> Table:
    columns = (THEME, KIND, NAMED, BASE, RATE)
    return Table(
        "by_part", "Barriers", columns, rows, bars=Bars("theme", ("rate",), group="part"), hidden=hidden
    )


FUNDING = [
    row("Funding", "Prisons", 32, 97),
    row("Funding", "Areas", 18, 42),
    row("Funding", "All services", 50, 139),
]
SIZE = [row("Size", "Prisons", 38, 97), row("Size", "Areas", 15, 42), row("Size", "All services", 53, 139)]


def test_groups_are_blocks_of_columns_with_their_base_in_the_heading() -> None:
    wide = wide_table(by_part(*FUNDING, *SIZE))

    assert wide is not None
    assert [group.title for group in wide.groups] == ["All services (139)", "Prisons (97)", "Areas (42)"]
    assert wide.columns == ("Number", "%") * 3
    assert [(each.name, [cell.text for cell in each.cells]) for each in wide.rows] == [
        ("Funding", ["50", "36%", "32", "33%", "18", "43%"]),
        ("Size", ["53", "38%", "38", "39%", "15", "36%"]),
    ]


def test_a_figure_with_another_base_has_it_beside_it() -> None:
    unknown = [row("Did not know", "Prisons", 2, 99), row("Did not know", "Areas", 0, 42)]

    wide = wide_table(by_part(*FUNDING[:2], *SIZE[:2], *unknown))

    assert wide is not None
    assert [cell.text for cell in wide.rows[2].cells] == ["2 of 99", "2%", "0", "0%"]


def test_the_study_report_has_one_row_for_each_name_too() -> None:
    grid = grid_of(by_part(*FUNDING, *SIZE), label="Table 1", anchor="table-1")

    assert [column.label for column in grid.columns] == [
        *("Barrier", "All services (139)", "All services: %"),
        *("Prisons (97)", "Prisons: %", "Areas (42)", "Areas: %"),
    ]
    assert [row.cells for row in grid.rows] == [
        ("Funding", "50", "36%", "32", "33%", "18", "43%"),
        ("Size", "53", "38%", "38", "39%", "15", "36%"),
    ]


def test_a_base_of_which_only_a_limit_is_shown_is_beside_its_figure() -> None:
    some = {**row("Asked of some", "Prisons", 10, 93), "base": Bound(93, True)}

    wide = wide_table(by_part(*FUNDING[:2], *SIZE[:2], some))

    assert wide is not None
    assert wide.rows[2].cells[0].text == "10 of 93 or more"


def test_a_hidden_figure_of_a_group_says_what_its_symbol_means() -> None:
    rows = ({**FUNDING[0], "named": None, "rate": None}, *FUNDING[1:])

    wide = wide_table(by_part(*rows, hidden=frozenset({(0, "named"), (0, "rate")})))

    assert wide is not None
    cell = wide.rows[0].cells[2]
    assert cell.text == "[c]"
    assert cell.meaning.startswith("Confidential")


@pytest.mark.parametrize(
    ("table", "finding"),
    [
        pytest.param(by_part(*FUNDING, *SIZE), "Most: “Size”, 53 of 139 (38%).", id="of all"),
        pytest.param(
            by_part(
                *FUNDING,
                {**SIZE[2], "named": None, "rate": None},
                hidden=frozenset({(3, "named"), (3, "rate")}),
            ),
            "Some figures are not shown.",
            id="a hidden one might be first",
        ),
        pytest.param(
            by_part(
                {**FUNDING[2], "named": Bound(94, True), "rate": Bound(0.68, True)},
                row("Size", "All services", 99, 139),
            ),
            "Some figures are limits, so none can be named first.",
            id="a limit leaves open which is first",
        ),
        pytest.param(
            by_part(*FUNDING, {**row("Not known", "All services", 2, 139), "rate": None}),
            "Most: “Funding”, 50 of 139 (36%).",
            id="a share that does not apply is not hidden",
        ),
        pytest.param(
            by_part({**row("Size", "All services", 0, 1), "rate": None}),
            "There is nothing to show yet.",
            id="no share yet",
        ),
        pytest.param(
            by_part(*(row(theme, "All services", 4, 100) for theme in "abc")),
            "Most: “a”, “b” and “c”, 4 of 100 (4%) each.",
            id="three alike",
        ),
        pytest.param(
            by_part(*(row(theme, "All services", 0, 139) for theme in "ab")),
            "All figures are 0.",
            id="nobody",
        ),
        pytest.param(
            by_part(*(row(theme, "All services", 4, 100) for theme in "ab")),
            "Most: “a” and “b”, 4 of 100 (4%) each.",
            id="two alike",
        ),
        pytest.param(
            by_part(*(row(theme, "All services", 4, 100) for theme in "abcd")),
            "4 of 4 rows have the largest figure, 4%.",
            id="four alike",
        ),
        pytest.param(
            Table("t", "T", (THEME, KIND, NAMED, BASE, RATE), (FUNDING[2],), bars=Bars("theme", ("named",))),
            "Most: “Funding”, 50 of 139 (36%).",
            id="a count is drawn, with its base",
        ),
        pytest.param(
            by_part({**FUNDING[2], "named": Bound(135, True), "rate": Bound(0.971, True)}),
            "Most: “Funding”, 97% or more.",
            id="a limit",
        ),
        pytest.param(
            Table(
                "t",
                "T",
                (Column("at", "At", "count", heads=True), Column("n", "Counted", "count")),
                ({"at": 0, "n": 9}, {"at": 1, "n": 7}),
                lines=Lines("at", ("n",), 1.0, "as defined", "Organisations"),
            ),
            "As defined: counted 7.",
            id="lines",
        ),
        pytest.param(
            Table(
                "t",
                "T",
                (THEME, KIND, RATE, NAMED, BASE),
                (
                    row("North", "Prisons", 1, 2),
                    row("England", "Prisons", 97, 135),
                    row("England", "Areas", 42, 42),
                ),
                bars=Bars("theme", ("rate",), group="part"),
                total_rows=frozenset({"England"}),
            ),
            "England: Prisons 72%, Areas 100%.",
            id="totals of groups",
        ),
        pytest.param(
            Table(
                *("t", "T", (THEME, KIND, NAMED, BASE, RATE)),
                (row("Rutland", "All", 1, 1), row("Kent", "All", 6, 8), row("Essex", "All", 2, 9)),
            ),
            "Most of those of more than 5: “Kent”, 6 of 8 (75%).",
            id="one of one is never first",
        ),
        pytest.param(
            Table(
                *("t", "T", (THEME, KIND, NAMED, BASE, RATE)),
                (row("Rutland", "All", 1, 1), row("Kent", "All", 2, 5)),
            ),
            "Every share is of 5 or fewer, so none can be named first.",
            id="all are of few",
        ),
        pytest.param(Table("t", "T", (THEME,), ()), "There is nothing to show yet.", id="empty"),
        pytest.param(
            Table("t", "T", (THEME,), ({"theme": "a"},)), "1 row, one for each barrier.", id="words only"
        ),
        pytest.param(
            Table(
                "t",
                "T",
                (THEME, KIND, NAMED, BASE),
                tuple(
                    {key: cell for key, cell in one.items() if key != "rate"}
                    for one in (row("Size", "Prisons", 38, 97), row("Size", "All services", 53, 139))
                ),
            ),
            "Size, All services: people who named it 53, out of 139.",
            id="several figures of everybody",
        ),
        pytest.param(
            Table(
                "t",
                "T",
                (THEME, NAMED, Column("country", "England and Wales", "count")),
                (
                    {"theme": "Size", "named": 5, "country": 53},
                    {"theme": "Funding", "named": 10, "country": 50},
                ),
            ),
            "Most: “Size”. England and Wales: 53.",
            id="of the country",
        ),
    ],
)
def test_a_fold_says_what_it_has_found(table: Table, finding: str) -> None:
    assert finding_of(table) == finding


def test_each_table_is_on_the_page_once_and_only_the_main_one_is_over_the_folds() -> None:
    tables = tuple(
        Table(key, key.title(), (THEME,), ({"theme": "a"},))
        for key in ("answered", "by_part", "by_part_extended_interview", "answered_extended_interview", "new")
    )

    main, parts = main_table("barriers", tables), planned_parts("barriers", tables)

    assert main is tables[1]
    assert [(part.title, [table.key for table in part.tables]) for part in parts] == [
        ("Longer interviews", ["by_part_extended_interview", "answered_extended_interview"]),
        ("Who was asked, and who answered", ["answered"]),
        ("New", ["new"]),
    ]


def test_only_reports_are_planned() -> None:
    assert set(PLANS) <= set(names())


def test_the_page_asks_the_question_and_says_who_was_asked_and_when() -> None:
    report = Report(
        "barriers",
        "Barriers",
        "What stops them?",
        lambda tables: "Size does.",
        (Table("by_part", "B", (THEME,), ({"theme": "a"},), source="Answers of interviews."),),
        STUDY,
        data_on=dt.date(2009, 8, 28),
    )

    page = html.page_report(control(report))

    assert page.question == "What stops them?"
    assert page.asked == "Answers of interviews. Last interview 28 August 2009."
    assert page.counting == "Sites, list of 1 July 2009, counted by the study’s definition."


def test_the_symbols_that_occur_are_explained_under_their_table() -> None:
    rows = ({"theme": "a", "part": None, "named": 1, "base": 400, "rate": 1 / 400}, row("b", "", 0, 400))
    table = Table("t", "T", (THEME, KIND, NAMED, BASE, RATE), rows)

    page = html.page_report(exact(Report("r", "R", "aim", lambda tables: "", (table,), STUDY)))

    assert page.main is not None
    assert [symbol for symbol, _ in page.main.symbols] == ["[x]", "[low]"]
