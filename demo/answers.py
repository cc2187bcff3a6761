"""The invented interviews: the organisations that a respondent mentions, and the answers to the interview guide."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from demo import names
from demo.blueprints import SERVICE, Blueprint, sample_of
from enterprises.vocabulary import Arrangement, EngagementStatus, OffenderGroup, Origin, Payer, Stage
from interviews.vocabulary import DescribedAs
from survey.answers import AnswerState

INCLUDED = ("social_enterprise", "trading_voluntary_organisation")
DESCRIPTIONS: dict[str, tuple[DescribedAs, ...]] = {
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
MAY_BE_MISSING = ("organisations_number", "would_like", "benefits", "drawbacks", "barriers")
"""The questions to which some respondents have no answer."""

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
"""The status of the own enterprise of the first seven services that have one; the eighth does not know it."""
NUMBER_INTERESTED = 12
FIRST_WITHOUT_INTEREST = len(SPV_STATUSES) + 1 + NUMBER_INTERESTED
"""The position of the first interview with a service that has no enterprise of its own and no interest in one."""

NOT_KNOWN_RATE, REFUSED_RATE = 0.04, 0.02
"""The probability that a respondent does not know the answer to a question, and prefers not to answer it."""

PAYER_NOT_KNOWN_RATE = 0.08
"""The share of the relations of which the respondent does not know who pays."""

FOUNDED_HERE_RATE = 0.25
"""The share of the relations of an enterprise founded by service staff that began with those staff."""

NUMBER_WITHOUT_GUIDANCE = 11
"""Of the nineteen services with an enterprise of their own or an interest in one: those without legal guidance."""


@dataclass(frozen=True)
class PlannedMention:
    """One mention of an organisation.

    `number` is that of its blueprint; None if it is left to be matched or is no organisation. `is_own` says that the
    service's own staff set it up.
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


