"""Expressions of a questionnaire: XPath 1.0 as XLSForms write it, parsed by elementpath. No Django here.

The alphabet: `${name}`, `.`, strings, numbers, `and or = != < <= > >= + - * div mod`, the functions of
survey.xpath_values, `if(test, then, else)`; `count(${group})`, `sum(${question})` and `count-non-empty(${question})`
over the rows of a repeated group; `position(..)` for the number of a row; in a choice_filter the columns of the
sheet choices. Anything else is refused when the questionnaire is published, never ignored when it is answered.
Answers are strings as in an XForm. For example `parse("${age} >= 18").holds({"age": "25"})` is True.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from survey.xpath_values import AGGREGATES, BINARY, FUNCTIONS, Value, number, text, truth

__all__ = ["AGGREGATES", "POSITION_KEY", "Expression", "ExpressionError", "Values", "number", "parse"]

REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][\w.-]*)\s*\}")
MAX_LENGTH = 2_000
"""Maximum number of characters in an expression."""
MAX_DEPTH = 100
"""Maximum depth of an expression, so that evaluating it never exhausts the stack."""

POSITION_KEY = ".."
"""The key in Values for the number of the current row, from 1."""

Values = Mapping[str, str | float | list[str]]
"""Answers by question name as XForms texts. Outside a repeated group its questions have a list, one text per row."""


class ExpressionError(ValueError):
    """The expression cannot be evaluated; the message gives the reason."""


@cache
def _parser() -> Any:
    """Return elementpath's XPath 1.0 parser with the functions that XForms add or change.

    Imported here because the import takes a third of a second and most commands never need it.
    """
    from elementpath import XPath1Parser

    class Parser(XPath1Parser):
        def parse(self, source: str) -> Any:
            # elementpath's own parse() goes on to evaluate, without answers; our evaluation is below.
            return super(XPath1Parser, self).parse(source)

    for name in ("position", "round"):
        Parser.unregister(name)
    added: dict[str, int | tuple[int, int]]
    added = {"selected": 2, "count-selected": 1, "count-non-empty": 1, "position": 1, "if": 3, "coalesce": 2}
    added |= {"int": 1, "today": 0, "round": (1, 2), "substr": (2, 3)}
    for name, count in added.items():
        Parser.function(name, nargs=count)
    return Parser


LITERALS = {"(string)", "(integer)", "(decimal)", "(float)"}
NO_ATTRIBUTES: Mapping[str, str] = {}
NO_VALUES: Values = {}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression.

    `names` are all questions it refers to: `single` those whose one answer is used, `aggregated` those used over all
    rows of a group, each with the function. `columns` are the columns of choices that a choice filter names. The three
    flags say if it uses its own value `.`, `position(..)` or `today()`.
    """

    source: str
    names: frozenset[str]
    single: frozenset[str]
    aggregated: frozenset[tuple[str, str]]
    columns: frozenset[str]
    uses_own_value: bool
    uses_position: bool
    uses_today: bool
    root: Any

    def holds(self, values: Values, own: str = "", attributes: Mapping[str, str] = NO_ATTRIBUTES) -> bool:
        """Return True if the expression is true. `own` is the value of `.`, `attributes` the columns of a choice."""
        return truth(_evaluate(self.root, values, own, attributes))

    def text(self, values: Values) -> str:
        """Return the result as an XForm stores it; an empty text for NaN."""
        found = text(_evaluate(self.root, values, "", NO_ATTRIBUTES))
        return "" if found == "NaN" else found


@lru_cache(maxsize=1024)
def parse(source: str, *, is_filter: bool = False) -> Expression:
    """Parse an expression. A choice filter (`is_filter`) may name the columns of a choice.

    :raises ExpressionError: for anything outside the alphabet of this module.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"“{source[:40]}…” is longer than {MAX_LENGTH:,} characters.")
    # The blank ends the name: `${a}-1` is a minus 1 and not the answer named `a-1`.
    plain = REFERENCE.sub(lambda match: f"${match[1]} ", source)
    try:
        root = _parser()().parse(plain)
        tokens = list(_tokens(root, MAX_DEPTH))
    except RecursionError:
        raise ExpressionError(f"“{source[:40]}…” is too deep: more than {MAX_DEPTH} levels.") from None
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
    in_lists = {id(token[0]) for token in tokens if token.symbol in AGGREGATES}
    return Expression(
        source=source,
        names=names,
        single=frozenset(
            token[0].value for token in tokens if token.symbol == "$" and id(token) not in in_lists
        ),
        aggregated=frozenset(
            (token.symbol, token[0][0].value) for token in tokens if token.symbol in AGGREGATES
        ),
        columns=frozenset(token.value for token in tokens if token.symbol == "(name)"),
        uses_own_value="." in symbols,
        uses_position="position" in symbols,
        uses_today="today" in symbols,
        root=root,
    )


def _tokens(token: Any, levels: int) -> Iterator[Any]:
    """Yield a token and its parts, except the names of answers and the `..` of `position(..)`."""
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
    if symbol in AGGREGATES:
        if len(token) != 1 or token[0].symbol != "$":
            raise ExpressionError(f"“{source}”: {symbol}() takes one name, such as {symbol}(${{name}}).")
        return
    if symbol not in FUNCTIONS:
        raise ExpressionError(f"“{source}” uses “{symbol}”, which this product does not evaluate.")
    fewest, most, _ = FUNCTIONS[symbol]
    if not fewest <= len(token) <= most:
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
        return _one(values.get(POSITION_KEY, math.nan))
    if symbol in AGGREGATES:
        return AGGREGATES[symbol](_many(values.get(token[0][0].value, [])))
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
    """Return the value of one answer; an empty text for a list, which forms may not use as a single answer."""
    return "" if isinstance(value, list) else value


def _many(value: str | float | list[str]) -> list[str]:
    return value if isinstance(value, list) else []
