"""The words for facts, shares and outcomes."""

from functools import lru_cache

from .percentages import Share

STATEMENTS: dict[str, tuple[str, str, str]] = {
    "independent": ("it is independent", "it is not independent", "whether it is independent"),
    "trades": ("it trades", "it does not trade", "whether it trades"),
    "reinvests": (
        "it puts most of its profit back into its work",
        "it does not put most of its profit back into its work",
        "whether it puts most of its profit back into its work",
    ),
    "distributes_profit": (
        "it distributes profit to owners or shareholders",
        "it does not distribute profit to owners or shareholders",
        "whether it distributes profit to owners or shareholders",
    ),
    "charity": ("it is a charity", "it is not a charity", "whether it is a charity"),
    "separately_constituted": (
        "it is separately constituted",
        "it is not separately constituted",
        "whether it is separately constituted",
    ),
    "statutory_body": (
        "it is a public body",
        "it is not a public body",
        "whether it is a public body",
    ),
    "founded_by_service_staff": (
        "it was founded by prison or probation staff",
        "it was not founded by prison or probation staff",
        "whether it was founded by prison or probation staff",
    ),
    "operated_by_service_staff": (
        "it is operated by prison or probation staff",
        "it is not operated by prison or probation staff",
        "whether it is operated by prison or probation staff",
    ),
    "own_bank_account": (
        "it has its own bank account",
        "it has no bank account of its own",
        "whether it has its own bank account",
    ),
    "publicly_controlled": (
        "a public body controls it",
        "no public body controls it",
        "whether a public body controls it",
    ),
    "shadow_directors": (
        "prison or probation staff direct it without a seat on its board",
        "no prison or probation staff direct it without a seat on its board",
        "whether prison or probation staff direct it without a seat on its board",
    ),
    "being_constituted": (
        "it is becoming a body of its own",
        "it is not becoming a body of its own",
        "whether it is becoming a body of its own",
    ),
    "part_of_other_body": (
        "it is run by another organisation",
        "it is not run by another organisation",
        "whether it is run by another organisation",
    ),
    "social_aims": ("it has social aims", "it has no social aims", "whether it has social aims"),
    "social_ownership": (
        "it is accountable to a membership or to stakeholders",
        "it is not accountable to a membership or to stakeholders",
        "whether it is accountable to a membership or to stakeholders",
    ),
    "asset_lock": ("its assets are locked", "its assets are not locked", "whether its assets are locked"),
    "self_described": (
        "it describes itself as a social enterprise",
        "it does not describe itself as a social enterprise",
        "whether it describes itself as a social enterprise",
    ),
}
"""Yes-or-no fact → the clause if yes, the clause if no, and the question if unknown."""

SHARE_STATEMENTS: dict[str, tuple[str, str]] = {
    "public_sector_board_share": (
        "{} of the seats on its board are held or appointed by public bodies",
        "the share of its board held or appointed by public bodies",
    ),
    "trading_share": (
        "{} of its income is from trading",
        "the share of income from selling goods or services",
    ),
    "reinvested_share": (
        "{} of its profit is kept for the social purpose",
        "the share of profit kept for the social purpose",
    ),
    "stakeholder_share": (
        "{} of its profit is shared by its rules with members, employees, users or the community",
        "the share of profit shared by its rules with members, employees, users or the community",
    ),
    "social_surplus_share": (
        "{} of its profit is kept for the social purpose or shared with stakeholders",
        "the share of profit kept for the social purpose or shared with stakeholders",
    ),
    "disadvantaged_share": (
        "{} of its employees are severely disadvantaged in the labour market",
        "the share of employees severely disadvantaged in the labour market",
    ),
}
"""Share → the clause with a placeholder for its value, and the question if unknown."""


def question(fact: str) -> str:
    """Return the fact as something to find out: "whether it trades", "the share of income from trading"."""
    return SHARE_STATEMENTS[fact][1] if fact in SHARE_STATEMENTS else STATEMENTS[fact][2]


def statement(fact: str, value: bool | None) -> str:
    """Return a yes-or-no fact as a clause."""
    yes, no, question = STATEMENTS[fact]
    return f"it is not known {question}" if value is None else yes if value else no


@lru_cache(maxsize=100_000)
def share_statement(fact: str, share: Share) -> str:
    """Return a share as a clause."""
    clause, question = SHARE_STATEMENTS[fact]
    return f"{question} is not known" if share.is_unknown else clause.format(share.words())


OPPOSITES = {"above": "at_most", "at_most": "above", "below": "at_least", "at_least": "below"}
LIMITS = {"above": "more than {}", "at_least": "{} or more", "below": "less than {}", "at_most": "{} or less"}


def limit_words(operator: str, per_cent: str, *, is_met: bool) -> str:
    """Return on which side of a limit a share is: “more than half”, or “25% or less” if the limit is not met."""
    words = LIMITS[operator if is_met else OPPOSITES[operator]]
    return words.format("half" if per_cent == "50" else f"{per_cent}%")


def join_clauses(clauses: list[str], last: str = "and") -> str:
    """Return the clauses as one text: "a, b and c"."""
    return clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} {last} {clauses[-1]}"


def sentence(text: str) -> str:
    """Return a clause as a sentence, with a capital and a full stop."""
    return f"{text[0].upper()}{text[1:]}."
