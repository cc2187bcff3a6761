"""Shares in per cent: exact points and intervals with open or closed ends."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

MILLION = 1_000_000
HUNDRED_PERCENT = 200 * MILLION
"""The position of 100% (see `Share`)."""

MAX_CELL_LENGTH = 60
_NUMBER = r"([+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))\s*%?"
_CELL = re.compile(rf"(>=|<=|>|<)?\s*{_NUMBER}\s*(?:\.\.\s*(<=|<)?\s*{_NUMBER})?")


class Share(NamedTuple):
    """What is known of a share in per cent: all positions from `low` to `high`, both included.

    The even position 2n stands for exactly n millionths of a per cent; the odd position 2n + 1 for any share between
    n and n + 1 millionths. So "above 0" begins at position 1, "below 50" ends one position before that of 50, and a
    third has a position. Comparing a share with a threshold compares two whole numbers: nothing is rounded across a
    threshold.
    """

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_unknown(self) -> bool:
        return self.low == 0 and self.high == HUNDRED_PERCENT

    def within(self, other: "Share") -> "Share | None":
        """Return the part of this share that lies in `other`, or None if they exclude each other."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Share(low, high) if low <= high else None

    def cell(self) -> str:
        """Return the share as a cell of a table of facts: blank, `50`, `26..50`, `>0..50`."""
        if self.is_unknown:
            return ""
        if self.is_exact and self.low % 2 == 0:
            return number(self.low)
        above = ">" if self.low % 2 else ""
        below = "<" if self.high % 2 else ""
        return f"{above}{number(self.low)}..{below}{number(self.high + self.high % 2)}"

    def words(self) -> str:
        """Return the share in words: `50%`, `26% to 50%`, `more than 50%`, `less than 25%`."""
        return _words(self.low, self.high)


