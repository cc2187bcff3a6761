"""Tables and reports as plain values, before disclosure control and before any format. No Django here."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf, isfinite
from typing import TYPE_CHECKING, Literal

from wording import NOT_AVAILABLE, day, decimal, percent

if TYPE_CHECKING:
    from reports.disclosure.blocks import Figure

Kind = Literal["text", "count", "percent", "decimal", "date"]
DataClass = Literal["A", "B"]


@dataclass(frozen=True)
class Bound:
    """A count or share of which only a limit is shown: “94 or more” if `is_least`, otherwise “3 or fewer”."""

    value: int | float
    is_least: bool

    @property
    def words(self) -> str:
        """The limit in words: “94 or more”, “3 or fewer”; a share “96% or more”, “4% or less”, never narrower."""
        if isinstance(self.value, int):
            return f"{self.value:,} or {'more' if self.is_least else 'fewer'}"
        per_cent = round(self.value * 100, 9)
        whole = floor(per_cent) if self.is_least else ceil(per_cent)
        return f"{whole}% or {'more' if self.is_least else 'less'}"


Cell = str | int | float | dt.date | Bound | None
Row = Mapping[str, Cell]

KINDS = ("text", "count", "percent", "decimal", "date")
DRAWABLE = ("count", "percent")
HIDDEN = "[c]"
"""The text of a figure that disclosure control has hidden: c for confidential, as in official statistics."""
NOTHING_YET = "There is nothing to show yet."
"""The text of a table without rows."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `kind` is the type of its cells: words, whole numbers of 0 or more, fractions of 1 (72% is 0.72), numbers with two
    decimals that may be negative, or days. None in any of them means “not available”.

    `ratio` names the two count columns (part, whole) of which a per cent column is the ratio: it is worked out again
    after the counts have been protected. `heads` is for a column that names its row, such as a threshold: it counts
    nobody and is never protected. Nor is an `exempt` column in a table of class B: a count of the directory or of
    fieldwork, or a sum that its report itself prints only where no answer follows from it, and otherwise leaves None,
    which is marked as hidden. `formula` works a cell out from the other cells of its row, again after disclosure
    control; it returns None if a cell that it needs is hidden.
    """

    key: str
    label: str
    kind: Kind = "text"
    ratio: tuple[str, str] | None = None
    heads: bool = False
    formula: Callable[[Row], Cell] | None = None
    exempt: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Column “{self.key}”: {self.kind!r} is not a kind of column.")
        if self.ratio is not None and self.kind != "percent":
            raise ValueError(f"Column “{self.key}”: only a per cent column is the ratio of two others.")

    @property
    def is_number(self) -> bool:
        return self.kind in ("count", "percent", "decimal")

    @property
    def is_protected(self) -> bool:
        """True if its figures count somebody, so that disclosure control protects them in a table of class B."""
        return self.kind == "count" and not self.heads and not self.exempt


@dataclass(frozen=True)
class Lines:
    """Columns of a table drawn as lines over the column `x`; `mark` is the present value on that axis.

    `counted` is the title of the other axis: what the lines count, such as organisations.
    """

    x: str
    series: tuple[str, ...]
    mark: float | None = None
    mark_label: str = ""
    counted: str = ""


@dataclass(frozen=True)
class Bars:
    """Columns of a table drawn as bars, one for each row but the totals, under the words of the column `names`.

    `series` is one count or per cent column, or several counts that make up a whole and are stacked; `counted` is then
    the title of the axis, such as services interviewed. With `group`, a second column of words, the bars of one name
    are on one line (`series` is then one column). With `side`, a column with the side of a definition, the rows of
    one side are one bar. Bars are drawn in order of size unless the rows are `ordered`, as stages and bands are.
    """

    names: str
    series: tuple[str, ...]
    group: str = ""
    side: str = ""
    counted: str = ""
    ordered: bool = False


@dataclass(frozen=True)
class Ranking:
    """The order of a list of what was named: by the largest figure in the column `by` that a name of the column `names`
    has, the largest first. Names in `last`, such as “Other”, come last. What nobody named is left out, and listed in a
    note. It is ordered after clearing, so that the order tells no more than the figures do.
    """

    names: str
    by: str
    last: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns, with the notes and the source that belong under them.

    `data_class` is A (directory and frame: printed as it is) or B (aggregated opinion and finance: printed only after
    disclosure control). `total_rows` are the rows that sum up others, by the words in their first column. A table with
    `lines` or `bars` has a chart; if no table of a report has either, the first that suits bars has them.

    Cells are addressed by the row's position and the column's key. `shows` says of each count cell of class B which
    figure of which block of answers it is (`reports.disclosure.policy` says how to declare it). A `ranking` orders the
    names of a list. `from_release` is the number of the earlier release whose figures a table shows, 0 for its own.
    `hidden` are the cells that disclosure control has emptied; `protection` is a sentence on what it did, empty if it
    did nothing.

    Raises ValueError if a row's keys are not exactly the columns' or a cell is not of its column's kind.
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
    hidden: frozenset[tuple[int, str]] = frozenset()
    protection: str = ""
    shows: Mapping[tuple[int, str], "Figure"] = field(default_factory=dict)
    ranking: Ranking | None = None
    from_release: int = 0

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
        numbers = {column.key for column in self.columns if column.kind in DRAWABLE}
        if self.lines is not None and not {self.lines.x, *self.lines.series} <= numbers:
            raise ValueError(f"Table “{self.key}”: only its count and per cent columns can be drawn.")
        if self.lines is not None and not self.lines.counted:
            raise ValueError(f"Table “{self.key}”: lines say what they count.")
        if self.bars is not None:
            self._check_bars(self.bars, set(keys) - numbers, numbers)
        expected = set(keys)
        # To check the types of a long column of words takes a tenth of the time of checking each cell.
        checked = [column for column in self.columns if not self._has_only_words(column)]
        for number, row in enumerate(self.rows, start=1):
            if row.keys() != expected:
                raise ValueError(f"Table “{self.key}”, row {number}: its keys are not the columns' keys.")
            for column in checked:
                _check_cell(self.key, number, column, row[column.key])

        if self.ranking and not {self.ranking.names, self.ranking.by} <= expected:
            raise ValueError(f"Table “{self.key}”: it is ranked by columns that it does not have.")
        if self.shows:
            self.check_figures()

    def check_figures(self) -> None:
        """Raise ValueError unless every count of class B shows a figure that it is equal to."""
        counts = [column.key for column in self.columns if column.is_protected and column.formula is None]
        for number, row in enumerate(self.rows):
            for key in counts:
                cell, figure = row[key], self.shows.get((number, key))
                where = f"Table “{self.key}”, row {number + 1}, “{key}”"
                if cell is not None and figure is None and self.data_class == "B":
                    raise ValueError(f"{where}: a count of class B shows a figure of a block.")
                if figure is not None and cell != figure.count:
                    raise ValueError(f"{where}: {cell} is not the figure that it shows, {figure.count}.")
        for number, key in self.shows:
            if key not in counts or not 0 <= number < len(self.rows):
                raise ValueError(f"Table “{self.key}”: only a count can show a figure, not “{key}”.")
            places = {self.shows[number, key].place} & {*self.shows[number, key].block.areas}
            if places and any(key in (column.ratio or ()) for column in self.columns):
                raise ValueError(f"Table “{self.key}”: figures by area have no percentages.")

    def _has_only_words(self, column: Column) -> bool:
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

    @property
    def heads(self) -> int:
        """The number of first columns that name the row: the texts before the first figure, at least one."""
        if not any(column.is_number for column in self.columns):
            return 1
        texts = 0
        for column in self.columns:
            if column.kind != "text":
                break
            texts += 1
        return max(texts, 1)

    def is_total(self, row: Row) -> bool:
        """Return True if a row sums up others."""
        return str(row[self.columns[0].key]) in self.total_rows


@dataclass(frozen=True)
class StudyFacts:
    """The facts of a study that every page and file of its reports shows.

    `smallest_base` and `shows_areas` are what the study lead made stricter in the policy of publication.
    """

    slug: str
    title: str
    frame_on: dt.date
    counting_unit: str
    definition: str
    definition_version: str
    is_demonstration: bool
    is_published: bool
    smallest_base: int = 10
    shows_areas: bool = True


@dataclass(frozen=True)
class Report:
    """A report before disclosure control: no format accepts it as it is.

    `answer_from` writes the first sentence from the tables by their keys. It is called after disclosure control, so
    that the sentence never says more than the tables do. `data_on` is the day of the last fieldwork behind the
    figures, None before there is any.
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
        for table in self.tables:
            if table.data_class == "B" and not table.shows:
                table.check_figures()


