"""The functions of ODK XForms that expressions may use, by name. No Django here.

Each does what https://getodk.github.io/xforms-spec/#xpath-functions says, and where that is silent what ODK Collect
does. What needs more than its operands (answers, rows, tables, the time) is in survey.expressions.
"""

from __future__ import annotations

import math
import random
import re
import uuid
from collections.abc import Callable
from functools import reduce
from operator import add
from typing import NamedTuple

from survey import xpath_dates, xpath_regex
from survey.xpath_values import NUMERAL, Value, number, text, truth

MANY = 50
"""Maximum number of operands of a function that takes any number."""
WORD = re.compile(r"[^ \t\n\r]+")
MAX_PLACES = 15


class Function(NamedTuple):
    """A function: its minimum and maximum number of operands, and what evaluates it."""

    fewest: int
    most: int
    evaluate: Callable[..., Value]


def _round(value: Value, places: Value = 0.0) -> float:
    """Return the number rounded as a decimal, half up: 1.005 to two places is 1.01, as in a spreadsheet."""
    figure, count = number(value), number(places)
    if not math.isfinite(figure):
        return figure
    if not count.is_integer() or abs(count) > MAX_PLACES:
        return math.nan
    moved = _moved(figure, int(count))
    return _moved(float(math.floor(moved + 0.5)), -int(count)) if math.isfinite(moved) else figure


def _moved(figure: float, places: int) -> float:
    """Return the number with its decimal point moved to the right, exactly as it is written."""
    digits, _, power = repr(figure).partition("e")
    return float(f"{digits}e{int(power or 0) + places}")


def _whole(function: Callable[[float], int]) -> Callable[[Value], float]:
    """Return a function on numbers that leaves NaN and infinities as they are. Adding 0 makes -0 a plain zero."""

    def evaluate(value: Value) -> float:
        figure = number(value)
        return float(function(figure)) + 0.0 if math.isfinite(figure) else figure

    return evaluate


def _real(function: Callable[..., float]) -> Callable[..., float]:
    """Return a function on numbers that gives NaN where it has no value, and infinity beyond all numbers."""

    def evaluate(*values: Value) -> float:
        figures = [number(value) for value in values]
        if any(math.isnan(figure) for figure in figures):
            return math.nan
        try:
            return function(*figures)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return evaluate


def _power(base: float, power: float) -> float:
    try:
        return math.pow(base, power)
    except ValueError:
        # Zero to a negative power is infinity; a negative number to a fraction has no value.
        return math.inf if base == 0 else math.nan
    except OverflowError:
        is_negative = base < 0 and power % 2 == 1
        return -math.inf if is_negative else math.inf


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda figure: -math.inf if figure == 0 else function(figure)


def _substring(value: Value, start: Value, length: Value = math.inf) -> str:
    """Return XPath's substring(): from the place `start`, which counts from 1."""
    words, first = text(value), _round(start)
    last = first + _round(length)
    # Written so that a comparison with NaN leaves a character out.
    return "".join(sign for place, sign in enumerate(words, 1) if first <= place < last)


def _part(value: Value, start: Value, end: Value = math.inf) -> str:
    """Return substr(): from the place `start`, which counts from 0, to before `end`; below 0 from the end."""
    words, first, last = text(value), number(start), number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return words[_place(first, words) : _place(last, words)]


def _place(figure: float, words: str) -> int:
    return int(max(-len(words), min(figure, len(words))))


def _before(value: Value, mark: Value) -> str:
    before, found, _ = text(value).partition(text(mark)) if text(mark) else ("", "", "")
    return before if found else ""


def _after(value: Value, mark: Value) -> str:
    return text(value).partition(text(mark))[2] if text(mark) else text(value)


def _translate(value: Value, old: Value, new: Value) -> str:
    others = text(new)
    swaps: dict[int, str] = {}
    for place, sign in enumerate(text(old)):
        swaps.setdefault(ord(sign), others[place : place + 1])
    return text(value).translate(swaps)


def _words(value: Value) -> list[str]:
    return WORD.findall(text(value))


def _selected_at(value: Value, place: Value) -> str:
    words, at = _words(value), number(place)
    return words[int(at)] if 0 <= at < len(words) else ""


def _coalesce(*values: Value) -> Value:
    return next((value for value in values if text(value)), "")


def _figures(values: tuple[Value, ...]) -> list[float]:
    """Return the numbers among the values, in order: ODK passes over what is none."""
    return [figure for figure in map(number, values) if not math.isnan(figure)]


def _sum(*values: Value) -> float:
    # Python 3.12's sum() rounds differently from browsers.
    return reduce(add, _figures(values), 0.0)


def _is_between(figure: float, least: Value, most: Value) -> bool:
    fewest, limit = number(least), number(most)
    return (fewest == -1 or figure >= fewest) and (limit == -1 or figure <= limit)


def _checklist(least: Value, most: Value, *marks: Value) -> bool:
    return _is_between(sum(truth(mark) for mark in marks), least, most)


def _weighted_checklist(least: Value, most: Value, *pairs: Value) -> bool:
    weights = (weight for mark, weight in zip(pairs[::2], pairs[1::2], strict=True) if truth(mark))
    return _is_between(reduce(add, map(number, weights), 0.0), least, most)


def _random_text(length: Value = "") -> str:
    """Return uuid(): a random UUID, or a random text of this many letters and digits."""
    count = number(length)
    if math.isnan(count):
        return str(uuid.uuid4())
    return "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=int(max(0, min(count, 100)))))  # noqa: S311


