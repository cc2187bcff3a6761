"""The definitions written a second time, by brute force: every completion of the facts is tried."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product

from enterprises.classification.facts import FACT_NAMES

Complete = Mapping[str, bool | Fraction]
YES_NO = (
    "separately_constituted",
    "statutory_body",
    "founded_by_service_staff",
    "operated_by_service_staff",
    "own_bank_account",
    "social_aims",
    "social_ownership",
    "asset_lock",
    "self_described",
)
GENERAL = ("independent", "trades", "reinvests", "distributes_profit", "charity")
TRIED = {
    "public_sector_board_share": "0 26 49.999999 50 51 100",
    "trading_share": "0 0.000001 25 25.000001 26 49.999999 50 50.000001 51 100",
    "reinvested_share": "0 26 49.999999 50 50.000001 50.999999 51 100",
    "disadvantaged_share": "0 24.999999 25 26 50 100",
}
"""Shares on both sides of every threshold, and at the ends of every interval that the tests use."""


def inclusive(f: Complete) -> str:
    if f["statutory_body"]:
        return "statutory_body"
    return dependent(f) or gains(f, f["reinvested_share"] > 50) or income(f, f["trading_share"] > 50)


def dependent(f: Complete) -> str:
    if independent(f):
        return ""
    staff = f["founded_by_service_staff"] or f["operated_by_service_staff"]
    return "special_purpose_vehicle" if staff else "part_of_another_body"


def independent(f: Complete) -> bool:
    return bool(
        f["separately_constituted"]
        and not f["operated_by_service_staff"]
        and f["own_bank_account"]
        and f["public_sector_board_share"] < 50
    )


def gains(f: Complete, reinvests: bool, aims: str = "social_aims") -> str:
    if not reinvests:
        return "profit_distributing_business"
    return "" if f[aims] else "other_organisation"


def income(f: Complete, enough: bool) -> str:
    if enough:
        return "social_enterprise"
    return "trading_voluntary_organisation" if f["trading_share"] > 0 else "voluntary_organisation"


def trades(f: Complete) -> str:
    return "social_enterprise" if f["trading_share"] > 0 else "voluntary_organisation"


def other_unless(passes: object) -> str:
    return "" if passes else "other_organisation"


RULES: dict[str, Callable[[Complete], str]] = {
    "inclusive-2009": inclusive,
    "strict-50": inclusive,
    "dti-2002": lambda f: gains(f, f["reinvested_share"] > 50) or trades(f),
    "sec-characteristics": lambda f: (
        dependent(f) or other_unless(f["social_ownership"]) or other_unless(f["social_aims"]) or trades(f)
    ),
    "five-characteristics": lambda f: (
        dependent(f)
        or gains(f, f["reinvested_share"] > 50)
        or other_unless(f["social_ownership"])
        or trades(f)
    ),
    "social-firm": lambda f: (
        other_unless(f["disadvantaged_share"] >= 25) or income(f, f["trading_share"] >= 50)
    ),
    "small-business-survey": lambda f: (
        gains(f, f["reinvested_share"] >= 50, aims="self_described") or income(f, f["trading_share"] > 25)
    ),
    "se-mark": lambda f: (
        dependent(f)
        or gains(f, f["reinvested_share"] >= 51)
        or other_unless(f["asset_lock"])
        or income(f, f["trading_share"] >= 50)
    ),
}
INCLUDED = {
    name: {"social_enterprise"} | ({"trading_voluntary_organisation"} if name == "inclusive-2009" else set())
    for name in RULES
}
FACTS = {
    name: sorted(
        set(
            {
                "inclusive-2009": "independence statutory_body reinvested_share social_aims trading_share",
                "strict-50": "independence statutory_body reinvested_share social_aims trading_share",
                "dti-2002": "reinvested_share social_aims trading_share",
                "sec-characteristics": "independence social_ownership social_aims trading_share",
                "five-characteristics": (
                    "independence reinvested_share social_aims social_ownership trading_share"
                ),
                "social-firm": "disadvantaged_share trading_share",
                "small-business-survey": "reinvested_share self_described trading_share",
                "se-mark": "independence reinvested_share social_aims asset_lock trading_share",
            }[name]
            .replace(
                "independence",
                "separately_constituted founded_by_service_staff operated_by_service_staff "
                "own_bank_account public_sector_board_share",
            )
            .split()
        )
    )
    for name in RULES
}


def completions(cells: Mapping[str, str], facts: list[str]) -> Iterator[dict[str, bool | Fraction]]:
    """Return every complete set of these facts that the cells leave possible."""
    values = [_narrowed(cells, fact, _values(cells.get(fact, ""), fact)) for fact in facts]
    found = [dict(zip(facts, chosen, strict=True)) for chosen in product(*values)]
    if cells.get("independent") == "no" and "own_bank_account" in facts:
        found = [each for each in found if not independent(each)] or found
    return iter(found)


def answer(cells: Mapping[str, str], definition: str) -> tuple[list[str], list[str]]:
    """Return the outcomes that some completion gives, and the facts that alone can change the outcome."""
    facts, rule = FACTS[definition], RULES[definition]
    outcomes = {tuple(each.values()): rule(each) for each in completions(cells, facts)}
    missing = set()
    for index, fact in enumerate(facts):
        groups: dict[tuple[bool | Fraction, ...], str] = {}
        for known, outcome in outcomes.items():
            if groups.setdefault(known[:index] + known[index + 1 :], outcome) != outcome:
                missing.add(fact)
    return sorted(set(outcomes.values())), [fact for fact in FACT_NAMES if fact in missing]


def _values(cell: str, fact: str) -> list[bool | Fraction]:
    if fact in YES_NO:
        return [True, False] if not cell else [cell == "yes"]
    low, _, high = (cell or "0..100").partition("..")
    ends = Fraction(low), Fraction(high or low)
    tried = {Fraction(text) for text in TRIED[fact].split()} | set(ends)
    return sorted(share for share in tried if ends[0] <= share <= ends[1])


def _narrowed(cells: Mapping[str, str], fact: str, values: list[bool | Fraction]) -> list[bool | Fraction]:
    """Return the values of a detail that the general answers allow, or all of them if none would remain."""
    highest = (
        cells.get("reinvests") == "yes"
        or cells.get("distributes_profit") == "no"
        or cells.get("charity") == "yes"
    )
    lowest = cells.get("reinvests") == "no" or cells.get("distributes_profit") == "yes"
    agrees: Callable[[bool | Fraction], bool] = lambda value: True  # noqa: E731
    if fact == "trading_share" and cells.get("trades"):
        agrees = lambda value: (value > 0) == (cells["trades"] == "yes")  # noqa: E731
    if fact == "reinvested_share" and highest != lowest:
        agrees = lambda value: (value > 50) == highest  # noqa: E731
    if cells.get("independent") == "yes":
        if fact in ("separately_constituted", "own_bank_account"):
            agrees = lambda value: value is True  # noqa: E731
        if fact == "operated_by_service_staff":
            agrees = lambda value: value is False  # noqa: E731
        if fact == "public_sector_board_share":
            agrees = lambda value: value < 50  # noqa: E731
    return [value for value in values if agrees(value)] or values
