"""Expressions of a questionnaire: XPath 1.0 as XLSForms write it, parsed by elementpath. Pure.

The alphabet: `${name}`, `.`, strings, numbers, `and or = != < <= > >= + - * div mod`, the functions of
survey.xpath_values, `if(test, then, else)`; `count(${group})`, `sum(${question})` and `count-non-empty(${question})`
over the rows of a repeated group; `position(..)` for the number of a row; in a choice_filter the columns of the
sheet choices. Anything else is refused when the questionnaire is published, never ignored when it is asked.
Answers are strings as in an XForm.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from survey.xpath_values import BINARY, FUNCTIONS, LISTS, Value, number, text, truth

__all__ = ["LISTS", "PLACE", "Expression", "ExpressionError", "Values", "number", "parse"]

REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][\w.-]*)\s*\}")
LONGEST = 2_000
"""The most characters of one expression: a form's own are a line."""
DEEPEST = 100
"""The most levels of one expression, so that evaluating it never runs out of stack."""

PLACE = ".."
"""Among values, the number of the row that is asked about, from 1."""

Values = Mapping[str, str | float | list[str]]
"""Answers by question as XForms texts; a list for what is repeated, seen from outside; PLACE within a row."""


class ExpressionError(ValueError):
    """An expression that cannot be evaluated, with the reason in words."""


@cache
def _parser() -> Any:
    """elementpath's XPath 1.0 parser with the functions that XForms add or take otherwise.

    Imported here because it takes a third of a second and most commands never meet a condition.
    """
    from elementpath import XPath1Parser

    class Parser(XPath1Parser):
        def parse(self, source: str) -> Any:
            # elementpath's own parse() goes on to evaluate, without answers; our evaluation is below.
            return super(XPath1Parser, self).parse(source)

    for name in ("position", "round"):
        Parser.unregister(name)
    added = {"selected": 2, "count-selected": 1, "count-non-empty": 1, "position": 1, "if": 3, "coalesce": 2}
    added |= {"int": 1, "today": 0, "round": (1, 2), "substr": (2, 3)}  # type: ignore[dict-item]
    for name, count in added.items():
        Parser.function(name, nargs=count)
    return Parser


LITERALS = {"(string)", "(integer)", "(decimal)", "(float)"}
NO_ATTRIBUTES: Mapping[str, str] = {}
NO_VALUES: Values = {}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.

    `names` are the questions it asks about: `single` for one answer, `listed` (with the function) for all rows of
    a group at once. `columns` are those of a choice; the rest says whether it holds `.`, `position(..)`, `today()`.
    """

    source: str
    names: frozenset[str]
    single: frozenset[str]
    listed: frozenset[tuple[str, str]]
    columns: frozenset[str]
    asks_itself: bool
    asks_place: bool
    asks_day: bool
    root: Any

    def holds(self, values: Values, own: str = "", attributes: Mapping[str, str] = NO_ATTRIBUTES) -> bool:
        """Whether it is true for these values; `own` is what `.` stands for, `attributes` a choice's columns."""
        return truth(_evaluate(self.root, values, own, attributes))

    def text(self, values: Values) -> str:
        """What a calculation gives, as an XForm stores it: nothing for what is no number."""
        found = text(_evaluate(self.root, values, "", NO_ATTRIBUTES))
        return "" if found == "NaN" else found


