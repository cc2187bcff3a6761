"""Rounding of each count by itself to the nearest multiple of a base."""

from reports.table import Cell, Column, Row, Table


def round_count(count: int, base: int, most: int | None = None) -> int:
    """Return the multiple of the base nearest to a count of 0 or more; a tie goes up.

    If the count is known to be at most `most`, no multiple above that: it would disclose that the count is `most`.
    """
    nearest = (2 * count + base) // (2 * base) * base
    return nearest if most is None else min(nearest, most // base * base)


def rounding_interval(shown: int, base: int, most: int | None = None) -> tuple[int, int]:
    """Return the smallest and the largest count that are rounded to the figure shown."""
    above = shown + (base - 1) // 2
    if most is not None:
        above = most if shown == most // base * base else min(above, most)
    return max(0, shown - base // 2), above


def is_protected(column: Column) -> bool:
    """Return True if a column's figures count somebody, so that they are protected."""
    return column.kind == "count" and not column.heads


def round_rows(table: Table, base: int) -> list[dict[str, Cell]]:
    """Return the rows of a table with every count rounded, before percentages are worked out again."""
    return [_row(table.columns, row, base) for row in table.rows]


def _row(columns: tuple[Column, ...], row: Row, base: int) -> dict[str, Cell]:
    return {
        column.key: round_count(value, base)
        if is_protected(column) and isinstance(value := row[column.key], int)
        else row[column.key]
        for column in columns
    }