def _check_cell(table: str, row: int, column: Column, cell: Cell) -> None:
    if cell is None or _IS[column.kind](cell):
        return
    if isinstance(cell, Bound) and column.kind in DRAWABLE:
        return
    where = f"Table “{table}”, row {row}, “{column.key}”"
    raise ValueError(f"{where}: {_EXPECTED[column.kind]} expected, not {cell!r}.")


def _is_count(cell: Cell) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool) and cell >= 0


def _is_fraction(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell <= 1


def _is_decimal(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and isfinite(cell)


_IS: Mapping[str, Callable[[Cell], bool]] = {
    "text": lambda cell: isinstance(cell, str),
    "count": _is_count,
    "percent": _is_fraction,
    "decimal": _is_decimal,
    "date": lambda cell: isinstance(cell, dt.date),
}
_EXPECTED = {
    "text": "words are",
    "count": "a whole number of 0 or more is",
    "percent": "a fraction between 0 and 1 is",
    "decimal": "a number is",
    "date": "a day is",
}


def cell_text(column: Column, value: Cell) -> str:
    """Return a cell as it is printed on a page or in a file of text."""
    if value is None:
        return NOT_AVAILABLE
    if isinstance(value, Bound):
        return value.words
    if column.kind == "percent" and isinstance(value, (int, float)):
        return percent(value)
    if column.kind == "decimal" and isinstance(value, (int, float)):
        return decimal(value)
    if column.kind == "count" and isinstance(value, int):
        return f"{value:,}"
    return name_text(value)


def name_text(value: Cell) -> str:
    """Return the cell that names a row as it is printed: its words, or its day."""
    return day(value) if isinstance(value, dt.date) else str(value)


def is_everybody(group: str) -> bool:
    """Return True if the words of a group mean everybody, as “All services” does."""
    return group.startswith("All ")


def share(part: int, whole: int) -> float | None:
    """Return part ÷ whole, None if whole is 0."""
    return part / whole if whole else None


def leading_rows(rows: Iterable[Row], number: str, base: str = "") -> list[Row]:
    """Return the rows with the largest figure in the column `number`, several if they tie.

    The list is empty if a figure is hidden, if all are 0, or if limits leave open which is the first. A count is not
    larger than what the column `base` has, if there is one.
    """
    found = list(rows)
    ends = [_ends(row[number], row[base] if base else None) for row in found]
    least = max((low for low, _ in ends), default=0)
    first = [row for row, (_, most) in zip(found, ends, strict=True) if most >= least]
    return first if least and len({row[number] for row in first}) == 1 else []


def _ends(number: Cell, base: Cell) -> tuple[float, float]:
    """Return the smallest and the largest number that a figure allows; a hidden one allows any."""
    if isinstance(number, Bound):
        most = base if isinstance(base, int) else inf
        return (number.value, most) if number.is_least else (0, number.value)
    return (number, number) if isinstance(number, (int, float)) else (0, inf)
