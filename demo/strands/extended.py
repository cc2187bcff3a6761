"""The extended interviews: a sample, drawn with a seed, of the services that agreed to another call."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import User
from demo import submissions
from demo.answers import BARRIERS, BENEFITS, DRAWBACKS, PlannedMention, with_missing
from demo.blueprints import sample_of
from demo.calls import later_call
from demo.plan import SEED, PlannedCase
from interviews import actions
from interviews.models import Call
from interviews.vocabulary import Disposition
from survey.models import SampledUnit, Study

NOT_INTERVIEWED = (
    Disposition.RESPONDENT_REFUSAL,
    Disposition.AWAY,
    Disposition.NO_ANSWER,
    Disposition.RESPONDENT_REFUSAL,
    Disposition.VOICEMAIL,
    Disposition.LEFT_MESSAGE,
    Disposition.LANGUAGE_OR_HEALTH,
)
"""The last call to each service of the sample that was not interviewed."""

SIZE = 38 + len(NOT_INTERVIEWED)
"""The number of services in the sample, so that 38 are interviewed."""

SAMPLE_SEED = "thirty-eight of 2009"
AGREEMENT = ("strongly_agree", "agree", "agree", "neither", "disagree", "strongly_disagree")
SENTENCES = ("value", "risk", "jobs", "last", "commissioning", "more")
PARTS = ("headquarters", "region", "prisons", "probation", "commissioning", "elsewhere")
SPV_BENEFITS = ("employs_prisoners", "money", "autonomy", "profits", "led_by_prisoners")
MAY_BE_MISSING = (
    "origin", "arrangement", "monitored", "benefits", "drawbacks", "barriers", "barriers_where",
    *(f"agree_{sentence}" for sentence in SENTENCES),
)  # fmt: skip
"""The questions to which some respondents have no answer."""

TRIED = ("operating", "failed_before", "failed_after")
MODELS = (
    ("replicable", "A short course in custody, a placement on release, and one person who knows both."),
    ("good_practice", "The enterprise, the service and the employer meet once a month."),
    ("demonstration", "Half of the goods made are sold outside, so the work is real."),
    ("failed", "It stopped when the one officer who believed in it was moved."),
)


def conduct_extended_interviews(
    study: Study, cases: Mapping[str, PlannedCase], organisations: Mapping[int, int], *, by: Sequence[User]
) -> str:
    """Draw the extended sample and call its services; 38 of them are interviewed.

    Return the slug of the service whose own enterprise was discussed.
    """
    draw = actions.draw_services(study=study, size=SIZE, seed=SAMPLE_SEED, by=by[0])
    units = draw.units.select_related("service", "strand__study", "strand__instrument")
    sample = {unit.service.slug: unit for unit in units.order_by("service__slug") if unit.service}
    discussed = _discussed([cases[slug] for slug in sample])
    others = sorted(slug for slug in sample if slug != discussed)
    missed = dict(
        zip(
            random.Random(f"{SEED}:missed").sample(others, len(NOT_INTERVIEWED)), NOT_INTERVIEWED, strict=True
        )
    )
    for number, (slug, unit) in enumerate(sample.items()):
        case = cases[slug]
        if slug in missed:
            _call(unit, case, missed[slug], by=by[number % len(by)])
            continue
        mentions = [mention for mention in case.mentions if case.slug == discussed and mention.is_own]
        _interview(unit, case, mentions, organisations, by=by[number % len(by)])
    return discussed


def _discussed(cases: Sequence[PlannedCase]) -> str:
    """Return the slug of the first prison that knows the status of its own enterprise, or an empty string."""
    return next((case.slug for case in cases if case.knows_own_enterprise and case.is_prison), "")


def _call(unit: SampledUnit, case: PlannedCase, disposition: Disposition, *, by: User) -> Call:
    call = later_call(SEED, case.slug, case.fieldwork, disposition)
    return actions.log_call(
        unit=unit,
        contact=unit.contacts.get(is_current=True),
        disposition=call.disposition,
        made_at=call.made_at,
        submission_key=submissions.key("extended call", case.slug),
        by=by,
    )


def _interview(
    unit: SampledUnit,
    case: PlannedCase,
    mentions: Sequence[PlannedMention],
    organisations: Mapping[int, int],
    *,
    by: User,
) -> None:
    call = _call(unit, case, Disposition.COMPLETED, by=by)
    guide = unit.strand.instrument
    assert guide is not None
    submissions.save_interview(
        unit=unit,
        contact=call.contact,
        held_on=call.made_at.date(),
        answers=submissions.visible_answers(guide.questionnaire, values(case)),
        mentions=mentions,
        organisations=organisations,
        submission_key=submissions.key("extended", case.slug),
        by=by,
    )


def values(case: PlannedCase) -> dict[str, Any]:
    """Return the answers of a service. Its answers on its own enterprise are those of its first interview."""
    rng = random.Random(f"{SEED}:extended:{case.slug}")
    first = case.values
    model_kind, model = rng.choice(MODELS)
    agreement = {f"agree_{sentence}": rng.choice(AGREEMENT) for sentence in SENTENCES}
    found: dict[str, Any] = {
        "category": "service_working",
        "role": case.respondent.job_title,
        "origin": rng.choice(("wider_third_sector", "wider_third_sector", "commissioning", "approached")),
        "arrangement": sample_of(
            rng, ["contract", "service_level_agreement", "grant", "hosted", "referral"], 1, 2
        ),
        "monitored": rng.choice(("no", "own", "provider", "external", "funder", "not_known")),
        "benefits": sample_of(rng, list(BENEFITS), 1, 4),
        "drawbacks": sample_of(rng, list(DRAWBACKS), 1, 3),
        "barriers": sample_of(rng, list(BARRIERS), 1, 4),
        "barriers_where": sample_of(rng, list(PARTS), 1, 3),
        **agreement,
        "spv_status": first["spv_status"],
        "spv_benefits": sample_of(rng, list(SPV_BENEFITS), 1, 3),
        "spv_obstacles": first.get("spv_obstacles", []),
        **{f"spv_{word}": rng.choice(("yes", "no")) for word in ("helped", "market", "competition", "jobs")},
        "take_part": "yes",
        "be_quoted": first["be_quoted"],
        "name_service": first["name_service"],
        "archive_answers": first["archive_answers"],
        "ask_again": rng.choice(("yes", "no")),
    }
    if rng.random() < 0.4:
        found |= {"model": model, "model_kind": model_kind}
    return with_missing(random.Random(f"{SEED}:extended missing:{case.slug}"), found, MAY_BE_MISSING)
