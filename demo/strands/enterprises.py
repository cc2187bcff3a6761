"""The interviews with invented enterprises, four of which were set up by service staff."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from accounts.models import User
from demo import submissions
from demo.answers import BARRIERS, BENEFITS, DRAWBACKS, INCLUDED, OBSTACLES, with_missing
from demo.blueprints import sample_of
from demo.calls import WORKING_DAYS
from demo.people import person
from demo.plan import SEED, Plan, PlannedCase, PlannedOrganisation
from demo.strands.extended import MODELS, PARTS, SPV_BENEFITS
from demo.strands.self_description import awareness, self_description
from enterprises.models import Organisation
from enterprises.vocabulary import EngagementStatus
from interviews import actions
from interviews.vocabulary import Disposition, NominatedBy
from noms.models import Service
from survey.models import SampledUnit, Study
from survey.vocabulary import RespondentCategory, StrandKind

WORKED, VEHICLES, POTENTIAL = 13, 4, 1
"""Seventeen enterprises of category 3, four of them set up by service staff, and one of category 4."""

NOT_INTERVIEWED = (Disposition.RESPONDENT_REFUSAL, Disposition.VOICEMAIL, Disposition.NO_ANSWER)
"""The last call to each further enterprise that was chosen and not interviewed."""

MAY_BE_MISSING = (
    "arrangement", "origin", "monitored", "benefits", "drawbacks", "barriers", "barriers_where", "employees",
    "volunteers", "beneficiaries", "payer", "networks",
)  # fmt: skip
"""The questions to which some respondents have no answer."""

NOMINATORS = (NominatedBy.NOMS, NominatedBy.SECTOR)
ENTERPRISES = "Included by the definition and named in interviews, or answered the survey."
EVALUATED = "An external evaluation refers to it: one interview with the person who developed it."
KEY = "enterprise"


@dataclass(frozen=True)
class PlannedInterview:
    """An enterprise to interview: its plan, its primary key, and its status if service staff set it up.

    `missed` is how the last call ended where it was not interviewed.
    """

    made: PlannedOrganisation
    organisation: int
    vehicle_status: str = "operating"
    has_worked: bool = True
    missed: Disposition | None = None


def conduct_enterprise_interviews(
    study: Study,
    planned: Plan,
    organisations: Mapping[int, int],
    newcomers: Mapping[int, int],
    services: Mapping[str, Service],
    *,
    discussed: str,
    by: Sequence[User],
) -> None:
    """Choose and ring enterprises, of which eighteen are interviewed, and one person named by an external evaluation.

    `newcomers` are the primary keys of organisations that the survey added, by the number of the blueprint that
    answered. `discussed` is the slug of the service whose own enterprise was in an extended interview.
    """
    made = {each.blueprint.number: each for each in planned.organisations}
    own = {number: case for case in planned.cases for number in _own_of(case)}
    known = [number for number, case in own.items() if case.knows_own_enterprise and case.slug != discussed]
    # The first prison's enterprise is only mentioned in the initial interview; the next one was evaluated.
    named_only = next((number for number in known if own[number].is_prison), None)
    evaluated, *vehicles = [number for number in known if number != named_only]

    def interview(number: int) -> PlannedInterview:
        status = own[number].values["spv_status"] if number in own else "operating"
        return PlannedInterview(made[number], organisations[number], status)

    potential = [
        PlannedInterview(made[number], pk, has_worked=False)
        for number, pk in newcomers.items()
        if made[number].blueprint.outcome in INCLUDED
    ]
    names = _services_of(planned, services)
    worked = [number for number in names if made[number].blueprint.outcome in INCLUDED]
    for nominated_by, number in zip(NOMINATORS, worked, strict=False):
        _nominate(
            study, organisations[number], nominated_by, "Its experience would help the study.", by=by[0]
        )
    chosen = [
        *(interview(number) for number in (*worked[:WORKED], *vehicles[:VEHICLES])),
        *potential[:POTENTIAL],
        *(
            replace(interview(number), missed=disposition)
            for number, disposition in zip(worked[WORKED:], NOT_INTERVIEWED, strict=False)
        ),
    ]
    _interview_all(study, chosen, ENTERPRISES, names, by=by)
    _nominate(study, organisations[evaluated], NominatedBy.EVALUATION, EVALUATED, by=by[0])
    for unit in _interview_all(study, [interview(evaluated)], EVALUATED, names, by=by):
        # The interview was with the person who developed the enterprise, not with the enterprise.
        actions.set_category(unit=unit, category=None, by=by[0])


def _own_of(case: PlannedCase) -> list[int]:
    return [mention.number for mention in case.mentions if mention.is_own and mention.number is not None]


def _services_of(planned: Plan, services: Mapping[str, Service]) -> dict[int, list[str]]:
    """Return the names of the services that work with each organisation, by its number, most services first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for case in planned.cases:
        for mention in case.mentions:
            if mention.number is not None and mention.status == EngagementStatus.WORKS:
                found[mention.number].append(services[case.slug].name)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))


