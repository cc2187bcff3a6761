"""The answers of an invented organisation about itself, in the online survey and in interviews."""

import random
from typing import Any

from demo.blueprints import Blueprint, sample_of
from demo.plan import SEED, PlannedOrganisation
from enterprises.vocabulary import OffenderGroup, OrganisationType

YES_NO = (
    "independent", "separately_constituted", "own_bank_account", "statutory_body", "charity",
    "founded_by_service_staff", "operated_by_service_staff", "publicly_controlled", "shadow_directors",
    "social_aims", "self_described",
    "distributes_profit", "reinvests", "trades",
)  # fmt: skip
DEFAULT_YES = {
    "independent",
    "separately_constituted",
    "own_bank_account",
    "social_aims",
    "reinvests",
    "trades",
}
"""The facts to which an enterprise says yes without evidence on them."""
REGIONS = (
    "north_east", "north_west", "yorkshire_and_humberside", "east_midlands", "west_midlands", "east_of_england",
    "london", "south_east", "south_west", "wales",
)  # fmt: skip
LEGAL_FORMS = {
    "community interest company": "cic",
    "company limited by guarantee": "clg",
    "company limited by shares": "cls",
    "registered society": "ips",
    "registered charity": "charity_unincorporated",
    "unincorporated association": "charity_unincorporated",
}
"""The answers to the question on the legal form, by the words in the directory."""

NETWORKS = (["none"], ["local"], ["regional"], ["national", "regional"])
AGREEMENT_RATE = 0.85
"""The probability that answers on board and trade agree with the other evidence."""

TYPOLOGIES = ("organisation_type", "activity", "sector", "customer", "partner", "need", "stage")


def self_description(made: PlannedOrganisation, rng: random.Random) -> dict[str, Any]:
    """Return the answers about the organisation by question; None for not known."""
    blueprint = made.blueprint
    return {
        "description": blueprint.description,
        # The year has a seed of its own, so that an organisation gives the same year in every interview.
        "founded": founded(blueprint),
        "regions": regions(made),
        "legal_form": None if blueprint.outcome == "undetermined" else LEGAL_FORMS.get(blueprint.legal_form),
        **facts(blueprint, rng),
        "payer": sample_of(rng, ["core_budget", "esf", "lottery", "charitable_trust", "sales"], 1, 1),
        "employees": blueprint.employees,
        "volunteers": rng.randrange(20),
        "beneficiaries": rng.randrange(20, 400),
        **{vocabulary: blueprint.terms[vocabulary] for vocabulary in TYPOLOGIES},
        "offender_group": sample_of(rng, OffenderGroup.values, 1, 3),
        "earlier_work": rng.choice(("yes", "no")),
    }


def regions(made: PlannedOrganisation) -> list[str]:
    """Return the regions in which the organisation works: its own, and for some organisations another one."""
    rng = random.Random(f"{SEED}:regions:{made.blueprint.number}")
    own = [made.region.lower().replace(" ", "_")] if made.region else []
    other = rng.choice(REGIONS)
    return [region for region in REGIONS if region in own or (region == other and rng.random() < 0.3)]


def founded(blueprint: Blueprint) -> int:
    """Return the year in which the organisation began: within the last three if it is newly established."""
    rng = random.Random(f"{SEED}:founded:{blueprint.number}")
    is_new = OrganisationType.NEW_SOCIAL_ENTERPRISE in blueprint.terms["organisation_type"]
    return rng.randrange(2006, 2009) if is_new else rng.randrange(1985, 2006)


def awareness(rng: random.Random) -> dict[str, Any]:
    """Return the answers on its networks and on how well it knows NOMS."""
    return {
        "networks": rng.choice(NETWORKS),
        "noms_awareness": rng.choice(("very_well", "fairly_well", "a_little", "a_little", "not_at_all")),
        "commissioning_awareness": rng.choice(("fairly_well", "a_little", "a_little", "not_at_all")),
    }


def facts(blueprint: Blueprint, rng: random.Random) -> dict[str, Any]:
    """Return the answers on the definition's facts, from the evidence or else the defaults.

    An organisation whose outcome is undetermined answers nothing that would decide it.
    """
    known = {fact: value for fact, value, _ in blueprint.facts}
    words = ("to_25", "to_50") if "voluntary" in blueprint.outcome else ("to_75", "to_100")
    share, board = rng.choice(words), rng.choice(("none", "none", "below_half"))
    if rng.random() < AGREEMENT_RATE:
        share = _share(known.get("trading_share")) or share
        board = {"0": "none"}.get(known.get("public_sector_board_share", ""), "below_half")
    calls_itself_one = "yes" if rng.random() < 0.7 else None
    answers: dict[str, Any] = {
        name: known.get(name, "yes" if name in DEFAULT_YES else "no") for name in YES_NO
    }
    answers |= {name: known.get(name, "no") for name in ("social_ownership", "asset_lock")}
    answers |= {"disadvantaged_share": _share(known.get("disadvantaged_share"))}
    answers |= {"trading_share": share, "public_sector_board_share": board, "stakeholder_share": "none"}
    if answers["separately_constituted"] == "no":
        answers |= {name: known.get(name, "no") for name in ("being_constituted", "part_of_other_body")}
    match blueprint.outcome:
        case "undetermined":
            answers = dict.fromkeys(answers)
        case "special_purpose_vehicle":
            answers |= {"operated_by_service_staff": "yes", "independent": "no", "own_bank_account": "no"}
        case "profit_distributing_business":
            answers |= {"reinvests": "no"}
        case "voluntary_organisation" | "trading_voluntary_organisation":
            answers |= {"charity": "yes"}
        case "part_of_another_body":
            answers |= {"independent": "no"}
    return answers | {"self_described": calls_itself_one}


def _share(evidence: str | None) -> str | None:
    """Return the answer for a trading share that is given as evidence; None without evidence."""
    if evidence is None:
        return None
    maximum = float(evidence.rsplit("..", 1)[-1])
    return next(
        word
        for limit, word in ((25, "to_25"), (50, "to_50"), (75, "to_75"), (100, "to_100"))
        if maximum <= limit
    )
