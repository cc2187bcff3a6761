"""What an invented organisation says of itself, in the online survey and in an interview alike."""

import random
from typing import Any

from demo.blueprints import Blueprint, some
from demo.plan import SEED, PlannedOrganisation
from enterprises.vocabulary import OffenderGroup

YES_NO = (
    "independent", "separately_constituted", "own_bank_account", "statutory_body", "charity",
    "founded_by_service_staff", "operated_by_service_staff", "social_aims", "self_described",
    "distributes_profit", "reinvests", "trades",
)  # fmt: skip
USUALLY = {"independent", "separately_constituted", "own_bank_account", "social_aims", "reinvests", "trades"}
"""What an enterprise says yes to where its evidence says nothing."""
NETWORKS = (["none"], ["local"], ["regional"], ["national", "regional"])
AS_KNOWN = 0.85
"""How often an enterprise says of its board and its trade what other sources say; otherwise evidence disagrees."""

TYPOLOGIES = ("organisation_type", "activity", "sector", "customer", "partner", "need", "stage")


def about(made: PlannedOrganisation, rng: random.Random) -> dict[str, Any]:
    """The answers about the organisation by question; None for what it does not know."""
    blueprint = made.blueprint
    return {
        "description": blueprint.description,
        # Chosen apart, so that an organisation says the same whenever it is asked.
        "founded": random.Random(f"{SEED}:founded:{blueprint.number}").randrange(1985, 2009),
        **facts(blueprint, rng),
        "payer": some(rng, ["core_budget", "esf", "lottery", "charitable_trust", "sales"], 1, 1),
        "employees": rng.choice((2, 4, 7, 12, 25, 60)),
        "volunteers": rng.randrange(20),
        "beneficiaries": rng.randrange(20, 400),
        **{vocabulary: blueprint.terms[vocabulary] for vocabulary in TYPOLOGIES},
        "offender_group": some(rng, OffenderGroup.values, 1, 3),
        "earlier_work": rng.choice(("yes", "no")),
    }


def awareness(rng: random.Random) -> dict[str, Any]:
    """How well it knows NOMS, and the networks that it belongs to."""
    return {
        "networks": rng.choice(NETWORKS),
        "noms_awareness": rng.choice(("very_well", "fairly_well", "a_little", "a_little", "not_at_all")),
        "commissioning_awareness": rng.choice(("fairly_well", "a_little", "a_little", "not_at_all")),
    }


def facts(blueprint: Blueprint, rng: random.Random) -> dict[str, Any]:
    """The answers about the definition's facts, as the evidence has them or as is usual.

    Where too little is known to decide what it is, its own answers do not help either.
    """
    known = {fact: value for fact, value, _ in blueprint.facts}
    words = ("to_25", "to_50") if "voluntary" in blueprint.outcome else ("to_75", "to_100")
    share, board = rng.choice(words), rng.choice(("none", "none", "below_half"))
    if rng.random() < AS_KNOWN:
        share = _share(known.get("trading_share")) or share
        board = {"0": "none"}.get(known.get("public_sector_board_share", ""), "below_half")
    calls_itself_one = "yes" if rng.random() < 0.7 else None
    said: dict[str, Any] = {name: known.get(name, "yes" if name in USUALLY else "no") for name in YES_NO}
    said |= {"trading_share": share, "public_sector_board_share": board}
    match blueprint.outcome:
        case "undetermined":
            said = dict.fromkeys(said)
        case "special_purpose_vehicle":
            said |= {"operated_by_service_staff": "yes", "independent": "no", "own_bank_account": "no"}
        case "profit_distributing_business":
            said |= {"reinvests": "no"}
        case "voluntary_organisation" | "trading_voluntary_organisation":
            said |= {"charity": "yes"}
        case "part_of_another_body":
            said |= {"independent": "no"}
    return said | {"self_described": calls_itself_one}


def _share(known: str | None) -> str | None:
    """The answer that holds a trading share as evidence has it; None where nothing is known."""
    if known is None:
        return None
    most = float(known.rsplit("..", 1)[-1])
    return next(
        word
        for limit, word in ((25, "to_25"), (50, "to_50"), (75, "to_75"), (100, "to_100"))
        if most <= limit
    )
