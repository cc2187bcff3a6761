"""Tables as SPSS and Stata files with labels, and a missing value for each reason why there is no answer.

Needs the optional extra `statistics` (pandas, pyreadstat), whose libraries need the whole table in memory.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeGuard

from survey.answers import STATE_LABELS, STORED_STATES, AnswerState
from survey.exports.variables import Cell, Kind, Table, Variable

NOT_INSTALLED = (
    "SPSS and Stata files need the optional packages pandas and pyreadstat, which are not installed here. Whoever runs "
    "Gatehouse can install them; the other formats need nothing."
)
NUMERIC = (Kind.INTEGER, Kind.DECIMAL)
CODED = (Kind.CHOICE, Kind.FLAG)
WITHOUT_REASON = {Kind.DATE: "day", Kind.TIME: "time", Kind.DATETIME: "day and time"}
"""The kinds whose variables cannot hold a reason for no answer, with what they hold."""
LETTERS = dict(zip(STORED_STATES, "abcd", strict=True))
"""Stata's missing values: .a does not know, .b prefers not to answer, .c not asked, .d does not apply."""

RESERVED = {
    *("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"),
    *("_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_pi"),
    *("_pred", "_rc", "_skip", "strl", "using"),
}
"""Words that cannot be variable names in SPSS or Stata."""


class CannotHoldError(ValueError):
    """The format cannot hold the data; the message says what is too long."""


@dataclass(frozen=True)
class Program:
    """The limits of a program's files: names in characters, labels and texts in bytes."""

    name: str
    longest_name: int
    longest_label: int
    longest_value_label: int
    longest_text: int
    letters: bool


SPSS = Program("SPSS", 64, 256, 120, 32_767, letters=False)
# Stata takes 32 signs; the library names the labels of a variable by it and the place of its column.
STATA = Program("Stata", 27, 80, 32_000, 2_000_000, letters=True)


@dataclass
class _Data:
    """The arguments of the writers, by column."""

    columns: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str | None] = field(default_factory=dict)
    # Stata's missing values are letters, which the library's types do not know.
    value_labels: dict[str, dict[Any, str]] = field(default_factory=dict)
    missing: dict[str, list[Any]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)


def is_installed() -> bool:
    """Return True if the extra is installed."""
    return all(find_spec(name) is not None for name in ("pandas", "pyreadstat"))


def write_spss(table: Table, rows: Iterable[Sequence[Cell]], path: Path) -> None:
    """Write a table as a .sav file.

    :raises CannotHoldError: for a text that is longer than SPSS holds.
    """
    import pandas
    import pyreadstat

    data = _filled(table, rows, SPSS)
    pyreadstat.write_sav(
        pandas.DataFrame(data.columns),
        path,
        file_label=_cut(table.title, 64),
        column_labels=data.labels,
        variable_value_labels=data.value_labels,
        missing_ranges=data.missing,
        variable_measure=data.measures,
        row_compress=True,
    )


def write_stata(table: Table, rows: Iterable[Sequence[Cell]], path: Path) -> None:
    """Write a table as a .dta file (version 15 and later of Stata)."""
    import pandas
    import pyreadstat

    data = _filled(table, rows, STATA)
    pyreadstat.write_dta(
        pandas.DataFrame(data.columns),
        path,
        file_label=_cut(table.title, 80),
        column_labels=data.labels,
        variable_value_labels=data.value_labels,
        missing_user_values=data.missing,
    )


def names_of(variables: Iterable[Variable], program: Program) -> list[str]:
    """Return a unique valid name for each variable: letters, digits and underscores."""
    found: list[str] = []
    used_names = set(RESERVED)
    for variable in variables:
        name = re.sub(r"\W", "_", variable.name, flags=re.ASCII)
        name = f"v{name}" if not name[:1].isalpha() else name
        free, number = name[: program.longest_name], 1
        while free.casefold() in used_names:
            number += 1
            free = f"{name[: program.longest_name - len(str(number)) - 1]}_{number}"
        used_names.add(free.casefold())
        found.append(free)
    return found


def codes_for(values: Iterable[float]) -> dict[AnswerState, int]:
    """Return a code for each state, lower than every value: -96 to -99, or -996 to -999 and so on."""
    lowest = min(values, default=0.0)
    base = 100
    while lowest < -base + 5:
        base *= 10
    return {state: -base + 4 - place for place, state in enumerate(STORED_STATES)}


def _filled(table: Table, rows: Iterable[Sequence[Cell]], program: Program) -> _Data:
    # The variables of single choices already contain this.
    single_valued = [
        (place, each) for place, each in enumerate(table.variables) if each.kind is not Kind.SEVERAL
    ]
    cells: list[list[Cell]] = [[] for _ in single_valued]
    for row in rows:
        for column, (place, _) in zip(cells, single_valued, strict=True):
            column.append(row[place])
    data = _Data()
    whole = [each for _, each in single_valued]
    names = names_of(whole, program)
    for name, variable, column in zip(names, whole, cells, strict=True):
        _add(data, name, variable, column, program)
    for variable, column in zip(whole, cells, strict=True):
        what = WITHOUT_REASON.get(variable.kind)
        if what and any(isinstance(cell, AnswerState) for cell in column):
            why = Variable(f"{variable.name}_why", f"Why there is no {what}: {variable.label}", Kind.CHOICE)
            name = names_of([*whole, why], program)[-1]
            _add(
                data, name, why, [cell if isinstance(cell, AnswerState) else None for cell in column], program
            )
    return data


