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
    "publicly_controlled",
    "shadow_directors",
    "being_constituted",
    "part_of_other_body",
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
    "stakeholder_share": "0 26 49.999999 50 50.000001 100",
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


def statutory(f: Complete) -> str:
    return "statutory_body" if f["statutory_body"] else ""


def independent_of_all_six(f: Complete) -> bool:
    return independent(f) and not f["publicly_controlled"] and not f["shadow_directors"]


def dependent_2(f: Complete) -> str:
    if independent_of_all_six(f):
        return ""
    if f["founded_by_service_staff"] or f["operated_by_service_staff"] or f["shadow_directors"]:
        constituted = f["separately_constituted"] or f["being_constituted"]
        return "special_purpose_vehicle" if constituted else "part_of_another_body"
    if not f["separately_constituted"] and not f["part_of_other_body"]:
        return "not_constituted"
    return "part_of_another_body"


def surplus(f: Complete) -> bool:
    return f["reinvested_share"] + f["stakeholder_share"] > 50


RULES: dict[str, Callable[[Complete], str]] = {
    "inclusive-2009@1": inclusive,
    "inclusive-2009@2": lambda f: (
        statutory(f) or dependent_2(f) or gains(f, surplus(f)) or income(f, f["trading_share"] > 50)
    ),
    "strict-50@1": inclusive,
    "strict-50@2": lambda f: RULES["inclusive-2009@2"](f),
    "dti-2002@1": lambda f: gains(f, f["reinvested_share"] > 50) or trades(f),
    "dti-2002@2": lambda f: statutory(f) or gains(f, f["reinvested_share"] > 50) or trades(f),
    "sec-characteristics@1": lambda f: (
        dependent(f) or other_unless(f["social_ownership"]) or other_unless(f["social_aims"]) or trades(f)
    ),
    "sec-characteristics@2": lambda f: statutory(f) or gains(f, surplus(f)) or trades(f),
    "five-characteristics@1": lambda f: (
        dependent(f)
        or gains(f, f["reinvested_share"] > 50)
        or other_unless(f["social_ownership"])
        or trades(f)
    ),
    "five-characteristics@2": lambda f: (
        statutory(f)
        or dependent_2(f)
        or gains(f, f["reinvested_share"] > 50)
        or other_unless(f["social_ownership"])
        or trades(f)
    ),
    "social-firm@1": lambda f: (
        other_unless(f["disadvantaged_share"] >= 25) or income(f, f["trading_share"] >= 50)
    ),
    "social-firm@2": lambda f: (
        statutory(f)
        or dependent_2(f)
        or gains(f, surplus(f))
        or other_unless(f["disadvantaged_share"] >= 25)
        or income(f, f["trading_share"] >= 50)
    ),
    "small-business-survey@1": lambda f: (
        gains(f, f["reinvested_share"] >= 50, aims="self_described") or income(f, f["trading_share"] > 25)
    ),
    "se-mark@1": lambda f: (
        dependent(f)
        or gains(f, f["reinvested_share"] >= 51)
        or other_unless(f["asset_lock"])
        or income(f, f["trading_share"] >= 50)
    ),
}
INCLUDED = {
    name: {"social_enterprise"}
    | ({"trading_voluntary_organisation"} if name.startswith("inclusive-2009") else set())
    for name in RULES
}
FOUR = (
    "separately_constituted founded_by_service_staff operated_by_service_staff own_bank_account "
    "public_sector_board_share "
)
SIX = FOUR + "publicly_controlled shadow_directors being_constituted part_of_other_body "
SUM = "reinvested_share stakeholder_share "
FACTS = {
    name: sorted(facts.split())
    for name, facts in {
        "inclusive-2009@1": FOUR + "statutory_body reinvested_share social_aims trading_share",
        "inclusive-2009@2": SIX + SUM + "statutory_body social_aims trading_share",
        "strict-50@1": FOUR + "statutory_body reinvested_share social_aims trading_share",
        "strict-50@2": SIX + SUM + "statutory_body social_aims trading_share",
        "dti-2002@1": "reinvested_share social_aims trading_share",
        "dti-2002@2": "statutory_body reinvested_share social_aims trading_share",
        "sec-characteristics@1": FOUR + "social_ownership social_aims trading_share",
        "sec-characteristics@2": SUM + "statutory_body social_aims trading_share",
        "five-characteristics@1": FOUR + "reinvested_share social_aims social_ownership trading_share",
        "five-characteristics@2": (
            SIX + "statutory_body reinvested_share social_aims social_ownership trading_share"
        ),
        "social-firm@1": "disadvantaged_share trading_share",
        "social-firm@2": SIX + SUM + "statutory_body social_aims disadvantaged_share trading_share",
        "small-business-survey@1": "reinvested_share self_described trading_share",
        "se-mark@1": FOUR + "reinvested_share social_aims asset_lock trading_share",
    }.items()
}
TINY = Fraction(1, 1_000_000)


