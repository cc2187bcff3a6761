"""Conditions of a questionnaire: XPath 1.0 as XLSForms write it, parsed by elementpath. Pure.

The alphabet: `${name}`, `.`, strings, numbers, `and or = != < <= > >= + -`, `not() true() false() number()
string-length() contains() starts-with() selected() count-selected()`. Anything else is refused when the
questionnaire is published, never ignored when it is asked. Values are strings as in an XForm: a number
that was not given is NaN, and a comparison with NaN is false (but for `!=`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][\w.-]*)\s*\}")
NUMERAL = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)
LONGEST = 2_000
"""The most characters of one condition: a form's own are a line."""
DEEPEST = 100
"""The most levels of one condition, so that evaluating it never runs out of stack."""


class ExpressionError(ValueError):
    """A condition that cannot be evaluated, with the reason in words."""


@cache
def _parser() -> Any:
    """elementpath's XPath 1.0 parser with the two functions that XForms add for choices.

    Imported here because it takes a third of a second and most commands never meet a condition.
    """
    from elementpath import XPath1Parser

    class Parser(XPath1Parser):
        def parse(self, source: str) -> Any:
            # elementpath's own parse() goes on to evaluate, without answers; our evaluation is below.
            return super(XPath1Parser, self).parse(source)

    for name, count in (("selected", 2), ("count-selected", 1)):
        Parser.function(name, nargs=count)
    return Parser


Value = str | float | bool


def number(value: Value) -> float:
    """A value as XPath's number(): NaN when it is none."""
    if isinstance(value, str):
        # Python would also take "1e5", "1_000" and "inf", which are no numbers in XPath 1.0.
        return float(value) if NUMERAL.fullmatch(value) else math.nan
    return float(value)


def truth(value: Value) -> bool:
    """A value as XPath's boolean()."""
    if isinstance(value, float):
        return not math.isnan(value) and value != 0
    return bool(value)


def text(value: Value) -> str:
    """A value as XPath's string(), whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        return str(int(value)) if value.is_integer() else str(value)
    return value


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: number(left) < number(right),
    "<=": lambda left, right: number(left) <= number(right),
    ">": lambda left, right: number(left) > number(right),
    ">=": lambda left, right: number(left) >= number(right),
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
}

FUNCTIONS: dict[str, Callable[..., Value]] = {
    "not": lambda value: not truth(value),
    "true": lambda: True,
    "false": lambda: False,
    "number": number,
    "string-length": lambda value: float(len(text(value))),
    "contains": lambda value, part: text(part) in text(value),
    "starts-with": lambda value, part: text(value).startswith(text(part)),
    "selected": lambda value, word: text(word) in text(value).split(),
    "count-selected": lambda value: float(len(text(value).split())),
}

LITERALS = {"(string)", "(integer)", "(decimal)", "(float)"}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed condition. `names` are the questions it asks about; `asks_itself` says whether it holds a `.`."""

    source: str
    names: frozenset[str]
    asks_itself: bool
    root: Any

    def holds(self, values: Mapping[str, str], own: str = "") -> bool:
        """Whether the condition is true for these values; `own` is what `.` stands for."""
        return truth(_evaluate(self.root, values, own))


@lru_cache(maxsize=1024)
def parse(source: str) -> Expression:
    """Read a condition.

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
        _check(token, source)
    return Expression(source, names, any(token.symbol == "." for token in tokens), root)


def _tokens(token: Any, levels: int) -> Iterator[Any]:
    """A token and all that it is made of, but for the names of answers."""
    if not levels:
        raise RecursionError
    yield token
    if token.symbol != "$":
        for part in token:
            yield from _tokens(part, levels - 1)


def _check(token: Any, source: str) -> None:
    symbol = token.symbol
    if symbol in LITERALS or symbol in {".", "$", "and", "or", "("}:
        return
    if symbol in BINARY and (len(token) == 2 or symbol == "-"):
        return
    if symbol not in FUNCTIONS:
        raise ExpressionError(f"“{source}” uses “{symbol}”, which this product does not evaluate.")
    if len(token) != FUNCTIONS[symbol].__code__.co_argcount:
        raise ExpressionError(f"“{source}”: {symbol}() needs its arguments written out.")


def _evaluate(token: Any, values: Mapping[str, str], own: str) -> Value:
    symbol = token.symbol
    if symbol == "(string)":
        return str(token.value)
    if symbol in LITERALS:
        return float(token.value)
    if symbol == ".":
        return own
    if symbol == "$":
        return values.get(token[0].value, "")
    if symbol == "(":
        return _evaluate(token[0], values, own)
    if symbol == "and":
        return all(truth(_evaluate(part, values, own)) for part in token)
    if symbol == "or":
        return any(truth(_evaluate(part, values, own)) for part in token)
    parts = [_evaluate(part, values, own) for part in token]
    if symbol == "-" and len(parts) == 1:
        return -number(parts[0])
    return BINARY[symbol](*parts) if symbol in BINARY else FUNCTIONS[symbol](*parts)
