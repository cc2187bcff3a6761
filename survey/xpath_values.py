"""Values of XPath 1.0 and XForms (text, number, boolean), and the operators on them. No Django here.

A missing number is NaN, and a comparison with NaN is false, except `!=`. A date such as 2009-07-15 is the number of
days since 1970, and a date with a time has a fraction of a day, so that they can be compared and subtracted, as in ODK.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal

from survey import xpath_dates

Value = str | float | bool

NUMERAL = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)


def number(value: Value) -> float:
    """Return XPath's number() of a value; NaN if it is not a number."""
    if not isinstance(value, str):
        return float(value)
    # Python would also take "1e5", "1_000" and "inf", which are no numbers in XPath 1.0.
    return float(value) if NUMERAL.fullmatch(value) else xpath_dates.days(value)


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


def _subtract(left: Value, *right: Value) -> float:
    """Return the difference, or the negative of a single operand."""
    return number(left) - number(right[0]) if right else -number(left)


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


OPERATORS: dict[str, Callable[..., Value]] = {
    "=": _equals,
    "!=": lambda left, right: not _equals(left, right),
    "<": lambda left, right: number(left) < number(right),
    "<=": lambda left, right: number(left) <= number(right),
    ">": lambda left, right: number(left) > number(right),
    ">=": lambda left, right: number(left) >= number(right),
    "+": lambda left, right: number(left) + number(right),
    "-": _subtract,
    "*": lambda left, right: number(left) * number(right),
    "div": _divide,
    "mod": _remainder,
}
"""The operators on two values; `-` also on one."""