def number_of_completions(cells: Mapping[str, str], definition: str) -> int:
    """Return about how many completions `answer` tries."""
    facts = FACTS[definition]
    number = 1
    for fact in facts:
        number *= len(_values(cells.get(fact, ""), fact))
    return number


def completions(cells: Mapping[str, str], facts: list[str]) -> Iterator[dict[str, bool | Fraction]]:
    """Return every complete set of these facts that the cells leave possible."""
    values = {fact: _narrowed(cells, facts, fact, _values(cells.get(fact, ""), fact)) for fact in facts}
    if "stakeholder_share" in facts:
        pairs = _pairs(cells)
        values["reinvested_share"], values["stakeholder_share"] = [Fraction(0)], [Fraction(0)]
    passes = independent_of_all_six if "publicly_controlled" in facts else independent
    found = [dict(zip(facts, chosen, strict=True)) for chosen in product(*values.values())]
    if cells.get("independent") == "no" and "own_bank_account" in facts:
        found = [each for each in found if not passes(each)] or found
    if "stakeholder_share" not in facts:
        yield from found
        return
    for each, (kept, shared) in product(found, pairs):
        yield {**each, "reinvested_share": kept, "stakeholder_share": shared}


def _pairs(cells: Mapping[str, str]) -> list[tuple[Fraction, Fraction]]:
    """Return pairs of the reinvested share and that of stakeholders: enough to reach every side that can be reached.

    Besides the ends, each of the two takes those that bring the sum to 50, just beside it, and to
    100 with a value of the other. The sum is never above 100, unless the cells leave nothing else.
    """
    kept, shared = (_ends(cells.get(fact, "")) for fact in ("reinvested_share", "stakeholder_share"))
    shared = _beside(shared, kept)
    kept = _beside(kept, shared)
    every = [(one, other) for one in kept for other in shared]
    every = [pair for pair in every if sum(pair) <= 100] or every
    if (most := _answer_on_surplus(cells)) is not None:
        every = [pair for pair in every if (sum(pair) > 50) == most] or every
    return every


def _beside(values: list[Fraction], others: list[Fraction]) -> list[Fraction]:
    more = {
        whole - other for other in others for whole in (50 - TINY, Fraction(50), 50 + TINY, Fraction(100))
    }
    return sorted({*values, *(each for each in more if values[0] <= each <= values[-1])})


def _answer_on_surplus(cells: Mapping[str, str]) -> bool | None:
    """Return True if general answers say that more than half is kept, False if at most half, None if neither counts."""
    most = (
        cells.get("reinvests") == "yes"
        or cells.get("distributes_profit") == "no"
        or cells.get("charity") == "yes"
    )
    least = cells.get("reinvests") == "no" or cells.get("distributes_profit") == "yes"
    return most if most != least else None


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
    ends = _ends(cell)
    tried = {Fraction(text) for text in TRIED[fact].split()} | set(ends)
    return sorted(share for share in tried if ends[0] <= share <= ends[1])


def _ends(cell: str) -> list[Fraction]:
    low, _, high = (cell or "0..100").partition("..")
    return [Fraction(low), Fraction(high or low)]


def _narrowed(
    cells: Mapping[str, str], facts: list[str], fact: str, values: list[bool | Fraction]
) -> list[bool | Fraction]:
    """Return the values of a detail that the general answers allow, or all of them if none would remain."""
    most = _answer_on_surplus(cells)
    agrees: Callable[[bool | Fraction], bool] = lambda value: True  # noqa: E731
    if fact == "trading_share" and cells.get("trades"):
        agrees = lambda value: (value > 0) == (cells["trades"] == "yes")  # noqa: E731
    if fact == "reinvested_share" and most is not None:
        agrees = lambda value: (value > 50) == most  # noqa: E731
    if cells.get("independent") == "yes":
        if fact in ("separately_constituted", "own_bank_account"):
            agrees = lambda value: value is True  # noqa: E731
        if fact == "operated_by_service_staff" or (
            fact in ("publicly_controlled", "shadow_directors") and "publicly_controlled" in facts
        ):
            agrees = lambda value: value is False  # noqa: E731
        if fact == "public_sector_board_share":
            agrees = lambda value: value < 50  # noqa: E731
    return [value for value in values if agrees(value)] or values
