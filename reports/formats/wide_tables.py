"""A table whose rows are names and groups, laid out with one row for each name and one block of columns a group."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.formats.symbols import MEANINGS, printed, symbol_of
from reports.table import Cell, Column, Row, Table, cell_text, is_everybody, name_text

MAX_COLUMNS = 13
NUMBER = "Number"
"""The heading of a count in a group whose heading has the base."""


@dataclass(frozen=True)
class WideGroup:
    """The columns of one group; `title` has the base that all its figures share, as in “Prisons (97)”."""

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class WideCell:
    text: str
    meaning: str = ""
    """What its symbol means, empty for a figure."""


@dataclass(frozen=True)
class WideRow:
    name: str
    cells: tuple[WideCell, ...]
    is_total: bool


@dataclass(frozen=True)
class WideTable:
    """The layout of a table for a page: the heading of the names, the groups, and the rows."""

    heading: str
    groups: tuple[WideGroup, ...]
    rows: tuple[WideRow, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings under all groups, in order."""
        return tuple(column for group in self.groups for column in group.columns)


def wide_table(table: Table) -> WideTable | None:
    """Return the layout of a table that has bars in groups; None for others, and where it would be too wide.

    The group of everybody is first. A base that all figures of a group share is in its heading; a figure with another
    base has it beside it: “5 of 141”.
    """
    if table.bars is None or not table.bars.group or not table.rows:
        return None
    names, group_key = table.bars.names, table.bars.group
    by_group: dict[str, dict[str, int]] = {}
    for number, row in enumerate(table.rows):
        by_group.setdefault(str(row[group_key]), {})[name_text(row[names])] = number
    if sum(len(rows) for rows in by_group.values()) < len(table.rows):
        return None
    order = sorted(by_group, key=lambda group: not is_everybody(group))
    share = next((column for column in table.columns if column.ratio), None)
    base_key = share.ratio[1] if share and share.ratio else ""
    # A base with a meaning of its own, such as the services of the frame, stays a column if it differs by row.
    bases = {group: _shared_base(table, rows, base_key) for group, rows in by_group.items()}
    is_in_heading = bool(base_key) and all(base is not None for base in bases.values())
    shown = [
        column
        for column in table.columns
        if column.key not in (names, group_key) and not (is_in_heading and column.key == base_key)
    ]
    if 1 + len(shown) * len(order) > MAX_COLUMNS:
        return None
    rows = tuple(
        WideRow(
            name,
            tuple(
                _cell(
                    table,
                    by_group[group].get(name),
                    column,
                    bases[group] if is_in_heading else None,
                    base_key,
                )
                for group in order
                for column in shown
            ),
            any(table.is_total(table.rows[rows[name]]) for rows in by_group.values() if name in rows),
        )
        for name in dict.fromkeys(name_text(row[names]) for row in table.rows)
    )
    groups = tuple(
        WideGroup(
            f"{group} ({bases[group]:,})" if is_in_heading else group,
            tuple(_heading(column, is_in_heading) for column in shown),
        )
        for group in order
    )
    heading = next(column.label for column in table.columns if column.key == names)
    return WideTable(heading, groups, rows)


def _shared_base(table: Table, rows: Mapping[str, int], key: str) -> int | None:
    """Return the base that most rows of a group have, if more than half of them share it."""
    found = [table.rows[number][key] for number in rows.values()] if key else []
    base = max(found, key=found.count, default=None)
    return base if isinstance(base, int) and found.count(base) * 2 > len(found) else None


def _heading(column: Column, has_base: bool) -> str:
    """Return the heading of a column; beside a base it need not say of what it is a number and a share."""
    if not has_base:
        return column.label
    return "%" if column.kind == "percent" else NUMBER


def _cell(table: Table, number: int | None, column: Column, base: int | None, base_key: str) -> WideCell:
    if number is None:
        return WideCell("")
    row: Row = table.rows[number]
    text = printed(table, number, column)
    if symbol := symbol_of(table, number, column):
        return WideCell(text, MEANINGS[symbol])
    own: Cell = row[base_key] if base_key else None
    if base is not None and column.kind == "count" and own is not None and own != base:
        text = f"{text} of {cell_text(column, own)}"
    return WideCell(text)
