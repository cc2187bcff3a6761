"""Tables and reports as plain values, before disclosure control and before any format."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

Kind = Literal["text", "count", "percent", "decimal", "date"]
DataClass = Literal["A", "B"]
Cell = str | int | float | dt.date | None
Row = Mapping[str, Cell]

KINDS = ("text", "count", "percent", "decimal", "date")
DRAWABLE = ("count", "percent")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `kind` says what its cells hold: words, whole numbers of 0 or more, fractions of 1 (72% is 0.72), figures that are
    printed with two decimals and may be below 0, or days. None in any of them means "not available". A per cent
    column may say of which two count columns it is the ratio (`ratio=(part, whole)`), so that it can be worked out
    again after the counts have been protected. A column that `heads` says what its row is about, such as a threshold:
    it counts nobody and is never protected. A column with a `formula` is worked out from the other cells of its row,
    again after the control, so that it says no more than they do; the formula gives None where a cell that it needs
    is hidden. One that is `exact` is left out where counts are rounded, because the errors of several add up in it.
    The count columns that are `part_of` another one add up to it in every row.
    """

    key: str
    label: str
    kind: Kind = "text"
    ratio: tuple[str, str] | None = None
    heads: bool = False
    formula: Callable[[Row], Cell] | None = None
    part_of: str = ""
    exact: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Column “{self.key}”: {self.kind!r} is not a kind of column.")
        if self.ratio is not None and self.kind != "percent":
            raise ValueError(f"Column “{self.key}”: only a per cent column is the ratio of two others.")

    @property
    def is_number(self) -> bool:
        return self.kind in ("count", "percent", "decimal")


@dataclass(frozen=True)
class Lines:
    """Columns of a table drawn as lines over another column; `mark` is where on it things stand now.

    `counted` says what the lines count, such as organisations.
    """

    x: str
    series: tuple[str, ...]
    mark: float | None = None
    mark_label: str = ""
    counted: str = ""


@dataclass(frozen=True)
class Bars:
    """Columns of a table drawn as bars, one for each row but the totals, under the words of the column `names`.

    `series` is one count or per cent column, or several counts that make up a whole and are stacked; `counted` then
    says what the whole counts, such as services interviewed. With `group`, a second column of words, the bars of one
    name stand beside each other (`series` is then one column). With `side`, a column that says on which side of a
    definition its row is, a bar has the colour of that side.
    """

    names: str
    series: tuple[str, ...]
    group: str = ""
    side: str = ""
    counted: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns, with the notes and the source that belong under them.

    `data_class` is A (directory and frame: printed as it is) or B (aggregated opinion and finance: only
    printed after disclosure control). `total_rows` names, by the first column's words, the rows that sum up
    others, so that a format can set them apart. A table with `lines` or `bars` is drawn as a chart first and read
    second; the first table of a report is drawn as bars even when it does not say so, where it suits them.
    `fixed` names, by the row's position and the column's key, the counts of fieldwork in a table of class B: who was
    interviewed and who answered, whatever they said. Reports of class A tell them too, so they are always shown.
    `names` gives one name to cells that show the same figure, in whichever table of whichever report of the study;
    `sums` says of which cells the figure of a name is the sum.
    `hidden` names in the same way the cells that disclosure control has emptied; `protection` says in a sentence what
    that control has done to the figures, nothing where it has left them as they are.
    Raises ValueError where a row's keys are not exactly the columns' or a cell is not of its column's kind.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    source: str = ""
    data_class: DataClass = "A"
    total_rows: frozenset[str] = frozenset()
    lines: Lines | None = None
    bars: Bars | None = None
    fixed: frozenset[tuple[int, str]] = frozenset()
    names: Mapping[tuple[int, str], str] = field(default_factory=dict)
    sums: Mapping[str, frozenset[tuple[int, str]]] = field(default_factory=dict)
    hidden: frozenset[tuple[int, str]] = frozenset()
    protection: str = ""

    def __post_init__(self) -> None:
        if self.data_class not in ("A", "B"):
            raise ValueError(f"Table “{self.key}”: {self.data_class!r} is not a class of data.")
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError(f"Table “{self.key}”: columns need different keys, and at least one.")
        counts = {column.key for column in self.columns if column.kind == "count"}
        for column in self.columns:
            if column.ratio is not None and not set(column.ratio) <= counts:
                raise ValueError(
                    f"Table “{self.key}”: “{column.key}” is the ratio of columns it does not have."
                )
            if column.part_of and not {column.key, column.part_of} <= counts:
                raise ValueError(f"Table “{self.key}”: “{column.key}” is part of a count it does not have.")
        if not {key for _, key in {*self.fixed, *self.names}} <= counts:
            raise ValueError(f"Table “{self.key}”: only a count can be fixed or have a name.")
        numbers = {column.key for column in self.columns if column.kind in DRAWABLE}
        if self.lines is not None and not {self.lines.x, *self.lines.series} <= numbers:
            raise ValueError(f"Table “{self.key}”: only its count and per cent columns can be drawn.")
        if self.lines is not None and not self.lines.counted:
            raise ValueError(f"Table “{self.key}”: lines say what they count.")
        if self.bars is not None:
            self._check_bars(self.bars, set(keys) - numbers, numbers)
        expected = set(keys)
        # A long list of words is seen to be one by its types, which takes a tenth of the time.
        checked = [column for column in self.columns if not self._is_plainly_words(column)]
        for number, row in enumerate(self.rows, start=1):
            if row.keys() != expected:
                raise ValueError(f"Table “{self.key}”, row {number}: its keys are not the columns' keys.")
            for column in checked:
                _check_cell(self.key, number, column, row[column.key])

    def _is_plainly_words(self, column: Column) -> bool:
        types = {type(row.get(column.key)) for row in self.rows}
        return column.kind == "text" and types <= {str, type(None)}

    def _check_bars(self, bars: Bars, words: set[str], numbers: set[str]) -> None:
        named = {bars.names, bars.group, bars.side} - {""}
        if not bars.series or not set(bars.series) <= numbers or not named <= words:
            raise ValueError(
                f"Table “{self.key}”: bars are its count and per cent columns, named by its words."
            )
        if bars.group and len(bars.series) > 1:
            raise ValueError(f"Table “{self.key}”: bars are stacked or stand beside each other, not both.")
        if len(bars.series) > 1 and not bars.counted:
            raise ValueError(f"Table “{self.key}”: stacked bars say what they count.")

    def is_total(self, row: Row) -> bool:
        """Whether a row sums up others."""
        return str(row[self.columns[0].key]) in self.total_rows


