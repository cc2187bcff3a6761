"""The interviews with enterprises of the demonstration: all of them invented, four of them set up by service staff."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from demo import submissions
from demo.answers import BARRIERS, BENEFITS, DRAWBACKS, INCLUDED, OBSTACLES
from demo.blueprints import some
from demo.calls import WORKING_DAYS
from demo.people import person
from demo.plan import SEED, Plan, PlannedCase, PlannedOrganisation
from demo.strands.about import about, awareness
from demo.strands.extended import MODELS, PARTS, SPV_BENEFITS
from enterprises.models import Organisation
from enterprises.vocabulary import EngagementStatus
from interviews import actions
from interviews.vocabulary import Disposition, NominatedBy
from noms.models import Service
from survey.models import SampledUnit, Study
from survey.vocabulary import RespondentCategory, StrandKind

WORKED, VEHICLES, POTENTIAL = 13, 4, 1
"""Seventeen enterprises of category 3, four of them set up by service staff, and one of category 4 (domain §8)."""

NOMINATED = (NominatedBy.NOMS, NominatedBy.SECTOR)
ENTERPRISES = "Included by the definition and named in interviews, or answered the survey."
EVALUATED = "An external evaluation refers to it: one interview with the person who developed it."
KEY = "enterprise"


@dataclass(frozen=True)
class Asked:
    """An enterprise to be interviewed: what it is, its entry, and how far it got where staff set it up."""

    made: PlannedOrganisation
    organisation: int
    vehicle_status: str = "operating"
    has_worked: bool = True


def interview_enterprises(
    study: Study,
    planned: Plan,
    organisations: Mapping[int, int],
    newcomers: Mapping[int, int],
    services: Mapping[str, Service],
    *,
    discussed: str,
    by: Sequence[User],
) -> None:
    """Choose and interview eighteen enterprises, and once somebody whom an external evaluation referred to.

    `newcomers` are the entries that the survey brought, by the number of the blueprint that answered;
    `discussed` is the service that told of its own enterprise in an extended interview.
    """
    made = {each.blueprint.number: each for each in planned.organisations}
    own = {number: case for case in planned.cases for number in _own_of(case)}
    told = [number for number, case in own.items() if case.tells_of_own and case.slug != discussed]
    # The first prison's enterprise is only named in its initial interview, the next one was evaluated.
    named_only = next((number for number in told if own[number].is_prison), None)
    evaluated, *vehicles = [number for number in told if number != named_only]

    def asked(number: int) -> Asked:
        status = own[number].values["spv_status"] if number in own else "operating"
        return Asked(made[number], organisations[number], status)

    potential = [
        Asked(made[number], pk, has_worked=False)
        for number, pk in newcomers.items()
        if made[number].blueprint.outcome in INCLUDED
    ]
    names = _services_of(planned, services)
    worked = [number for number in names if made[number].blueprint.outcome in INCLUDED]
    for nominated_by, number in zip(NOMINATED, worked, strict=False):
        _nominate(
            study, organisations[number], nominated_by, "Its experience would help the study.", by=by[0]
        )
    chosen = [
        *(asked(number) for number in (*worked[:WORKED], *vehicles[:VEHICLES])),
        *potential[:POTENTIAL],
    ]
    _interview_all(study, chosen, ENTERPRISES, names, by=by)
    _nominate(study, organisations[evaluated], NominatedBy.EVALUATION, EVALUATED, by=by[0])
    for unit in _interview_all(study, [asked(evaluated)], EVALUATED, names, by=by):
        # It was no interview with an enterprise: whoever developed it spoke of it, once.
        actions.set_category(unit=unit, category=None, by=by[0])


def _own_of(case: PlannedCase) -> list[int]:
    return [mention.number for mention in case.named if mention.is_own and mention.number is not None]


def _services_of(planned: Plan, services: Mapping[str, Service]) -> dict[int, list[str]]:
    """The services that work with each organisation, by its number, most named first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for case in planned.cases:
        for mention in case.named:
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
    chosen: Sequence[Asked],
    reason: str,
    services: Mapping[int, Sequence[str]],
    *,
    by: Sequence[User],
) -> list[SampledUnit]:
    rows = Organisation.objects.in_bulk([each.organisation for each in chosen])
    drawn = actions.choose_units(
        study=study,
        kind=StrandKind.ENTERPRISE_INTERVIEW,
        chosen=[rows[each.organisation] for each in chosen],
        reason=reason,
        by=by[0],
    )
    units = {
        unit.organisation_id: unit
        for unit in drawn.units.select_related("organisation", "strand__study", "strand__instrument")
    }
    for number, each in enumerate(chosen):
        unit = units[each.organisation]
        _interview(unit, each, services.get(each.made.blueprint.number, ()), by=by[number % len(by)])
    return list(units.values())


def _interview(unit: SampledUnit, asked: Asked, services: Sequence[str], *, by: User) -> None:
    number = asked.made.blueprint.number
    slug = f"{number} {asked.has_worked}"
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
        disposition=Disposition.COMPLETED,
        made_at=timezone.make_aware(moment),
        submission_key=submissions.key(KEY, "call", slug),
        by=by,
    )
    guide = unit.strand.instrument
    assert guide is not None
    submissions.write_down(
        unit=unit,
        contact=contact,
        held_on=moment.date(),
        answers=submissions.shown(guide.questionnaire, values(asked, services, rng)),
        submission_key=submissions.key(KEY, slug),
        by=by,
    )
    if asked.has_worked:
        # One that is still being set up was taken for one with the potential.
        actions.set_category(unit=unit, category=RespondentCategory.ENTERPRISE_WORKED, by=by)


def values(asked: Asked, services: Sequence[str], rng: random.Random) -> dict[str, Any]:
    """What an enterprise answers: what it is, whom it works with, and what it makes of that."""
    model_kind, model = rng.choice(MODELS)
    found: dict[str, Any] = {
        "category": "enterprise_worked" if asked.has_worked else "enterprise_potential",
        "role": "Director",
        **about(asked.made, rng),
        "works_with_services": "\n".join(services[:5]),
        "arrangement": some(
            rng, ["contract", "service_level_agreement", "grant", "hosted", "referral"], 1, 2
        ),
        "origin": rng.choice(("wider_third_sector", "wider_third_sector", "commissioning", "approached")),
        "referrals": rng.choice((None, 12, 30, 60)),
        "why_not": "" if asked.has_worked else "Nobody there has asked, and we do not know whom to ring.",
        "would_like_services": "any",
        "monitored": rng.choice(("no", "own", "provider", "external", "funder", "not_known")),
        "benefits": some(rng, list(BENEFITS), 1, 4),
        "drawbacks": some(rng, list(DRAWBACKS), 1, 3),
        "barriers": some(rng, [*BARRIERS, "contract_size", "payment"], 1, 4),
        "barriers_where": some(rng, list(PARTS), 1, 3),
        **awareness(rng),
        "vehicle_status": asked.vehicle_status,
        "vehicle_benefits": some(rng, list(SPV_BENEFITS), 1, 3),
        "vehicle_problems": some(rng, list(OBSTACLES), 1, 3),
        **{
            f"vehicle_{word}": rng.choice(("yes", "no"))
            for word in ("helped", "market", "competition", "jobs")
        },
        "take_part": "yes",
        "be_quoted": rng.choice(("yes", "no")),
        "name_service": rng.choice(("yes", "yes", "no")),
        "ask_again": "yes",
    }
    if rng.random() < 0.5:
        found |= {"model": model, "model_kind": model_kind}
    return found
