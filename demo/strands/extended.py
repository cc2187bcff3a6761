"""The extended interviews of the demonstration: drawn with a seed from the services that agreed to be rung again."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from demo import submissions
from demo.answers import BARRIERS, BENEFITS, DRAWBACKS, Named
from demo.blueprints import some
from demo.calls import once_more
from demo.plan import SEED, PlannedCase
from interviews import actions
from survey.models import SampledUnit, Study

SIZE = 38
"""Services with an extended interview (domain §8)."""

DRAWN_WITH = "thirty-eight of 2009"
AGREEMENT = ("strongly_agree", "agree", "agree", "neither", "disagree", "strongly_disagree")
SENTENCES = ("value", "risk", "jobs", "last", "commissioning", "more")
PARTS = ("headquarters", "region", "prisons", "probation", "commissioning", "elsewhere")
SPV_BENEFITS = ("employs_prisoners", "money", "autonomy", "profits", "led_by_prisoners")
TRIED = ("operating", "failed_before", "failed_after")
MODELS = (
    ("replicable", "A short course in custody, a placement on release, and one person who knows both."),
    ("good_practice", "The enterprise, the service and the employer meet once a month."),
    ("demonstration", "Half of the goods made are sold outside, so the work is real."),
    ("failed", "It stopped when the one officer who believed in it was moved."),
)


def interview_again(
    study: Study, cases: Mapping[str, PlannedCase], organisations: Mapping[int, int], *, by: Sequence[User]
) -> str:
    """Draw the extended sample and interview all of it; which service's own enterprise was discussed, by slug."""
    drawn = actions.draw_services(study=study, size=SIZE, seed=DRAWN_WITH, by=by[0])
    units = drawn.units.select_related("service", "strand__study", "strand__instrument")
    asked = {unit.service.slug: unit for unit in units.order_by("service__slug") if unit.service}
    told = _discussed([cases[slug] for slug in asked])
    for number, (slug, unit) in enumerate(asked.items()):
        case = cases[slug]
        mentions = [mention for mention in case.named if case.slug == told and mention.is_own]
        _interview(unit, case, mentions, organisations, by=by[number % len(by)])
    return told


def _discussed(drawn: Sequence[PlannedCase]) -> str:
    """The first prison drawn with an enterprise of its own that it can tell of; nothing where none was drawn."""
    return next((case.slug for case in drawn if case.tells_of_own and case.is_prison), "")


def _interview(
    unit: SampledUnit,
    case: PlannedCase,
    mentions: Sequence[Named],
    organisations: Mapping[int, int],
    *,
    by: User,
) -> None:
    call = once_more(SEED, case.slug, case.fieldwork)
    contact = unit.contacts.get(is_current=True)
    actions.log_call(
        unit=unit,
        contact=contact,
        disposition=call.disposition,
        made_at=call.made_at,
        submission_key=submissions.key("extended call", case.slug),
        by=by,
    )
    guide = unit.strand.instrument
    assert guide is not None
    submissions.write_down(
        unit=unit,
        contact=contact,
        held_on=call.made_at.date(),
        answers=submissions.shown(guide.questionnaire, values(case)),
        named=mentions,
        organisations=organisations,
        submission_key=submissions.key("extended", case.slug),
        by=by,
    )


def values(case: PlannedCase) -> dict[str, Any]:
    """What a service answers at more length; of its own enterprise it says what it said before."""
    rng = random.Random(f"{SEED}:extended:{case.slug}")
    first = case.values
    model_kind, model = rng.choice(MODELS)
    agreement = {f"agree_{sentence}": rng.choice(AGREEMENT) for sentence in SENTENCES}
    found: dict[str, Any] = {
        "category": "service_working",
        "role": case.respondent.job_title,
        "origin": rng.choice(("wider_third_sector", "wider_third_sector", "commissioning", "approached")),
        "arrangement": some(
            rng, ["contract", "service_level_agreement", "grant", "hosted", "referral"], 1, 2
        ),
        "monitored": rng.choice(("no", "own", "provider", "external", "funder", "not_known")),
        "benefits": some(rng, list(BENEFITS), 1, 4),
        "drawbacks": some(rng, list(DRAWBACKS), 1, 3),
        "barriers": some(rng, list(BARRIERS), 1, 4),
        "barriers_where": some(rng, list(PARTS), 1, 3),
        **agreement,
        "spv_status": first["spv_status"],
        "spv_benefits": some(rng, list(SPV_BENEFITS), 1, 3),
        "spv_obstacles": first.get("spv_obstacles", []),
        **{f"spv_{word}": rng.choice(("yes", "no")) for word in ("helped", "market", "competition", "jobs")},
        "take_part": "yes",
        "be_quoted": first["be_quoted"],
        "name_service": first["name_service"],
        "ask_again": rng.choice(("yes", "no")),
    }
    if rng.random() < 0.4:
        found |= {"model": model, "model_kind": model_kind}
    return found
