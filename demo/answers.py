"""What an invented respondent says: the organisations named, and the answers to the guide."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from demo import names
from demo.blueprints import Blueprint, some
from enterprises.vocabulary import Arrangement, EngagementStatus, OffenderGroup, Origin, Payer, Stage
from interviews.vocabulary import DescribedAs

INCLUDED = ("social_enterprise", "trading_voluntary_organisation")
CALLED: dict[str, tuple[DescribedAs, ...]] = {
    "social_enterprise": (DescribedAs.SOCIAL_ENTERPRISE, DescribedAs.SOCIAL_ENTERPRISE, DescribedAs.CHARITY),
    "trading_voluntary_organisation": (
        DescribedAs.CHARITY,
        DescribedAs.CHARITY,
        DescribedAs.SOCIAL_ENTERPRISE,
    ),
    "voluntary_organisation": (DescribedAs.CHARITY,),
    "special_purpose_vehicle": (DescribedAs.OWN_PROJECT, DescribedAs.SOCIAL_ENTERPRISE),
    "statutory_body": (DescribedAs.STATUTORY, DescribedAs.SOCIAL_ENTERPRISE),
    "profit_distributing_business": (DescribedAs.BUSINESS, DescribedAs.SOCIAL_ENTERPRISE),
    "part_of_another_body": (DescribedAs.OTHER, DescribedAs.CHARITY),
    "other_organisation": (DescribedAs.OTHER,),
    "undetermined": (DescribedAs.NOT_SAID, DescribedAs.SOCIAL_ENTERPRISE),
}
OTHER_ORIGINS = (
    *(Origin.COMMISSIONING, Origin.APPROACHED, Origin.APPROACHED, Origin.OTHER) * 2,
    Origin.NOT_KNOWN,
)
ARRANGEMENTS = tuple(Arrangement)
BENEFITS = (
    "work_experience",
    "employment",
    "holistic",
    "value",
    "employers",
    "through_the_gate",
    "extra_finance",
)
DRAWBACKS = ("staff_time", "short_lived", "security", "quality", "evidence", "dependence")
BARRIERS = (
    "terms_unclear",
    "short_funding",
    "core_budget",
    "monitoring",
    "procurement",
    "approved_suppliers",
)
OBSTACLES = ("goodwill", "pay", "churn", "bank_account", "year_end", "business_people", "weak_plans")
SPV_STATUSES = (
    "operating",
    "operating",
    "operating",
    "in_development",
    "failed_before",
    "failed_before",
    "failed_after",
)
"""What the first seven services with an enterprise of their own say of it; the eighth does not know."""
INTERESTED = 12
WITHOUT_GUIDANCE = 11
"""Of the nineteen with or thinking of an enterprise of their own, those who miss legal guidance (domain §8)."""


@dataclass(frozen=True)
class Named:
    """One organisation named. `number` is its blueprint's; None leaves it to be matched, or is none at all.

    `is_own` is the enterprise that the service's own staff set up.
    """

    number: int | None
    name_given: str
    described_as: DescribedAs
    status: EngagementStatus = EngagementStatus.WORKS
    arrangement: Arrangement = Arrangement.NOT_KNOWN
    origin: Origin = Origin.NOT_KNOWN
    referrals: int | None = None
    is_organisation: bool = True
    is_own: bool = False
    terms: dict[str, list[str]] = field(default_factory=dict)


def named(
    seed: str, slug: str, near: Sequence[Blueprint], everywhere: Sequence[Blueprint], own: Blueprint | None
) -> list[Named]:
    """The one to five organisations that the respondent of a service names.

    Most are `near`; `own` is the enterprise that the service's staff set up, named first where there is one.
    """
    rng = random.Random(f"{seed}:mentions:{slug}")
    chosen: list[Blueprint] = [own] if own else []
    wanted = max(rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5)), len(chosen) + 1)
    while len(chosen) < wanted:
        pool = near if near and rng.random() < 0.6 else everywhere
        blueprint = rng.choice(pool)
        if blueprint not in chosen:
            chosen.append(blueprint)
        elif pool is near:
            near = [other for other in near if other not in chosen]
    said = [_matched(rng, blueprint) for blueprint in chosen]
    if not any(mention.status == EngagementStatus.WORKS for mention in said[1 if own else 0 :]):
        # The study found no service that works with nobody (domain §8).
        said[-1] = replace(said[-1], status=EngagementStatus.WORKS)
    if len(said) < 5 and rng.random() < 0.10:
        said.append(Named(None, rng.choice(names.UNKNOWN_TO_US), DescribedAs.NOT_SAID))
    if len(said) < 5 and rng.random() < 0.05:
        words = rng.choice(names.NOT_AN_ORGANISATION)
        said.append(Named(None, words, DescribedAs.OTHER, is_organisation=False))
    return said


def _matched(rng: random.Random, blueprint: Blueprint) -> Named:
    is_own = blueprint.outcome == "special_purpose_vehicle"
    status = rng.choices(
        (EngagementStatus.WORKS, EngagementStatus.WORKED, EngagementStatus.WOULD_LIKE), (88, 8, 4)
    )[0]
    grew = rng.random() < (0.53 if blueprint.outcome in INCLUDED else 0.3)
    origin = Origin.WIDER_THIRD_SECTOR if grew else rng.choice(OTHER_ORIGINS)
    wishes = status == EngagementStatus.WOULD_LIKE and not is_own
    return Named(
        number=blueprint.number,
        name_given=names.as_said(blueprint.name, rng),
        described_as=rng.choice(CALLED[blueprint.outcome]),
        status=EngagementStatus.WORKS if is_own else status,
        arrangement=Arrangement.NOT_KNOWN if wishes else rng.choice(ARRANGEMENTS),
        origin=Origin.STAFF if is_own else Origin.NOT_KNOWN if wishes else origin,
        referrals=rng.choice((None, 6, 12, 20, 30, 50, 80, 120)),
        is_own=is_own,
        terms={
            "activity": [word for word in blueprint.terms["activity"] if rng.random() < 0.8],
            "payer": some(rng, [word for word in Payer.values if word != Payer.NOT_KNOWN], 1, 2),
            "stage": some(rng, Stage.values, 1, 2),
            "offender_group": some(rng, OffenderGroup.values, 1, 3),
        },
    )


def spv_status(position: int) -> str | None:
    """What the numbered interview says of an enterprise of the service's own; None where it does not know.

    The first eight have one, the next twelve are interested, nobody else has thought of it.
    """
    if position < len(SPV_STATUSES):
        return SPV_STATUSES[position]
    if position == len(SPV_STATUSES):
        return None
    return "interested" if position <= len(SPV_STATUSES) + INTERESTED else "not_interested"


def misses_guidance(position: int) -> bool:
    """Whether the numbered interview cites the lack of legal guidance: eleven of the nineteen do."""
    asked = [p for p in range(len(SPV_STATUSES) + 1 + INTERESTED) if spv_status(p) is not None]
    return position in asked[::-1][:WITHOUT_GUIDANCE]


def values(seed: str, slug: str, position: int, mentions: Sequence[Named]) -> dict[str, object]:
    """The answers to the guide by question, plain values; a question that was not known has None."""
    rng = random.Random(f"{seed}:answers:{slug}")
    status = spv_status(position)
    asked_again = rng.choice(("yes", "no"))
    answers: dict[str, object] = {
        "works_now": "yes",
        "organisations_number": len(mentions) + rng.randint(0, 6),
        "would_like": rng.choice(("yes", "yes", "no")),
        "benefits": some(rng, list(BENEFITS), 1, 3),
        "drawbacks": some(rng, list(DRAWBACKS), 1, 2),
        "barriers": some(rng, list(BARRIERS), 1, 3),
        "spv_status": status,
        "take_part": "yes",
        "be_quoted": rng.choice(("yes", "yes", "yes", "no")),
        "name_service": rng.choice(("yes", "yes", "yes", "yes", "no")),
        "ask_again": "no" if status == "not_interested" and asked_again == "no" else "yes",
    }
    if status not in (None, "not_interested"):
        obstacles = some(rng, list(OBSTACLES), 1, 3)
        answers["spv_obstacles"] = [*obstacles, "legal_guidance"] if misses_guidance(position) else obstacles
    return answers
