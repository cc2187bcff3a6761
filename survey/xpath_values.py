"""Values of XPath 1.0 and XForms (text, number, boolean), and the operators and functions on them. No Django here.

A missing number is NaN, and a comparison with NaN is false, except `!=`. A date such as 2009-07-15 is the number of
days since 1970, so that dates can be compared and subtracted, as in ODK.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import add

Value = str | float | bool

WORD = re.compile(r"[^ \t\n\r]+")
NUMERAL = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EPOCH = dt.date(1970, 1, 1)


def number(value: Value) -> float:
    """Return XPath's number() of a value; NaN if it is not a number."""
    if not isinstance(value, str):
        return float(value)
    # Python would also take "1e5", "1_000" and "inf", which are no numbers in XPath 1.0.
    if NUMERAL.fullmatch(value):
        return float(value)
    if DAY.fullmatch(value):
        try:
            return float((dt.date.fromisoformat(value) - EPOCH).days)
        except ValueError:
            return math.nan
    return math.nan


def truth(value: Value) -> bool:
    """Return XPath's boolean() of a value."""
    if isinstance(value, float):
        return not math.isnan(value) and value != 0
    return bool(value)


def text(value: Value) -> str:
    """Return XPath's string() of a value: whole numbers without a point, never an exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def _equals(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


def _divide(left: Value, right: Value) -> float:
    above, below = number(left), number(right)
    if below == 0:
        # XPath has infinities where Python refuses, and 1 div -0 is the negative one.
        is_none = above == 0 or math.isnan(above)
        return math.nan if is_none else math.copysign(math.inf, above) * math.copysign(1.0, below)
    return above / below


def _remainder(left: Value, right: Value) -> float:
    above, below = number(left), number(right)
    return math.nan if below == 0 or math.isinf(above) else math.fmod(above, below)


def _round(value: Value, places: Value = 0.0) -> float:
    figure, count = number(value), number(places)
    if not math.isfinite(figure):
        return figure
    if not count.is_integer() or abs(count) > 15:
        return math.nan
    scale = 10.0 ** int(count)
    moved = figure * scale
    return math.floor(moved + 0.5) / scale if math.isfinite(moved) else figure


def _truncate(value: Value) -> float:
    figure = number(value)
    return float(math.trunc(figure)) if math.isfinite(figure) else figure


def _substring(value: Value, start: Value, end: Value = math.inf) -> str:
    words, first, last = text(value), number(start), number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return words[int(max(0, min(first, len(words)))) : int(max(0, min(last, len(words))))]


BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "=": _equals,
    "!=": lambda left, right: not _equals(left, right),
    "<": lambda left, right: number(left) < number(right),
    "<=": lambda left, right: number(left) <= number(right),
    ">": lambda left, right: number(left) > number(right),
    ">=": lambda left, right: number(left) >= number(right),
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
    "*": lambda left, right: number(left) * number(right),
    "div": _divide,
    "mod": _remainder,
}

FUNCTIONS: dict[str, tuple[int, int, Callable[..., Value]]] = {
    "not": (1, 1, lambda value: not truth(value)),
    "true": (0, 0, lambda: True),
    "false": (0, 0, lambda: False),
    "number": (1, 1, number),
    "int": (1, 1, _truncate),
    "round": (1, 2, _round),
    "string": (1, 1, text),
    "string-length": (1, 1, lambda value: float(len(text(value)))),
    "substr": (2, 3, _substring),
    "concat": (2, 50, lambda *parts: "".join(text(part) for part in parts)),
    "contains": (2, 2, lambda value, part: text(part) in text(value)),
    "starts-with": (2, 2, lambda value, part: text(value).startswith(text(part))),
    "selected": (2, 2, lambda value, word: text(word) in WORD.findall(text(value))),
    "count-selected": (1, 1, lambda value: float(len(WORD.findall(text(value))))),
    "coalesce": (2, 2, lambda first, second: first if text(first) else second),
    "today": (0, 0, lambda: dt.date.today().isoformat()),  # noqa: DTZ011 - Django sets the place's own clock
}
"""Functions by name: minimum and maximum number of arguments, and the implementation."""


def _sum(texts: list[str]) -> float:
    """Return the sum in order of the rows. Python 3.12's sum() rounds differently from browsers."""
    figures = (figure for figure in map(number, texts) if not math.isnan(figure))
    return reduce(add, figures, 0.0)


AGGREGATES: dict[str, Callable[[list[str]], float]] = {
    "count": lambda rows: float(len(rows)),
    "count-non-empty": lambda texts: float(sum(1 for each in texts if each)),
    "sum": _sum,
}
"""Functions over the rows of a repeated group, or over one question's answers in all rows."""
