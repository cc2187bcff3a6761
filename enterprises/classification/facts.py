"""Facts about one organisation: yes, no or unknown, or a share as an interval of per cent."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import lru_cache
from typing import Any

from . import percentages
from .percentages import UNKNOWN, Share

YES_NO_WORDS: dict[str, bool | None] = {
    "yes": True,
    "y": True,
    "true": True,
    "no": False,
    "n": False,
    "false": False,
    "": None,
    "unknown": None,
    "not known": None,
    "don't know": None,
    "don’t know": None,
}
MAX_EMPLOYEES = 10_000_000
_AMOUNT = re.compile(r"£?\s*([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about one organisation (domain §3); a fact that is not given is unknown.

    A yes-or-no fact is True, False or None. A share is a `Share`, which spans 0 to 100 per cent if nothing is known.
    """

    independent: bool | None = None
    trades: bool | None = None
    reinvests: bool | None = None
    distributes_profit: bool | None = None
    charity: bool | None = None
    separately_constituted: bool | None = None
    statutory_body: bool | None = None
    founded_by_service_staff: bool | None = None
    operated_by_service_staff: bool | None = None
    public_sector_board_share: Share = UNKNOWN
    own_bank_account: bool | None = None
    publicly_controlled: bool | None = None
    shadow_directors: bool | None = None
    being_constituted: bool | None = None
    part_of_other_body: bool | None = None
    trading_share: Share = UNKNOWN
    reinvested_share: Share = UNKNOWN
    stakeholder_share: Share = UNKNOWN
    social_aims: bool | None = None
    social_ownership: bool | None = None
    asset_lock: bool | None = None
    employees: int | None = None
    disadvantaged_share: Share = UNKNOWN
    self_described: bool | None = None
    legal_form: str | None = None

    @property
    def social_surplus_share(self) -> Share:
        """The share of surplus kept for the social purpose or shared with stakeholders, by both shares together."""
        return percentages.total(self.reinvested_share, self.stakeholder_share)

    def cells(self) -> dict[str, str]:
        """Return the known facts as cells of a table of facts; `facts_from_cells` reads them back."""
        known = ((name, getattr(self, name)) for name in FACT_NAMES)
        written = {name: write(value) for name, value in known if value is not None and value is not UNKNOWN}
        return {name: cell for name, cell in written.items() if cell}

    @property
    def hash(self) -> str:
        """The SHA-256 of the cells: equal facts have equal hashes on every machine."""
        return hash_of(self.cells())


FACT_NAMES = tuple(field.name for field in fields(Facts))
GENERAL_ANSWERS = ("independent", "trades", "reinvests", "distributes_profit", "charity")
SHARES = (
    "public_sector_board_share",
    "trading_share",
    "reinvested_share",
    "stakeholder_share",
    "disadvantaged_share",
)
SURPLUS = "social_surplus_share"
SURPLUS_PARTS = ("reinvested_share", "stakeholder_share")
"""The shares whose sum a definition may ask, under the name SURPLUS. The sum itself is never evidence."""

YES_NO = tuple(name for name in FACT_NAMES if name not in (*SHARES, "employees", "legal_form"))
AMOUNTS = ("trading_income", "total_income")

Value = bool | int | str | Share | None


def hash_of(cells: Mapping[str, str]) -> str:
    """Return the hash of the facts that these cells hold."""
    lines = [f"{name}={cell}" for name, cell in cells.items()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class FactError(ValueError):
    """A cell that cannot be read: its column, and what to write instead."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


@lru_cache(maxsize=65_536)
def parse(name: str, text: str) -> Value:
    """Return the value of a cell for the fact `name`; raise FactError if it cannot be read.

    Cached: even a large directory has only a few thousand different cells.
    """
    text = text.strip()
    if name in YES_NO:
        return _yes_no(name, text)
    if name not in FACT_NAMES:
        raise FactError(name, "is not a fact of the definition")
    if text.casefold() in YES_NO_WORDS and YES_NO_WORDS[text.casefold()] is None:
        return UNKNOWN if name in SHARES else None
    if name in SHARES:
        return _share(name, text)
    if name == "employees":
        return _employees(name, text)
    if len(text) > 200:
        raise FactError(name, "is longer than 200 characters: write the legal form in a few words")
    return text


def write(value: Value) -> str:
    """Return a value as a cell: yes, no, a number, an interval such as `26..50`, or blank if it is unknown."""
    if isinstance(value, Share):
        return value.cell()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def is_unknown(value: Value) -> bool:
    """Return True if nothing is known of the value."""
    return value is None or value == "" or (isinstance(value, Share) and value.is_unknown)


def facts_from_cells(cells: Mapping[str, str]) -> tuple[Facts, list[FactError]]:
    """Return the facts in a row's cells (fact → cell), and an error for each cell that cannot be read.

    `trading_income` and `total_income` of the same financial year give the trading share.
    """
    values: dict[str, Any] = {}
    errors: list[FactError] = []
    for name, text in cells.items():
        if name in AMOUNTS:
            continue
        try:
            values[name] = parse(name, text)
        except FactError as error:
            errors.append(error)
    try:
        computed = trading_share(cells.get("trading_income", ""), cells.get("total_income", ""))
        if computed is not None and not any(error.column == "trading_share" for error in errors):
            values["trading_share"] = _reconciled(values.get("trading_share", UNKNOWN), computed)
    except FactError as error:
        errors.append(error)
    return Facts(**values) if not errors else Facts(), errors


def parse_amount(name: str, text: str) -> Fraction | None:
    """Return an amount in pounds, or None for a blank cell; raise FactError if it cannot be read."""
    text = text.strip()
    if text.casefold() in YES_NO_WORDS and YES_NO_WORDS[text.casefold()] is None:
        return None
    match = _AMOUNT.fullmatch(text) if len(text) <= 30 else None
    if match is None:
        raise FactError(
            name, f"{percentages.shortened(text)} is not an amount: write pounds such as 12500 or 12500.50"
        )
    return Fraction(match[1].replace(",", "") + (match[2] or ""))


def trading_share(trading_income: str, total_income: str) -> Share | None:
    """Return the share of a year's income from trading, or None if an amount is missing or the total is zero."""
    trading, total = (
        parse_amount("trading_income", trading_income),
        parse_amount("total_income", total_income),
    )
    if trading is None or total is None:
        return None
    if trading > total:
        raise FactError("trading_income", "is above the total income of the year: check both amounts")
    return percentages.ratio(trading, total) if total else None


def _yes_no(name: str, text: str) -> bool | None:
    try:
        return YES_NO_WORDS[text.casefold()]
    except KeyError:
        shown = percentages.shortened(text)
        reason = f"{shown} is not an answer: write yes or no, or leave it blank where it is not known"
        raise FactError(name, reason) from None


def _share(name: str, text: str) -> Share:
    try:
        return percentages.parse(text)
    except ValueError as error:
        raise FactError(name, str(error)) from error


def _employees(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,8}", text) or int(text) > MAX_EMPLOYEES:
        reason = (
            f"{percentages.shortened(text)} is not a number of employees: write a whole number such as 12"
        )
        raise FactError(name, reason)
    return int(text)


def _reconciled(given: Value, computed: Share) -> Share:
    """Return the computed share; raise FactError if the share given beside it differs by over a percentage point."""
    assert isinstance(given, Share)
    point = 2 * percentages.MILLION
    if computed.high < given.low - point or computed.low > given.high + point:
        reason = f"says {given.words()}, but the incomes give {computed.words()}: correct one of them"
        raise FactError("trading_share", reason)
    return computed