@lru_cache(maxsize=1024)
def parse(source: str, *, is_filter: bool = False) -> Expression:
    """Read an expression; one that filters choices may name the columns of a choice.

    :raises ExpressionError: with what is wrong and where, for anything outside the alphabet.
    """
    if len(source) > LONGEST:
        raise ExpressionError(f"“{source[:40]}…” is longer than {LONGEST:,} characters.")
    # The blank ends the name: `${a}-1` takes 1 from a and is not the answer called `a-1`.
    plain = REFERENCE.sub(lambda match: f"${match[1]} ", source)
    try:
        root = _parser()().parse(plain)
        tokens = list(_tokens(root, DEEPEST))
    except RecursionError:
        raise ExpressionError(f"“{source[:40]}…” is too deep: more than {DEEPEST} levels.") from None
    except (SyntaxError, NameError, TypeError, ValueError, KeyError, ArithmeticError) as error:
        reason = getattr(error, "message", "") or str(error)
        raise ExpressionError(f"“{source}” cannot be read: {reason}.") from error
    names = frozenset(token[0].value for token in tokens if token.symbol == "$")
    for name in names | set(REFERENCE.findall(source)):
        # Neither a bare $name, which XLSForms do not have, nor a ${name} within quotation marks.
        if name not in names or not re.search(rf"\$\{{\s*{re.escape(name)}\s*\}}", source):
            raise ExpressionError(f"“{source}”: write ${{{name}}} for an answer, without quotation marks.")
    for token in tokens:
        if not (is_filter and token.symbol == "(name)"):
            _check(token, source)
    symbols = {token.symbol for token in tokens}
    in_lists = {id(token[0]) for token in tokens if token.symbol in LISTS}
    return Expression(
        source=source,
        names=names,
        single=frozenset(
            token[0].value for token in tokens if token.symbol == "$" and id(token) not in in_lists
        ),
        listed=frozenset((token.symbol, token[0][0].value) for token in tokens if token.symbol in LISTS),
        columns=frozenset(token.value for token in tokens if token.symbol == "(name)"),
        asks_itself="." in symbols,
        asks_place="position" in symbols,
        asks_day="today" in symbols,
        root=root,
    )


def _tokens(token: Any, levels: int) -> Iterator[Any]:
    """A token and all that it is made of, but for the names of answers and the row that `position` counts."""
    if not levels:
        raise RecursionError
    yield token
    if token.symbol != "$" and not _counts_place(token):
        for part in token:
            yield from _tokens(part, levels - 1)


def _counts_place(token: Any) -> bool:
    return bool(token.symbol == "position" and len(token) == 1 and token[0].symbol == "..")


def _check(token: Any, source: str) -> None:
    symbol = token.symbol
    if symbol in LITERALS - {"(string)"} and abs(token.value) > sys.float_info.max:
        raise ExpressionError(f"“{source[:40]}…” has a number that is too large.")
    if symbol in LITERALS or symbol in {".", "$", "and", "or", "(", "if"} or _counts_place(token):
        return
    if symbol in BINARY and (len(token) == 2 or symbol == "-"):
        return
    if symbol in LISTS:
        if len(token) != 1 or token[0].symbol != "$":
            raise ExpressionError(f"“{source}”: {symbol}() takes one name, such as {symbol}(${{name}}).")
        return
    if symbol not in FUNCTIONS:
        raise ExpressionError(f"“{source}” uses “{symbol}”, which this product does not evaluate.")
    least, most, _ = FUNCTIONS[symbol]
    if not least <= len(token) <= most:
        raise ExpressionError(f"“{source}”: {symbol}() needs its arguments written out.")


def _evaluate(token: Any, values: Values, own: str, attributes: Mapping[str, str]) -> Value:
    symbol = token.symbol
    if symbol == "(string)":
        return str(token.value)
    if symbol in LITERALS:
        return float(token.value)
    if symbol == ".":
        return own
    if symbol == "$":
        return _one(values.get(token[0].value, ""))
    if symbol == "(name)":
        return attributes.get(token.value, "")
    if symbol == "position":
        return _one(values.get(PLACE, math.nan))
    if symbol in LISTS:
        return LISTS[symbol](_many(values.get(token[0][0].value, [])))
    if symbol == "(":
        return _evaluate(token[0], values, own, attributes)
    if symbol == "and":
        return all(truth(_evaluate(part, values, own, attributes)) for part in token)
    if symbol == "or":
        return any(truth(_evaluate(part, values, own, attributes)) for part in token)
    if symbol == "if":
        chosen = token[1] if truth(_evaluate(token[0], values, own, attributes)) else token[2]
        return _evaluate(chosen, values, own, attributes)
    parts = [_evaluate(part, values, own, attributes) for part in token]
    if symbol == "-" and len(parts) == 1:
        return -number(parts[0])
    return BINARY[symbol](*parts) if symbol in BINARY else FUNCTIONS[symbol][2](*parts)


def _one(value: str | float | list[str]) -> str | float:
    """One answer; of what is repeated nothing, which the reader of forms refuses to ask about like this."""
    return "" if isinstance(value, list) else value


def _many(value: str | float | list[str]) -> list[str]:
    return value if isinstance(value, list) else []
