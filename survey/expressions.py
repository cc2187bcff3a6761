"""Expressions of a questionnaire: XPath 1.0 as XLSForms write it, for given answers. No Django here.

survey.xpath_parser reads them into trees, survey.xpath_functions has the functions. What this product does not evaluate
is refused when the questionnaire is read, never ignored when it is answered. Answers are strings as in an XForm. For
example `parse("${age} >= 18").holds({"age": "25"})` is True.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from survey import xpath_dates
from survey.xpath_functions import BY_CHANCE, FUNCTIONS, OVER_ROWS, ROWS_ONLY
from survey.xpath_parser import ExpressionError, Tree, tree_of
from survey.xpath_values import OPERATORS, Value, number, text, truth

__all__ = [
    "ABOVE_KEY",
    "POSITION_KEY",
    "SITUATION_KEY",
    "Expression",
    "ExpressionError",
    "Situation",
    "Tree",
    "Values",
    "joined",
    "parse",
]

ABOVE_KEY = "../preceding-sibling"
"""The key in Values for the Values of the rows above the current one, from the first."""
POSITION_KEY = ".."
"""The key in Values for the number of the current row, from 1."""
SITUATION_KEY = "()"
"""The key in Values for the Situation."""


@dataclass(frozen=True)
class Situation:
    """What expressions may ask for besides answers: the time, and what the questionnaire holds.

    `moment` is the time that today() and now() give; empty for the clock's. `choices` are the labels of choices by
    question and value, `tables` the rows of tables by name, with their cells by column.
    """

    moment: str = ""
    version: str = ""
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    @property
    def now(self) -> str:
        """The time as ODK writes it, with the offset of the place."""
        return self.moment or xpath_dates.clock()


NO_SITUATION = Situation()
Values = Mapping[str, Any]
"""Answers by question name as XForms texts. Outside a repeated group its questions have a list, one text per row.
The number of the row stands at POSITION_KEY, the rows above it at ABOVE_KEY, the Situation at SITUATION_KEY."""
NO_ATTRIBUTES: Mapping[str, str] = {}
NO_VALUES: Values = {}


class Scope(NamedTuple):
    """What a tree is evaluated for: answers, the own value, and the cells of a choice or of a row of a table."""

    values: Values
    own: str = ""
    attributes: Mapping[str, str] = NO_ATTRIBUTES

    @property
    def situation(self) -> Situation:
        """The time and what the questionnaire holds."""
        found = self.values.get(SITUATION_KEY)
        return found if isinstance(found, Situation) else NO_SITUATION


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.

    `names` are all questions it refers to: `single` those whose one answer is used, `aggregated` those used over all
    rows of a group, each with the function. `columns` are the columns of choices that a choice filter names, `tables`
    the tables it looks into, `choice_names` the questions whose labels it reads. The flags say if it uses its own value
    `.`, `position(..)`, the time, chance, or anything of the Situation.
    """

    source: str
    tree: Tree
    names: frozenset[str]
    single: frozenset[str]
    aggregated: frozenset[tuple[str, str]]
    columns: frozenset[str]
    tables: frozenset[str]
    choice_names: frozenset[str]
    uses_own_value: bool
    uses_position: bool
    uses_time: bool
    uses_chance: bool
    uses_situation: bool

    def holds(self, values: Values, own: str = "", attributes: Mapping[str, str] = NO_ATTRIBUTES) -> bool:
        """Return True if the expression is true. `own` is the value of `.`, `attributes` the columns of a choice."""
        return truth(evaluate(self.tree, Scope(values, own, attributes)))

    def text(self, values: Values, own: str = "") -> str:
        """Return the result as an XForm stores it; an empty text for NaN."""
        return stored_text(evaluate(self.tree, Scope(values, own)))


def stored_text(value: Value) -> str:
    """Return a result as an XForm stores it; an empty text for NaN."""
    found = text(value)
    return "" if found == "NaN" else found


def joined(conditions: Sequence[str]) -> str:
    """Return the condition that all of these hold; empty if there are none.

    >>> joined(["${a} = 1 or ${b} = 1", "${c} = 1"])
    '(${a} = 1 or ${b} = 1) and (${c} = 1)'
    """
    return " and ".join(f"({each})" for each in conditions) if len(conditions) > 1 else "".join(conditions)