@dataclass(frozen=True)
class StudyFacts:
    """What every page and file of a report says about its study, and how its tables of class B are protected.

    `protection` is `suppression` or `rounding`; counts below `threshold` are the small ones that are hidden.
    """

    slug: str
    title: str
    frame_on: dt.date
    counting_unit: str
    definition: str
    definition_version: str
    is_demonstration: bool
    is_published: bool
    protection: str = "suppression"
    threshold: int = 5


@dataclass(frozen=True)
class Report:
    """A report that has not been through disclosure control: no format takes it as it is.

    `answer_from` writes the first sentence from the tables by their keys. It is called after the control,
    so that the sentence can never say more than the tables do. `data_on` is the day of the last fieldwork
    behind the figures, None before there is any.
    """

    name: str
    title: str
    aim: str
    answer_from: Callable[[Mapping[str, Table]], str]
    tables: tuple[Table, ...]
    study: StudyFacts
    notes: tuple[str, ...] = ()
    data_on: dt.date | None = None

    def __post_init__(self) -> None:
        keys = [table.key for table in self.tables]
        if len(set(keys)) != len(keys):
            raise ValueError(f"Report “{self.name}”: two tables have the same key.")


def _check_cell(table: str, row: int, column: Column, cell: Cell) -> None:
    if cell is None or _IS[column.kind](cell):
        return
    where = f"Table “{table}”, row {row}, “{column.key}”"
    raise ValueError(f"{where}: {_EXPECTED[column.kind]} expected, not {cell!r}.")


def _is_number(cell: Cell, *kinds: type) -> bool:
    return isinstance(cell, kinds) and not isinstance(cell, bool)


_IS: Mapping[str, Callable[[Cell], bool]] = {
    "text": lambda cell: isinstance(cell, str),
    "count": lambda cell: _is_number(cell, int) and cell >= 0,  # type: ignore[operator]
    "percent": lambda cell: _is_number(cell, int, float) and 0 <= cell <= 1,  # type: ignore[operator]
    "decimal": lambda cell: _is_number(cell, int, float) and isfinite(cell),  # type: ignore[arg-type]
    "date": lambda cell: isinstance(cell, dt.date),
}
_EXPECTED = {
    "text": "words are",
    "count": "a whole number of 0 or more is",
    "percent": "a fraction between 0 and 1 is",
    "decimal": "a number is",
    "date": "a day is",
}


def cells(rows: Iterable[int], *keys: str) -> frozenset[tuple[int, str]]:
    """The cells of these rows, by position, in these columns."""
    return frozenset((row, key) for row in rows for key in keys)


def share(part: int, whole: int) -> float | None:
    """part ÷ whole, or None where there is nothing to divide by."""
    return part / whole if whole else None