def _add(data: _Data, name: str, variable: Variable, cells: list[Cell], program: Program) -> None:
    data.labels[name] = _cut(variable.label, program.longest_label)
    kind = variable.kind
    if kind in (Kind.TIME, Kind.DATETIME):
        cells = _clock_cells(kind, cells)
    is_text = any(isinstance(cell, str) and not isinstance(cell, AnswerState) for cell in cells)
    if kind is Kind.TEXT or (is_text and kind not in CODED):
        data.columns[name] = _texts(cells, variable, program)
        data.measures[name] = "nominal"
    elif kind in WITHOUT_REASON:
        data.columns[name] = _moments(cells)
        data.measures[name] = "scale"
    else:
        coded, labels = _coded(variable, cells) if kind in CODED else (cells, {})
        data.columns[name] = _numbers(data, name, coded, labels, program)
        data.measures[name] = "nominal" if kind in CODED else "scale"


def _coded(variable: Variable, cells: list[Cell]) -> tuple[list[Cell], dict[int, str]]:
    """Return choices as codes from 1 in order, with their labels; a flag stays 0 or 1."""
    if variable.kind is Kind.FLAG:
        return cells, {int(choice.value): choice.label for choice in variable.categories}
    labels = {choice.value: choice.label for choice in variable.categories}
    for cell in cells:
        if isinstance(cell, str) and not isinstance(cell, AnswerState):
            labels.setdefault(cell, cell)
    codes = {word: number for number, word in enumerate(labels, 1)}
    coded: list[Cell] = [
        codes[cell] if isinstance(cell, str) and not isinstance(cell, AnswerState) else cell for cell in cells
    ]
    return coded, {codes[word]: label for word, label in labels.items()}


def _numbers(data: _Data, name: str, cells: list[Cell], labels: dict[int, str], program: Program) -> Any:
    import pandas

    figures = [float(cell) for cell in cells if _is_figure(cell)]
    value_labels: dict[int | str, str] = {
        code: _cut(words, program.longest_value_label) for code, words in labels.items()
    }
    codes: dict[AnswerState, Any] = dict(LETTERS) if program.letters else dict(codes_for(figures))
    used = [state for state in STORED_STATES if state in cells]
    if used:
        value_labels |= {codes[state]: STATE_LABELS[state] for state in STORED_STATES}
        data.missing[name] = (
            [*LETTERS.values()]
            if program.letters
            else [{"lo": min(codes.values()), "hi": max(codes.values())}]
        )
    if value_labels:
        data.value_labels[name] = value_labels
    made = [codes[cell] if isinstance(cell, AnswerState) else _figure(cell) for cell in cells]
    is_mixed = program.letters and used
    return pandas.Series(made, dtype="object" if is_mixed else "float64")


def _is_figure(cell: Cell) -> TypeGuard[float]:
    return cell is not None and not isinstance(cell, str | dt.date)


def _figure(cell: Cell) -> float | None:
    return float(cell) if _is_figure(cell) else None


def _clock_cells(kind: Kind, cells: Iterable[Cell]) -> list[Any]:
    """Return texts such as 14:30 as times or moments; a text that is none stays as it is."""
    read = dt.time.fromisoformat if kind is Kind.TIME else dt.datetime.fromisoformat

    def moment(cell: Cell) -> Any:
        try:
            return read(cell) if isinstance(cell, str) and not isinstance(cell, AnswerState) else cell
        except ValueError:
            return cell

    return [moment(cell) for cell in cells]


def _moments(cells: list[Any]) -> Any:
    """Return days, times or moments as a column. One without any is a date in the file."""
    import pandas

    moments = [cell if isinstance(cell, dt.date | dt.time) else None for cell in cells]
    if any(moment is not None for moment in moments):
        return pandas.Series(moments, dtype="object")
    return pandas.Series(moments, dtype="datetime64[s]")


def _texts(cells: list[Cell], variable: Variable, program: Program) -> list[str]:
    texts = [_text(cell) for cell in cells]
    too_long = sum(1 for text in texts if len(text.encode()) > program.longest_text)
    if too_long:
        raise CannotHoldError(
            f"{too_long:,} of the answers to “{variable.label}” are longer than {program.name} holds "
            f"({program.longest_text:,} bytes). Choose CSV, where nothing is cut off."
        )
    return texts


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"[{cell.value}]" if isinstance(cell, AnswerState) else str(cell)


def _cut(words: str, most: int) -> str:
    """Return text on one line, cut to a number of bytes."""
    line = " ".join(words.split())
    if len(line.encode()) <= most:
        return line
    return line.encode()[: most - 3].decode(errors="ignore") + "…"


Writer = Callable[[Table, Iterable[Sequence[Cell]], Path], None]