def mentions(
    seed: str, slug: str, near: Sequence[Blueprint], everywhere: Sequence[Blueprint], own: Blueprint | None
) -> list[PlannedMention]:
    """Return one to five mentions by the respondent of a service.

    Most are from `near`. `own` is the enterprise that the service's staff set up, and comes first.
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
    found = [
        _mention(rng, blueprint, random.Random(f"{seed}:details:{slug}:{blueprint.number}"))
        for blueprint in chosen
    ]
    if not any(mention.status == EngagementStatus.WORKS for mention in found[1 if own else 0 :]):
        # Every service of the study works with somebody.
        found[-1] = replace(found[-1], status=EngagementStatus.WORKS)
    if len(found) < 5 and rng.random() < 0.10:
        found.append(PlannedMention(None, rng.choice(names.UNMATCHED_NAMES), DescribedAs.NOT_SAID))
    if len(found) < 5 and rng.random() < 0.05:
        words = rng.choice(names.NOT_AN_ORGANISATION)
        found.append(PlannedMention(None, words, DescribedAs.OTHER, is_organisation=False))
    return found


def _mention(rng: random.Random, blueprint: Blueprint, details: random.Random) -> PlannedMention:
    """Return a mention. What the respondent does not know of it is drawn from `details`, a separate generator."""
    is_own = blueprint.outcome == "special_purpose_vehicle"
    status = rng.choices(
        (EngagementStatus.WORKS, EngagementStatus.WORKED, EngagementStatus.WOULD_LIKE), (88, 8, 4)
    )[0]
    grew = rng.random() < (0.53 if blueprint.outcome in INCLUDED else 0.3)
    origin = Origin.WIDER_THIRD_SECTOR if grew else rng.choice(OTHER_ORIGINS)
    if ("founded_by_service_staff", "yes", SERVICE) in blueprint.facts:
        origin = Origin.STAFF if details.random() < FOUNDED_HERE_RATE else origin
    wishes = status == EngagementStatus.WOULD_LIKE and not is_own
    return PlannedMention(
        number=blueprint.number,
        name_given=names.loose_name(blueprint.name, rng),
        described_as=rng.choice(DESCRIPTIONS[blueprint.outcome]),
        status=EngagementStatus.WORKS if is_own else status,
        arrangement=Arrangement.NOT_KNOWN if wishes else rng.choice(ARRANGEMENTS),
        origin=Origin.STAFF if is_own else Origin.NOT_KNOWN if wishes else origin,
        referrals=rng.choice((None, 6, 12, 20, 30, 50, 80, 120)),
        is_own=is_own,
        terms={
            "activity": [word for word in blueprint.terms["activity"] if rng.random() < 0.8],
            "payer": _payers(rng, details),
            "stage": sample_of(rng, Stage.values, 1, 2),
            "offender_group": sample_of(rng, OffenderGroup.values, 1, 3),
        },
    )


def _payers(rng: random.Random, details: random.Random) -> list[str]:
    payers = sample_of(rng, [word for word in Payer.values if word != Payer.NOT_KNOWN], 1, 2)
    return [Payer.NOT_KNOWN.value] if details.random() < PAYER_NOT_KNOWN_RATE else payers


def spv_status(position: int) -> str | None:
    """Return the status of the service's own enterprise in the interview at this position; None for not known.

    The first eight have one, the next twelve are interested, the others are not.
    """
    if position < len(SPV_STATUSES):
        return SPV_STATUSES[position]
    if position == len(SPV_STATUSES):
        return None
    return "interested" if position < FIRST_WITHOUT_INTEREST else "not_interested"


def lacks_guidance(position: int) -> bool:
    """Return True if the interview at this position names the lack of legal guidance: eleven of nineteen do."""
    positions = [p for p in range(FIRST_WITHOUT_INTEREST) if spv_status(p) is not None]
    return position in positions[::-1][:NUMBER_WITHOUT_GUIDANCE]


def with_missing(rng: random.Random, answers: Mapping[str, Any], questions: Iterable[str]) -> dict[str, Any]:
    """Return the answers, with some of those to these questions replaced by None (not known) or refused."""
    found = dict(answers)
    for question in questions:
        chance = rng.random()
        if question in found and chance < NOT_KNOWN_RATE + REFUSED_RATE:
            found[question] = None if chance < NOT_KNOWN_RATE else AnswerState.REFUSED
    return found


def values(
    seed: str,
    slug: str,
    position: int,
    mentions: Sequence[PlannedMention],
    *,
    names_included: bool = True,
    is_partial: bool = False,
) -> dict[str, Any]:
    """Return the answers to the interview guide by question; None for not known, AnswerState.REFUSED for refused.

    A respondent whose service works with nobody that is included has no more to say and is not to be rung again. A
    partial interview ends after the questions on benefits and barriers; consent to take part was asked for first.
    """
    rng = random.Random(f"{seed}:answers:{slug}")
    status = spv_status(position)
    asked_again = rng.choice(("yes", "no"))
    answers: dict[str, Any] = {
        "works_now": "yes",
        "organisations_number": len(mentions) + rng.randint(0, 6),
        "would_like": rng.choice(("yes", "yes", "no")),
        "benefits": sample_of(rng, list(BENEFITS), 1, 3),
        "drawbacks": sample_of(rng, list(DRAWBACKS), 1, 2),
        "barriers": sample_of(rng, list(BARRIERS), 1, 3),
        "spv_status": status,
        "take_part": "yes",
        "be_quoted": rng.choice(("yes", "yes", "yes", "no")),
        "name_service": rng.choice(("yes", "yes", "yes", "yes", "no")),
        "archive_answers": "yes" if position % 6 else "no",
        "ask_again": "no"
        if not names_included or (status == "not_interested" and asked_again == "no")
        else "yes",
    }
    if status not in (None, "not_interested"):
        obstacles = sample_of(rng, list(OBSTACLES), 1, 3)
        answers["spv_obstacles"] = [*obstacles, "legal_guidance"] if lacks_guidance(position) else obstacles
    if is_partial:
        answers = {question: answers[question] for question in (*MAY_BE_MISSING, "works_now", "take_part")}
    may_be_missing = MAY_BE_MISSING if status != "not_interested" else (*MAY_BE_MISSING, "spv_status")
    return with_missing(random.Random(f"{seed}:missing:{slug}"), answers, may_be_missing)
