"""Tables with cleared figures in their cells, and the order of their rows. Pure Python, no Django."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reports.disclosure.blocks import BASE, COUNTRY, Figure
from reports.disclosure.policy import Cleared, Policy
from reports.table import Bound, Cell, Row, Table, share

OTHERS = "Others together"
NOT_SHOWN = "Too few answered"
CAPPED = (
    "Where nearly everybody gave an answer, the figure is a limit, such as “93 or more” of 97. In a question with one "
    "answer the others are then “4 or fewer”."
)


def cleared_table(table: Table, cleared: Cleared, policy: Policy) -> Table | None:
    """Return a table with its figures as they may be printed; None where no row or no area of it may be.

    Rows of small parts are merged, rows of parts that may not be printed are left out, and rows of which nothing but
    the base may be printed become one. Percentages and formulas are worked out again.
    """
    figures: defaultdict[int, dict[str, Figure]] = defaultdict(dict)
    for (number, key), figure in table.shows.items():
        figures[number][key] = figure
    rows = [_ClearedRow(table, before, figures[number], cleared) for number, before in enumerate(table.rows)]
    if any(row.withheld_areas for row in rows):
        return None
    merged = _merged(table, rows)
    printed = [row for row in merged if not row.is_withheld_part]
    if rows and not printed:
        return None
    kept = _collapsed(table, printed)
    notes = tuple(
        _notes(rows, policy, has_merged=len(merged) < len(rows), has_lost=len(printed) < len(merged))
    )
    return arranged(
        replace(
            table,
            rows=tuple(row.cells for row in kept),
            hidden=frozenset((number, key) for number, row in enumerate(kept) for key in row.hidden),
            notes=(*table.notes, *notes),
            protection=" ".join(notes),
            shows={},
        )
    )


def arranged(table: Table) -> Table:
    """Return a table with a ranking in its order, and without the names that nobody named, which a note lists.

    Nothing is left out where nobody named anything.
    """
    if table.ranking is None:
        return table
    names, by = table.ranking.names, table.ranking.by
    sizes: defaultdict[Cell, float] = defaultdict(float)
    unnamed: dict[Cell, bool] = {}
    for row in table.rows:
        name, figure = row[names], row[by]
        sizes[name] = max(sizes[name], _size(figure))
        unnamed[name] = unnamed.get(name, True) and isinstance(figure, (int, float)) and figure == 0
    nobody = [str(name) for name, is_unnamed in unnamed.items() if is_unnamed and not _is_total(table, name)]
    if not any(sizes.values()):
        nobody = []
    listed = [name for name in nobody if name not in table.ranking.last]

    def place(number: int) -> tuple[bool, bool, float]:
        name = table.rows[number][names]
        is_total = _is_total(table, name)
        return (
            is_total,
            str(name) in table.ranking.last if table.ranking else False,
            0 if is_total else -sizes[name],
        )

    order = [
        number
        for number in sorted(range(len(table.rows)), key=place)
        if str(table.rows[number][names]) not in nobody
    ]
    position = {number: place for place, number in enumerate(order)}
    note = f"Named by nobody: {'; '.join(listed)}. What nobody named may still be so."
    return replace(
        table,
        rows=tuple(table.rows[number] for number in order),
        hidden=frozenset((position[number], key) for number, key in table.hidden if number in position),
        shows={
            (position[number], key): figure
            for (number, key), figure in table.shows.items()
            if number in position
        },
        notes=(*table.notes, note) if listed else table.notes,
    )


def _is_total(table: Table, name: Cell) -> bool:
    return str(name) in table.total_rows


def _size(figure: Cell) -> float:
    if isinstance(figure, Bound):
        return figure.value
    return figure if isinstance(figure, (int, float)) else 0.0


class _ClearedRow:
    """One row with its cleared cells, and the figures that its cells show."""

    def __init__(self, table: Table, before: Row, figures: Mapping[str, Figure], cleared: Cleared) -> None:
        answers = [figure for figure in figures.values() if figure.answer != BASE]
        withheld = [figure for figure in answers if cleared.of(figure) is None]
        self.figures = figures
        self.merged = frozenset(
            (key, figure.block.group) for key, figure in figures.items() if cleared.is_merged(figure)
        )
        self.withheld_areas = [figure for figure in withheld if figure.place in figure.block.areas]
        self.withheld_places = (
            frozenset((figure.block.group, figure.place) for figure in withheld)
            if withheld and len(withheld) == len(answers)
            else frozenset()
        )
        self.cells: dict[str, Cell] = {
            **before,
            **{key: cleared.of(figure) for key, figure in figures.items()},
        }
        for column in table.columns:
            if column.kind == "percent" and not column.heads and column.formula is None:
                self.cells[column.key] = _ratio(self.cells, column.ratio)
        for column in table.columns:
            if column.formula is not None:
                self.cells[column.key] = column.formula(self.cells)
        # A share of a base of 0 was empty before too. “Not available” beside a hidden base would tell that it is 0.
        is_inexact = any(not isinstance(cleared.of(figure), int) for figure in figures.values())
        worked_out = {column.key for column in table.columns if column.ratio or column.formula}
        exempt = {column.key for column in table.columns if column.exempt}
        self.hidden = {
            key
            for key, cell in self.cells.items()
            if cell is None
            and (
                before[key] is not None
                or key in exempt
                or (withheld and key not in _texts(table))
                or (is_inexact and key in worked_out)
            )
        }

    @property
    def is_withheld_part(self) -> bool:
        """True if it shows parts only, of which none may be printed."""
        return bool(self.withheld_places) and all(place != COUNTRY for _, place in self.withheld_places)


def _texts(table: Table) -> list[str]:
    return [column.key for column in table.columns if column.kind == "text"]


def _merged(table: Table, rows: Sequence[_ClearedRow]) -> list[_ClearedRow]:
    """Return the rows with those of merged parts as one row, where the last of them was."""
    last = {row.merged: number for number, row in enumerate(rows) if row.merged}
    found = []
    for number, row in enumerate(rows):
        if row.merged and last[row.merged] != number:
            continue
        if row.merged:
            row.cells[table.columns[0].key] = OTHERS
        found.append(row)
    return found


def _collapsed(table: Table, rows: Sequence[_ClearedRow]) -> list[_ClearedRow]:
    """Return the rows with those of one place of which nothing may be printed as one row."""
    places = Counter(row.withheld_places for row in rows if row.withheld_places)
    found: list[_ClearedRow] = []
    seen: set[frozenset[tuple[str, str]]] = set()
    for row in rows:
        if row.withheld_places in seen:
            continue
        if places[row.withheld_places] > 1:
            seen.add(row.withheld_places)
            row.cells[table.columns[0].key] = NOT_SHOWN
        found.append(row)
    return found


def _notes(rows: Sequence[_ClearedRow], policy: Policy, *, has_merged: bool, has_lost: bool) -> Iterator[str]:
    """Yield what was done to the figures of a table."""
    if any(isinstance(cell, Bound) for row in rows for cell in row.cells.values()):
        yield CAPPED
    if any(figure.place in figure.block.areas for row in rows for figure in row.figures.values()):
        yield f"Counts by area are rounded to the nearest {policy.rounding}; the numbers who answered are exact."
    if has_merged:
        yield f"Rows of fewer than {policy.smallest_base} are counted together."
    if has_lost:
        yield f"Parts are not shown apart, because in one of them fewer than {policy.smallest_base} answered."
    if any(row.withheld_places and not row.is_withheld_part for row in rows):
        yield f"Where fewer than {policy.smallest_base} answered, only that number is shown."


def _ratio(cells: Mapping[str, Cell], ratio: tuple[str, str] | None) -> Cell:
    """Return the share of a part, a limit if the part or the whole is one; None if it cannot be told."""
    if ratio is None:
        return None
    part, whole = cells[ratio[0]], cells[ratio[1]]
    if isinstance(part, int) and isinstance(whole, Bound) and whole.is_least:
        most = share(part, int(whole.value))
        return None if most is None else Bound(min(most, 1.0), is_least=False)
    if not isinstance(whole, int):
        return None
    if isinstance(part, Bound):
        of_whole = share(int(part.value), whole)
        return None if of_whole is None else Bound(of_whole, part.is_least)
    return share(part, whole) if isinstance(part, int) else None
