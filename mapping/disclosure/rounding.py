"""Rounding: every count by itself to the nearest multiple of a base."""

from collections.abc import Mapping

from mapping.reports.table import Cell, Column, Table


def rounded(count: int, base: int) -> int:
    """The multiple of the base nearest to a count of 0 or more; a tie goes up."""
    return (2 * count + base) // (2 * base) * base


def range_of(shown: int, base: int) -> tuple[int, int]:
    """The smallest and the largest count that are rounded to the figure shown."""
    return max(0, shown - base // 2), shown + (base - 1) // 2


def counted(column: Column) -> bool:
    """Whether a column's figures count somebody, so that they are protected."""
    return column.kind == "count" and not column.heads


def rounded_rows(table: Table, base: int) -> list[dict[str, Cell]]:
    """The rows of a table with every count rounded, before percentages are worked out again."""
    return [_row(table.columns, row, base) for row in table.rows]


def _row(columns: tuple[Column, ...], row: Mapping[str, Cell], base: int) -> dict[str, Cell]:
    return {
        column.key: rounded(value, base)
        if counted(column) and isinstance(value := row[column.key], int)
        else row[column.key]
        for column in columns
    }