def _day(value: Value) -> str | float:
    """Return what the functions of dates read: a text, or a number of days."""
    return value if isinstance(value, str) and not NUMERAL.fullmatch(value) else number(value)


FUNCTIONS: dict[str, Function] = {
    # True and false.
    "not": Function(1, 1, lambda value: not truth(value)),
    "true": Function(0, 0, lambda: True),
    "false": Function(0, 0, lambda: False),
    "boolean": Function(1, 1, truth),
    "boolean-from-string": Function(1, 1, lambda value: text(value).lower() in {"true", "1"}),
    "regex": Function(2, 2, lambda value, pattern: xpath_regex.matches(text(value), text(pattern))),
    "checklist": Function(2, MANY, _checklist),
    "weighted-checklist": Function(2, MANY, _weighted_checklist),
    # Texts.
    "string": Function(1, 1, text),
    "string-length": Function(1, 1, lambda value: float(len(text(value)))),
    "normalize-space": Function(1, 1, lambda value: " ".join(_words(value))),
    "translate": Function(3, 3, _translate),
    "substr": Function(2, 3, _part),
    "substring": Function(2, 3, _substring),
    "substring-before": Function(2, 2, _before),
    "substring-after": Function(2, 2, _after),
    "contains": Function(2, 2, lambda value, part: text(part) in text(value)),
    "starts-with": Function(2, 2, lambda value, part: text(value).startswith(text(part))),
    "ends-with": Function(2, 2, lambda value, part: text(value).endswith(text(part))),
    "concat": Function(1, MANY, lambda *parts: "".join(map(text, parts))),
    "join": Function(1, MANY, lambda mark, *parts: text(mark).join(map(text, parts))),
    "coalesce": Function(2, MANY, _coalesce),
    # Choices.
    "selected": Function(2, 2, lambda value, word: text(word).strip(" ") in _words(value)),
    "selected-at": Function(2, 2, _selected_at),
    "count-selected": Function(1, 1, lambda value: float(len(_words(value)))),
    # Numbers.
    "number": Function(1, 1, number),
    "int": Function(1, 1, _whole(math.trunc)),
    "round": Function(1, 2, _round),
    "floor": Function(1, 1, _whole(math.floor)),
    "ceiling": Function(1, 1, _whole(math.ceil)),
    "abs": Function(1, 1, lambda value: abs(number(value))),
    "pow": Function(2, 2, _real(_power)),
    "sqrt": Function(1, 1, _real(math.sqrt)),
    "exp": Function(1, 1, _real(math.exp)),
    "exp10": Function(1, 1, _real(lambda figure: _power(10.0, figure))),
    "log": Function(1, 1, _real(_logarithm(math.log))),
    "log10": Function(1, 1, _real(_logarithm(math.log10))),
    "sin": Function(1, 1, _real(math.sin)),
    "cos": Function(1, 1, _real(math.cos)),
    "tan": Function(1, 1, _real(math.tan)),
    "asin": Function(1, 1, _real(math.asin)),
    "acos": Function(1, 1, _real(math.acos)),
    "atan": Function(1, 1, _real(math.atan)),
    "atan2": Function(2, 2, _real(math.atan2)),
    "pi": Function(0, 0, lambda: math.pi),
    # Rows of a repeated group, or several operands.
    "count": Function(1, 1, lambda *values: float(len(values))),
    "count-non-empty": Function(1, 1, lambda *values: float(sum(1 for value in values if text(value)))),
    "sum": Function(1, 1, _sum),
    "max": Function(1, MANY, lambda *values: max(_figures(values), default=math.nan)),
    "min": Function(1, MANY, lambda *values: min(_figures(values), default=math.nan)),
    # Dates.
    "date": Function(1, 1, lambda value: xpath_dates.date(_day(value))),
    "date-time": Function(1, 1, lambda value: xpath_dates.date_time(_day(value))),
    "decimal-date-time": Function(1, 1, lambda value: xpath_dates.decimal_date_time(_day(value))),
    "decimal-time": Function(1, 1, lambda value: xpath_dates.decimal_time(_day(value))),
    "format-date": Function(2, 2, lambda value, pattern: xpath_dates.format_date(_day(value), text(pattern))),
    "format-date-time": Function(
        2, 2, lambda value, pattern: xpath_dates.format_date(_day(value), text(pattern))
    ),
    # By chance: evaluated once, and kept.
    "random": Function(0, 0, random.random),
    "uuid": Function(0, 1, _random_text),
}
"""Functions by name."""

OVER_ROWS = frozenset({"count", "count-non-empty", "sum", "max", "min", "join", "concat"})
"""Functions that take the answers of all rows of a repeated group as so many operands."""
ROWS_ONLY = frozenset({"count", "count-non-empty", "sum"})
"""Functions that take nothing else."""
BY_CHANCE = frozenset({"random", "uuid"})

NOT_EVALUATED = {
    "digest": "a checksum tells a respondent nothing and no study asks for it",
    "base64-decode": "answers here are texts, not files",
    "area": "places on a map are not asked for here",
    "distance": "places on a map are not asked for here",
    "geofence": "places on a map are not asked for here",
    "intersects": "places on a map are not asked for here",
    "enclosed-area": "places on a map are not asked for here",
    "randomize": "choices are put in random order by randomize=true in the column parameters",
    "property": "nothing of the respondent's device is recorded",
    "device-info": "nothing of the respondent's device is recorded",
    "username": "nothing of the respondent's device is recorded",
    "duration": "the time that a respondent takes is no answer",
    "jr:itext": "texts are read from the columns label, label::Language and so on",
    "extract-signed": "signed texts are not read here",
}
"""Functions of other products that are refused, each with the reason."""
