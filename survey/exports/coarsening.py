"""Coarsening of the variables of a de-identified file, so that no value belongs to only a few cases.

“A few” is fewer than 10, the smallest base that the policy for published figures allows. No Django here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from survey.answers import AnswerState
from survey.exports.variables import ANOTHER, NUMBER, Cell, Kind, Table, Variable
from survey.questions import Choice

SMALLEST = 10
RULES = (
    "Names, contact details, days, times, and everything that was said or written in words are left out.",
    "So is every question whose answer the public directory shows under the name of an organisation.",
    "The cases are in random order, another one in each file that is made; a number is only a place in its file.",
    f"A question that fewer than {SMALLEST} respondents answered is left out.",
    f"Of a question with one choice, choices that fewer than {SMALLEST} respondents gave are put together as "
    f"“another”, with the next smallest, until {SMALLEST} or more gave one of them. "
    "Answers on a scale stay as they are.",
    f"The {SMALLEST} largest values of a number are shown as the smallest of them. A mean over them is too low.",
    "The reason why an answer is missing is always shown.",
)
"""What `coarsened` and the extracts do, a sentence each, for the notes of a file."""


def coarsened(table: Table, counts: Sequence[Counter[Cell]]) -> Table:
    """Return the table with coarsened variables. A variable with fewer than SMALLEST values is left out.

    `counts` are the frequencies of the cells of each variable, or nothing for a table without rows.
    """
    numbers = {table.variables[0].name, NUMBER, "version"}
    values = [_values(cells) for cells in counts] or [Counter() for _ in table.variables]
    given: dict[str, int] = {}
    for variable, cells in zip(table.variables, values, strict=True):
        if variable.question is not None and not variable.choice:
            given[variable.question.name] = cells.total()
    variables: list[Variable | None] = []
    for variable, cells in zip(table.variables, values, strict=True):
        is_number_of_row = variable.question is None and variable.name in numbers
        variables.append(variable if is_number_of_row else _coarsened(variable, cells, given))
    return replace(table, variables=tuple(variable for variable in variables if variable is not None))


def merged_choices(counts: Mapping[str, int], smallest: int = SMALLEST) -> frozenset[str]:
    """Return the choices to merge, so that the merged choice has at least `smallest` rows.

    These are the choices with 1 to `smallest` - 1 rows and, if they have too few together, the next smallest ones.
    For example, of {a: 40, b: 12, c: 3, d: 2} these are b, c and d: c and d have 5 together, with b 17. Of {a: 40,
    c: 6, d: 5} these are c and d.
    """
    ordered = sorted((number, choice) for choice, number in counts.items() if number)
    merged: set[str] = set()
    total = 0
    for number, choice in ordered:
        if number >= smallest and (not merged or total >= smallest):
            break
        merged.add(choice)
        total += number
    return frozenset(merged)


def top_of(values: Mapping[int | Decimal, int], smallest: int = SMALLEST) -> int | Decimal | None:
    """Return the `smallest`-th largest value, counted with repeats; None if there are fewer values."""
    number = 0
    for value, frequency in sorted(values.items(), reverse=True):
        number += frequency
        if number >= smallest:
            return value
    return None


def _coarsened(variable: Variable, values: Counter[Cell], given: Mapping[str, int]) -> Variable | None:
    base = given.get(variable.question.name, 0) if variable.question is not None else values.total()
    if base < SMALLEST or variable.kind in (Kind.TEXT, Kind.DATE, Kind.TIME, Kind.DATETIME):
        return None
    if variable.kind is Kind.CHOICE:
        return _merged(variable, values)
    if variable.kind in (Kind.INTEGER, Kind.DECIMAL):
        top = top_of({value: number for value, number in values.items() if isinstance(value, int | Decimal)})
        return None if top is None else replace(variable, is_coarsened=True, top=top)
    return replace(variable, is_coarsened=True)


def _merged(variable: Variable, values: Counter[Cell]) -> Variable | None:
    if variable.question is not None and variable.question.scale:
        return replace(variable, is_coarsened=True)
    merged = merged_choices({choice.value: values[choice.value] for choice in variable.categories})
    if not merged:
        return replace(variable, is_coarsened=True)
    others = tuple(choice for choice in variable.categories if choice.value not in merged)
    if not any(values[choice.value] for choice in others):
        return None
    words = "; ".join(choice.label for choice in variable.categories if choice.value in merged)
    return replace(
        variable,
        categories=(*others, Choice(ANOTHER, f"Another of these: {words}")),
        is_coarsened=True,
        merged=merged,
    )


def _values(cells: Counter[Cell]) -> Counter[Cell]:
    """Return the frequencies of real values, without states of an answer and missing answers."""
    return Counter(
        {
            cell: number
            for cell, number in cells.items()
            if cell is not None and not isinstance(cell, AnswerState)
        }
    )