UNKNOWN = Share(0, HUNDRED_PERCENT)
ABOVE_ZERO = Share(1, HUNDRED_PERCENT)
ZERO = Share(0, 0)
ABOVE_HALF = Share(HUNDRED_PERCENT // 2 + 1, HUNDRED_PERCENT)
AT_MOST_HALF = Share(0, HUNDRED_PERCENT // 2)
AT_LEAST_HALF = Share(HUNDRED_PERCENT // 2, HUNDRED_PERCENT)
BELOW_HALF = Share(0, HUNDRED_PERCENT // 2 - 1)


def position(value: Fraction | int) -> int:
    """Return the position of a share in per cent (see `Share`); raise ValueError outside 0 to 100."""
    if not 0 <= value <= 100:
        raise ValueError("a share lies between 0 and 100 per cent")
    whole, rest = divmod(Fraction(value) * MILLION, 1)
    return 2 * int(whole) + (1 if rest else 0)


def exactly(value: Fraction | int) -> Share:
    """Return the share of exactly `value` per cent."""
    return Share(position(value), position(value))


def between(low: Fraction | int, high: Fraction | int) -> Share:
    """Return all shares from `low` to `high` per cent, both included; raise ValueError if low is above high."""
    if low > high:
        raise ValueError("an interval begins with the smaller number")
    return Share(position(low), position(high))


def ratio(part: Fraction | int, whole: Fraction | int) -> Share:
    """Return `part` as an exact share of `whole`; raise ValueError unless 0 <= part <= whole and whole > 0."""
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("a part lies between nothing and the whole, and the whole is above nothing")
    return exactly(Fraction(part) * 100 / Fraction(whole))


@lru_cache(maxsize=65_536)
def total(one: Share, other: Share) -> Share:
    """Return all sums of two shares of the same whole, which are never above 100 per cent.

    Two shares that add to more than 100 whatever their values contradict each other; their sum is taken as 100.
    """
    if one.is_exact and other.is_exact:
        low = high = one.low + other.low
    else:
        low, high = _lowest_sum(one.low, other.low), _highest_sum(one.high, other.high)
    return Share(min(low, HUNDRED_PERCENT), min(high, HUNDRED_PERCENT))


@lru_cache(maxsize=65_536)
def rest(whole: Share, other: Share) -> Share | None:
    """Return all shares that can be added to a share within `other` so that the sum lies in `whole`, or None."""
    low = max(first_reaching(whole.low, other.high), 0)
    high = min(_last_within(whole.high, other.low), HUNDRED_PERCENT)
    return Share(low, high) if low <= high else None


@lru_cache(maxsize=65_536)
def can_cross(share: Share, other: Share, cut: int) -> bool:
    """Return True if, beside some value of `other`, `share` can give sums on both sides of the position `cut`."""
    if share.is_exact:
        return False
    value = max(first_reaching(cut, share.high), other.low, 0)
    return value <= other.high and _lowest_sum(share.low, value) < cut


def first_reaching(cut: int, other: int) -> int:
    """Return the first position that, added to the position `other`, can give a sum at or above `cut`."""
    first = cut - other
    return first - 1 if other % 2 and first % 2 == 0 else first


def first_staying(cut: int, other: int) -> int:
    """Return the first position that, added to the position `other`, gives only sums at or above `cut`."""
    first = cut - other
    return first + 1 if other % 2 and first % 2 else first


def _last_within(high: int, other: int) -> int:
    """Return the last position that, added to the position `other`, can give a sum at or below `high`."""
    last = high - other
    return last + 1 if other % 2 and last % 2 == 0 else last


def _lowest_sum(one: int, other: int) -> int:
    """Return the lowest position of the sum of any two values at these positions (see `Share`)."""
    return one + other - (one & other & 1)


def _highest_sum(one: int, other: int) -> int:
    return one + other + (one & other & 1)


def parse(text: str) -> Share:
    """Return the share in a cell: blank (unknown), `50`, `50.1%`, `26..50`, `>50`, `<=25`, `>25..<50`.

    The ValueError for any other text says what to write instead.
    """
    text = text.strip()
    if not text:
        return UNKNOWN
    match = _CELL.fullmatch(text) if len(text) <= MAX_CELL_LENGTH else None
    if match is None or (match[4] and match[1] in ("<", "<=")):
        raise ValueError(
            f"{shortened(text)} is not a share: write per cent such as 50 or 50.1, an interval such as 26..50, "
            "or leave it blank where it is not known"
        )
    sign, first, closing, last = match.groups()
    if last is not None:
        return _interval(text, Fraction(first), sign == ">", Fraction(last), closing == "<")
    value = Fraction(first)
    if sign in (">", ">="):
        return _interval(text, value, sign == ">", Fraction(100), False)
    if sign in ("<", "<="):
        return _interval(text, Fraction(0), False, value, sign == "<")
    return _interval(text, value, False, value, False)


def _interval(text: str, low: Fraction, above: bool, high: Fraction, below: bool) -> Share:
    if not (0 <= low <= 100 and 0 <= high <= 100):
        raise ValueError(f"{shortened(text)} lies outside 0 to 100: a share is a per cent from 0 to 100")
    if low > high:
        raise ValueError(f"the interval {shortened(text)} is upside down: write the smaller number first")
    first, last = position(low), position(high)
    share = Share(
        first + (1 if above and first % 2 == 0 else 0), last - (1 if below and last % 2 == 0 else 0)
    )
    if share.low > share.high:
        raise ValueError(f"the interval {shortened(text)} holds no number: widen it")
    return share


def number(at: int) -> str:
    """Return the per cent at an even position, or just below an odd one, without trailing zeros."""
    whole, millionths = divmod(at // 2, MILLION)
    return f"{whole}.{millionths:06d}".rstrip("0").rstrip(".")


def shortened(text: str) -> str:
    """Return a cell quoted for a message, cut to MAX_CELL_LENGTH characters."""
    return repr(text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - 1] + "…")


@lru_cache(maxsize=100_000)
def _words(low: int, high: int) -> str:
    if low == high:
        return f"{number(low)}%" if low % 2 == 0 else _near(low)
    start, end = number(low), number(high + high % 2)
    if low % 2 == 0 and high % 2 == 0 and low > 0 and high < HUNDRED_PERCENT:
        return f"{start}% to {end}%"
    lower = f"{'more than' if low % 2 else 'at least'} {start}%" if low > 0 else ""
    upper = f"{'less than' if high % 2 else 'at most'} {end}%" if high < HUNDRED_PERCENT else ""
    return " and ".join(filter(None, (lower, upper))) or "0% to 100%"


def _near(at: int) -> str:
    """Return the words for a share that is no whole number of millionths of a per cent, such as a third."""
    value = Fraction(at, 2 * MILLION)
    hundredths = round(value * 100)
    if hundredths % 100:
        return f"{hundredths // 100}.{hundredths % 100:02d}%"
    return f"just {'above' if value > hundredths // 100 else 'below'} {hundredths // 100}%"
