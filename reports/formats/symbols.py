"""The symbols that stand where a figure does not, as in accessible spreadsheets of official statistics.

Source: Government Analysis Function, Releasing statistics in spreadsheets.
"""

from collections.abc import Iterable, Mapping

from reports.table import HIDDEN, Cell, Column, Table, cell_text

NOT_APPLICABLE, NOT_AVAILABLE, LOW, REVISED, EARLIER = "[z]", "[x]", "[low]", "[r]", "[e]"
MEANINGS: Mapping[str, str] = {
    HIDDEN: "Confidential: not shown, so that nobody’s answer can be worked out.",
    NOT_APPLICABLE: "Not applicable: there is nothing to take a share of.",
    NOT_AVAILABLE: "Not available: it is not known, or cannot be worked out.",
    LOW: "Low: more than 0, but less than half of one per cent.",
    REVISED: "Revised: figures of the table differ from the release before.",
    EARLIER: "As in an earlier release: too few answers have changed since then for new figures.",
}
"""The meaning of each symbol, in the order in which they are explained."""


def symbol_of(table: Table, number: int, column: Column) -> str:
    """Return the symbol of the cell in this row, empty if the cell has a figure or words."""
    value = table.rows[number][column.key]
    if (number, column.key) in table.hidden:
        return HIDDEN
    if value is None:
        return NOT_APPLICABLE if column.kind == "percent" else NOT_AVAILABLE
    if column.kind == "percent" and isinstance(value, float) and 0 < value < 0.005:
        return LOW
    return ""


def printed(table: Table, number: int, column: Column) -> str:
    """Return the cell as every format of text prints it: its symbol, or its figure or words."""
    value: Cell = table.rows[number][column.key]
    return symbol_of(table, number, column) or cell_text(column, value)


def symbols_in(tables: Iterable[Table]) -> tuple[tuple[str, str], ...]:
    """Return the symbols that occur in the tables, each with its meaning, in their order."""
    found = {
        symbol_of(table, number, column)
        for table in tables
        for number in range(len(table.rows))
        for column in table.columns
    }
    return tuple((symbol, meaning) for symbol, meaning in MEANINGS.items() if symbol in found)