def _nominate(study: Study, organisation: int, nominated_by: str, reason: str, *, by: User) -> None:
    actions.nominate(
        study=study,
        organisation=Organisation.objects.get(pk=organisation),
        nominated_by=nominated_by,
        reason=reason,
        by=by,
    )


def _interview_all(
    study: Study,
    chosen: Sequence[PlannedInterview],
    reason: str,
    services: Mapping[int, Sequence[str]],
    *,
    by: Sequence[User],
) -> list[SampledUnit]:
    rows = Organisation.objects.in_bulk([each.organisation for each in chosen])
    draw = actions.choose_units(
        study=study,
        kind=StrandKind.ENTERPRISE_INTERVIEW,
        chosen=[rows[each.organisation] for each in chosen],
        reason=reason,
        by=by[0],
    )
    units = {
        unit.organisation_id: unit
        for unit in draw.units.select_related("organisation", "strand__study", "strand__instrument")
    }
    for number, each in enumerate(chosen):
        unit = units[each.organisation]
        _interview(unit, each, services.get(each.made.blueprint.number, ()), by=by[number % len(by)])
    return list(units.values())


def _interview(unit: SampledUnit, planned: PlannedInterview, services: Sequence[str], *, by: User) -> None:
    number = planned.made.blueprint.number
    slug = f"{number} {planned.has_worked}"
    rng = random.Random(f"{SEED}:{KEY}:{slug}")
    respondent = person(500 + number, rng, is_prison=False)
    contact = actions.replace_contact(
        unit=unit,
        name=respondent.name,
        job_title="Director",
        telephone=respondent.telephone,
        email=respondent.email,
        by=by,
    )
    moment = dt.datetime.combine(rng.choice(WORKING_DAYS[30:]), dt.time(10, 30))
    actions.log_call(
        unit=unit,
        contact=contact,
        disposition=planned.missed or Disposition.COMPLETED,
        made_at=timezone.make_aware(moment),
        submission_key=submissions.key(KEY, "call", slug),
        by=by,
    )
    if planned.missed:
        return
    guide = unit.strand.instrument
    assert guide is not None
    submissions.save_interview(
        unit=unit,
        contact=contact,
        held_on=moment.date(),
        answers=submissions.visible_answers(guide.questionnaire, values(planned, services, rng)),
        submission_key=submissions.key(KEY, slug),
        by=by,
    )
    if planned.has_worked:
        # An enterprise that is still being set up was sampled as one with potential.
        actions.set_category(unit=unit, category=RespondentCategory.ENTERPRISE_WORKED, by=by)


def values(planned: PlannedInterview, services: Sequence[str], rng: random.Random) -> dict[str, Any]:
    """Return the answers of an enterprise by question."""
    model_kind, model = rng.choice(MODELS)
    found: dict[str, Any] = {
        "category": "enterprise_worked" if planned.has_worked else "enterprise_potential",
        "role": "Director",
        **self_description(planned.made, rng),
        "works_with_services": "\n".join(services[:5]),
        "arrangement": sample_of(
            rng, ["contract", "service_level_agreement", "grant", "hosted", "referral"], 1, 2
        ),
        "origin": rng.choice(("wider_third_sector", "wider_third_sector", "commissioning", "approached")),
        "referrals": rng.choice((None, 12, 30, 60)),
        "why_not": "" if planned.has_worked else "Nobody there has asked, and we do not know whom to ring.",
        "would_like_services": "any",
        "monitored": rng.choice(("no", "own", "provider", "external", "funder", "not_known")),
        "benefits": sample_of(rng, list(BENEFITS), 1, 4),
        "drawbacks": sample_of(rng, list(DRAWBACKS), 1, 3),
        "barriers": sample_of(rng, [*BARRIERS, "contract_size", "payment"], 1, 4),
        "barriers_where": sample_of(rng, list(PARTS), 1, 3),
        **awareness(rng),
        "vehicle_status": planned.vehicle_status,
        "vehicle_benefits": sample_of(rng, list(SPV_BENEFITS), 1, 3),
        "vehicle_problems": sample_of(rng, list(OBSTACLES), 1, 3),
        **{
            f"vehicle_{word}": rng.choice(("yes", "no"))
            for word in ("helped", "market", "competition", "jobs")
        },
        "take_part": "yes",
        "be_quoted": rng.choice(("yes", "no")),
        "name_service": rng.choice(("yes", "yes", "no")),
        "archive_answers": "yes",
        "ask_again": "yes",
    }
    if rng.random() < 0.5:
        found |= {"model": model, "model_kind": model_kind}
    return with_missing(
        random.Random(f"{SEED}:{KEY} missing:{planned.made.blueprint.number}"), found, MAY_BE_MISSING
    )