@lru_cache(maxsize=2048)
def parse(source: str, *, is_filter: bool = False) -> Expression:
    """Parse an expression. A choice filter (`is_filter`) may name the columns of a choice.

    :raises ExpressionError: for anything that is not evaluated here.
    """
    tree = tree_of(source, is_filter=is_filter)
    nodes = list(_nodes(tree))
    symbols = {node[0] for node in nodes}
    single = frozenset(node[1] for node in nodes if node[0] == "$")
    over_rows = {node[1] for node in nodes if node[0] == "rows"}
    inside = {id(node) for item in nodes if item[0] == "item" for node in _nodes(item[2])}
    return Expression(
        source=source,
        tree=tree,
        names=single | over_rows,
        single=single,
        aggregated=frozenset(
            ("indexed-repeat" if node[0] == "at" else node[0], part[1])
            for node in nodes
            if node[0] in ROWS_ONLY or node[0] == "at"
            for part in node[1:]
            if isinstance(part, list) and part[0] == "rows"
        ),
        columns=frozenset(node[1] for node in nodes if node[0] == "column" and id(node) not in inside),
        tables=frozenset(node[1] for node in nodes if node[0] == "item"),
        choice_names=frozenset(node[1] for node in nodes if node[0] == "choice-name"),
        uses_own_value="." in symbols,
        uses_position="position" in symbols,
        uses_time=bool(symbols & {"today", "now"}),
        uses_chance=bool(symbols & BY_CHANCE),
        uses_situation=bool(symbols & {"today", "now", "version", "choice-name", "item"}),
    )


def _nodes(tree: Tree) -> Iterator[list[Any]]:
    """Yield every operation in a tree, the outermost first."""
    if isinstance(tree, list):
        yield tree
        for part in tree[1:]:
            yield from _nodes(part)


def evaluate(tree: Tree, scope: Scope) -> Value:
    """Return the value of a tree."""
    if not isinstance(tree, list):
        return tree
    symbol = tree[0]
    special = _SPECIAL.get(symbol)
    if special is not None:
        return special(tree, scope)
    if symbol in OPERATORS:
        return OPERATORS[symbol](*[evaluate(part, scope) for part in tree[1:]])
    function = FUNCTIONS[symbol].evaluate
    if symbol in OVER_ROWS:
        return function(*_operands(tree[1:], scope))
    return function(*[evaluate(part, scope) for part in tree[1:]])


def _operands(parts: Sequence[Tree], scope: Scope) -> Iterator[Value]:
    """Yield the values of operands, with one for each row of a repeated group or of a table."""
    for part in parts:
        if isinstance(part, list) and part[0] == "rows":
            found = scope.values.get(part[1], ())
            yield from (found,) if isinstance(found, str | float) else found
        elif isinstance(part, list) and part[0] == "item":
            yield from _cells(part, scope)
        else:
            yield evaluate(part, scope)


def _cells(tree: list[Any], scope: Scope) -> Iterator[str]:
    """Yield the cells of one column of a table, in the rows that the condition allows."""
    _, table, condition, column = tree
    rows = scope.situation.tables.get(table, ())
    for row in rows:
        if truth(evaluate(condition, scope._replace(attributes=row))):
            yield row.get(column, "")


def _one(tree: list[Any], scope: Scope) -> Value:
    """Return the value of one answer; an empty text for a list, which forms may not use as a single answer."""
    value = scope.values.get(tree[1], "")
    return "" if isinstance(value, list) else value


def _if(tree: list[Any], scope: Scope) -> Value:
    """Return the value after the first condition that holds, or else the last."""
    for place in range(1, len(tree) - 1, 2):
        if truth(evaluate(tree[place], scope)):
            return evaluate(tree[place + 1], scope)
    return evaluate(tree[-1], scope)


def _choice_name(tree: list[Any], scope: Scope) -> str:
    return scope.situation.choices.get(tree[1], {}).get(text(evaluate(tree[2], scope)), "")


def _at(tree: list[Any], scope: Scope) -> Value:
    """Return the answer of one row, counted from 1; an empty text if there is no such row.

    Within the repeated group itself only the rows above are known.
    """
    place = number(evaluate(tree[1], scope))
    rows = list(_operands(tree[2:], scope) if _is_outside(tree[2], scope) else _above(tree[2], scope))
    return rows[int(place) - 1] if 1 <= place < len(rows) + 1 else ""


def _is_outside(rows: list[Any], scope: Scope) -> bool:
    """Return True outside the repeated group whose rows are meant: there, its questions have a list."""
    return ABOVE_KEY not in scope.values or isinstance(scope.values.get(rows[1]), list)


def _above(rows: list[Any], scope: Scope) -> Iterator[Value]:
    return (row.get(rows[1], "") for row in scope.values[ABOVE_KEY])


_SPECIAL: dict[str, Callable[[list[Any], Scope], Value]] = {
    "$": _one,
    ".": lambda tree, scope: scope.own,
    "column": lambda tree, scope: scope.attributes.get(tree[1], ""),
    "position": lambda tree, scope: scope.values.get(POSITION_KEY, math.nan),
    "and": lambda tree, scope: all(truth(evaluate(part, scope)) for part in tree[1:]),
    "or": lambda tree, scope: any(truth(evaluate(part, scope)) for part in tree[1:]),
    "if": _if,
    "at": _at,
    "item": lambda tree, scope: next(_cells(tree, scope), ""),
    "choice-name": _choice_name,
    "today": lambda tree, scope: scope.situation.now[:10],
    "now": lambda tree, scope: scope.situation.now,
    "version": lambda tree, scope: scope.situation.version,
}
"""What a tree may hold besides operators and functions on values."""
