"""The facts that evidence can be about: their labels, questions, and how their values are written."""

from __future__ import annotations

from typing import NamedTuple

from enterprises.classification import facts
from enterprises.classification.facts import AMOUNTS, FACT_NAMES, SHARES, YES_NO
from enterprises.classification.percentages import Share

YEAR_FACTS = frozenset(AMOUNTS)
"""Amounts of one financial year, which mean something only together."""

EVIDENCE_FACTS: tuple[str, ...] = (*FACT_NAMES, *AMOUNTS)
"""Every fact that evidence can be about."""

_LABELS: dict[str, tuple[str, str]] = {
    "independent": ("Independent", "Independent of public bodies and of any other body?"),
    "trades": ("Trades", "Does it sell goods or services, contracts included?"),
    "reinvests": ("Reinvests", "Does it put more than half of its profit back into its social purpose?"),
    "distributes_profit": ("Distributes profit", "Does it exist to pay profit to owners or shareholders?"),
    "charity": ("Charity", "Is it a charity?"),
    "separately_constituted": (
        "Separately constituted",
        "Is it a body of its own: a company, society or charity, or an association with its own written"
        " constitution?",
    ),
    "statutory_body": ("Public body", "Is it a statutory agency or a QUANGO?"),
    "founded_by_service_staff": ("Founded by service staff", "Did prison or probation staff set it up?"),
    "operated_by_service_staff": ("Operated by service staff", "Do prison or probation staff run it now?"),
    "public_sector_board_share": (
        "Public-sector board share",
        "Per cent of board seats held or appointed by public bodies.",
    ),
    "own_bank_account": ("Own bank account", "Does it have a bank account of its own?"),
    "publicly_controlled": (
        "Publicly controlled",
        "Does a public body own more than half of it, appoint or remove most of its board, or have to approve its"
        " business decisions?",
    ),
    "shadow_directors": (
        "Shadow directors",
        "Do prison or probation staff direct it without having a seat on its board?",
    ),
    "being_constituted": ("Being constituted", "Is it in the process of becoming a body of its own?"),
    "part_of_other_body": (
        "Run by another organisation",
        "Is it a project or a part of another organisation?",
    ),
    "trading_share": (
        "Share of income from selling goods or services",
        "Per cent of its income that comes from trading.",
    ),
    "reinvested_share": (
        "Share of profit put back into the work",
        "Per cent of its profit kept for the social purpose.",
    ),
    "stakeholder_share": (
        "Stakeholder share",
        "Per cent of its profit that its rules share with members, employees, users or the community.",
    ),
    "social_surplus_share": ("Share of profit put back or shared by its rules", ""),
    "social_aims": ("Social aims", "Does it exist for a social or environmental purpose?"),
    "social_ownership": ("Social ownership", "Is it accountable to a membership or to stakeholders?"),
    "asset_lock": ("Asset lock", "Must its assets stay with a social purpose when it is dissolved?"),
    "employees": ("Employees", "Number of people it employs."),
    "disadvantaged_share": (
        "Disadvantaged share",
        "Per cent of its employees who are severely disadvantaged in the labour market.",
    ),
    "self_described": ("Describes itself as a social enterprise", "Does it call itself a social enterprise?"),
    "legal_form": ("Kind of organisation in law", "As the source states it; for information only."),
    "trading_income": ("Trading income", "Pounds in one financial year; give the end of that year."),
    "total_income": ("Total income", "Pounds in the same financial year; give the end of that year."),
}


FIELDS_WITHOUT_A_YEAR: tuple[str, ...] = FACT_NAMES
"""Facts that need no financial year, as columns of tables of evidence."""


class FactField(NamedTuple):
    """A fact with its label, question and a hint on how its value is written."""

    name: str
    label: str
    question: str
    hint: str


def format_hint(fact: str) -> str:
    """Return how a value of the fact is written, for hints."""
    if fact in YES_NO:
        return "yes or no"
    if fact in SHARES:
        return "per cent such as 52.5, or an interval such as 26..50"
    if fact in YEAR_FACTS:
        return "pounds such as 12500"
    return "a whole number such as 12" if fact == "employees" else "words"


def label(fact: str) -> str:
    """Return the label of a fact."""
    return _LABELS[fact][0] if fact in _LABELS else fact.replace("_", " ").capitalize()


FIELDS: tuple[FactField, ...] = tuple(
    FactField(name, label(name), _LABELS.get(name, ("", ""))[1], format_hint(name)) for name in EVIDENCE_FACTS
)
CHOICES: list[tuple[str, str]] = [(field.name, field.label) for field in FIELDS]


def normalise(fact: str, value: str) -> str:
    """Return the value as it is stored: "Yes" → `yes`, "26 .. 50" → `26..50`, "£1,200" → `1200`.

    :raises ValueError: for an unknown fact, and for a value that is empty or malformed, such as "52,5".
    """
    if fact not in EVIDENCE_FACTS:
        raise ValueError(f"“{fact}” is not a fact of the definition. Choose one from the list.")
    try:
        if fact in YEAR_FACTS:
            amount = facts.parse_amount(fact, value)
            cell = "" if amount is None else f"{float(amount):.2f}".removesuffix(".00")
        else:
            parsed = facts.parse(fact, value)
            cell = "" if facts.is_unknown(parsed) else facts.write(parsed)
    except facts.FactError as error:
        raise ValueError(_sentence(error.reason)) from error
    if not cell:
        raise ValueError("Evidence says something: leave out what is not known.")
    return cell


def check(fact: str, value: str) -> None:
    """Raise ValueError if the fact cannot have this value."""
    normalise(fact, value)


def display_value(fact: str, value: str) -> str:
    """Return the value for a page: `26..50` → "26% to 50%", `yes` → "Yes", `1200` → "£1,200"."""
    if fact in YEAR_FACTS:
        amount = float(value)
        return f"£{amount:,.0f}" if amount.is_integer() else f"£{amount:,.2f}"
    try:
        parsed = facts.parse(fact, value)
    except facts.FactError:
        return value
    if isinstance(parsed, Share):
        return parsed.words()
    return value.capitalize() if isinstance(parsed, bool) else value


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
