"""Tables refuse cells, columns and charts that no format could print."""

import datetime as dt
import math

import pytest

from reports.table import Bars, Bound, Cell, Column, Lines, Report, StudyFacts, Table, leading_rows, share

WORD = Column("word", "Word")
COUNT = Column("count", "Count", "count")
WHOLE = Column("whole", "Whole", "count")
PART = Column("part", "Part", "percent", ratio=("count", "whole"))
DAY = Column("day", "Day", "date")
STUDY = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)


def table(rows: tuple[dict, ...], columns: tuple[Column, ...] = (WORD, COUNT)) -> Table:
    return Table(key="t", title="T", columns=columns, rows=rows)


def test_a_row_with_exactly_the_columns_keys_is_taken() -> None:
    assert table(({"word": "a", "count": 0},)).rows[0]["count"] == 0


@pytest.mark.parametrize("row", [{"word": "a"}, {"word": "a", "count": 1, "more": 2}, {}])
def test_a_row_with_other_keys_is_refused(row: dict) -> None:
    with pytest.raises(ValueError, match="row 1"):
        table((row,))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        pytest.param(WORD, 3, id="number as words"),
        pytest.param(COUNT, -1, id="negative count"),
        pytest.param(COUNT, 1.5, id="broken count"),
        pytest.param(COUNT, True, id="truth as count"),
        pytest.param(PART, 72, id="per cent not as fraction"),
        pytest.param(PART, -0.1, id="negative fraction"),
        pytest.param(PART, math.nan, id="not a number"),
        pytest.param(DAY, "2009-07-01", id="day as words"),
    ],
)
def test_a_cell_of_another_kind_is_refused(column: Column, cell: object) -> None:
    columns = (column,) if column.ratio is None else (column, COUNT, WHOLE)
    row = {"count": 1, "whole": 1, column.key: cell}

    with pytest.raises(ValueError, match=column.key):
        table(({key: row[key] for key in [c.key for c in columns]},), columns)


@pytest.mark.parametrize("column", [WORD, COUNT, DAY, Column("free", "Free", "percent")])
def test_an_unavailable_figure_is_none_in_any_column(column: Column) -> None:
    assert table(({column.key: None},), (column,)).rows[0][column.key] is None


def test_a_ratio_names_count_columns_of_its_table() -> None:
    with pytest.raises(ValueError, match="ratio"):
        table((), (WORD, COUNT, PART))


def test_stacked_bars_and_lines_name_what_they_count() -> None:
    columns = (WORD, COUNT, WHOLE)

    with pytest.raises(ValueError, match="stacked bars say what they count"):
        Table("t", "T", columns, (), bars=Bars("word", ("count", "whole")))
    with pytest.raises(ValueError, match="lines say what they count"):
        Table("t", "T", columns, (), lines=Lines("whole", ("count",)))
    assert Table("t", "T", columns, (), bars=Bars("word", ("count",))).bars


def test_two_columns_cannot_share_a_key() -> None:
    with pytest.raises(ValueError, match="different keys"):
        table((), (WORD, WORD))


def test_two_tables_of_a_report_cannot_share_a_key() -> None:
    with pytest.raises(ValueError, match="same key"):
        Report("r", "R", "aim", lambda tables: "", (table(()), table(())), STUDY)


def test_nothing_is_divided_by_nothing() -> None:
    assert share(0, 0) is None
    assert share(3, 4) == 0.75


@pytest.mark.parametrize(
    ("numbers", "first"),
    [
        pytest.param([3, 7, 5], [1], id="one"),
        pytest.param([7, 3, 7], [0, 2], id="a tie"),
        pytest.param([0, 0], [], id="nobody"),
        pytest.param([3, None], [], id="a hidden figure may be the largest"),
        pytest.param([Bound(26, is_least=True), 12], [0], id="a limit above all others"),
        pytest.param([Bound(13, is_least=True), 15], [], id="a limit that may be above another"),
        pytest.param([Bound(4, is_least=False), 12], [1], id="a limit below another"),
        pytest.param([], [], id="no rows"),
    ],
)
def test_the_first_rows_are_named_only_where_they_are_known(numbers: list[Cell], first: list[int]) -> None:
    rows = [{"number": number, "base": 30} for number in numbers]

    assert leading_rows(rows, "number", "base") == [rows[place] for place in first]
