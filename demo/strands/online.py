"""The online survey of the demonstration: invented organisations answer it, and their answers are reviewed."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from demo import submissions
from demo.blueprints import some
from demo.calls import FIRST_DAY
from demo.names import as_said, short
from demo.plan import SEED, PlannedOrganisation
from demo.strands.about import about, awareness
from enterprises.models import Organisation
from noms.models import Service
from survey import actions
from survey.models import Response, Strand, Study
from survey.online import directory_mapping
from survey.questionnaire import Section

ANSWERS = 82
"""Completed answers (domain §8); the survey has no frame, so this is a count and never a rate."""

REJECTED = (
    "Sent to try the survey out: the name and the numbers are made up on the spot.",
    "Answered twice by the same organisation; the fuller answer is accepted.",
    "The organisation does not work with offenders and does not wish to.",
)
"""Why three further answers were kept out."""

DAYS = 60
NO_ENTERPRISE = {"special_purpose_vehicle", "statutory_body"}
BARRIERS = ("short_funding", "procurement", "contract_size", "payment", "approved_suppliers", "no_contact")
BENEFITS = ("work_experience", "employment", "employers", "through_the_gate", "role_models")


def answer_online(
    study: Study,
    organisations: Sequence[PlannedOrganisation],
    entries: Mapping[int, int],
    services: Iterable[Service],
    *,
    by: User,
) -> dict[int, int]:
    """Open the survey, send every answer through the actions that the public pages use, and review them all.

    `entries` are the organisations' keys by their blueprints' numbers. Returns those that the survey brought, by
    the number of the blueprint that answered.
    """
    instrument = actions.publish_own_instrument(name="enterprise_survey", by=by)
    strand = actions.open_survey(study=study, instrument=instrument, opens_on=FIRST_DAY, by=by)
    frame = {service.name: service for service in services}
    near: defaultdict[str, list[str]] = defaultdict(list)
    for service in sorted(frame.values(), key=lambda each: each.slug):
        near[service.region.name].append(service.name)
    enterprises = [made for made in organisations if made.blueprint.outcome not in NO_ENTERPRISE]
    rows = Organisation.objects.in_bulk([entries[made.blueprint.number] for made in enterprises])
    found: dict[int, int] = {}
    for number in range(ANSWERS):
        made = enterprises[number % len(enterprises)]
        is_second = number >= len(enterprises)
        rng = random.Random(f"{SEED}:online:{number}")
        held = _send(strand, number, _values(made, near[made.region], rng, is_second=is_second), rng)
        entry = None if is_second else rows[entries[made.blueprint.number]]
        accepted = actions.accept_response(
            response=held, organisation=entry, services=_services(held, frame), by=by
        )
        if is_second and accepted.organisation_id is not None:
            found[made.blueprint.number] = accepted.organisation_id
    for number, reason in enumerate(REJECTED, start=ANSWERS):
        rng = random.Random(f"{SEED}:online:{number}")
        made = enterprises[number % len(enterprises)]
        held = _send(strand, number, _values(made, near[made.region], rng, is_second=False), rng)
        actions.reject_response(response=held, reason=reason, by=by)
    return found


def _services(response: Response, frame: Mapping[str, Service]) -> dict[tuple[str, str], Service]:
    """The services that the lines of an answer mean, as the reviewer confirms them."""
    named = directory_mapping.services_of(response.questionnaire, response.answers)
    return {line: frame[line[1]] for line in named if line[1] in frame}


def _send(strand: Strand, number: int, values: Mapping[str, Any], rng: random.Random) -> Response:
    """Begin, type and send one answer on a day of the fieldwork."""
    response, _ = actions.begin_response(strand=strand, start_key=submissions.key("begun", str(number)))
    questionnaire = response.questionnaire
    day = FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS))
    begun = timezone.make_aware(dt.datetime.combine(day, dt.time(9 + rng.randrange(8), rng.randrange(60))))
    Response.objects.filter(pk=response.pk).update(created_at=begun)
    whole = Section("all", "", tuple(questionnaire.questions.values()))
    held = actions.save_page(
        response=response,
        section=whole,
        answers=submissions.shown(questionnaire, values),
        seen=actions.seen_of(response, whole),
    )
    sent = actions.submit_response(
        response=held, submission_key=submissions.key("sent", str(number)), seen=actions.seen_of(held)
    )
    sent.submitted_at = begun + dt.timedelta(minutes=9 + rng.randrange(30))
    Response.objects.filter(pk=response.pk).update(submitted_at=sent.submitted_at)
    return sent


def _values(
    made: PlannedOrganisation, near: list[str], rng: random.Random, *, is_second: bool
) -> dict[str, Any]:
    """What one organisation answers; None for what it does not know. A second one only would like to begin."""
    relation = "would_like" if is_second else rng.choice(("now", "now", "now", "past"))
    services = rng.sample(near, min(len(near), rng.randint(1, 3)))
    name = as_said(made.blueprint.name, rng)
    return {
        **about(made, rng),
        **awareness(rng),
        "organisation_name": f"{short(made.blueprint.name)} Partners" if is_second else name,
        "postcode": made.outcode,
        "relation": relation,
        "works_with_services": "" if is_second else "\n".join(services),
        "worked_with_services": rng.choice(near) if relation == "past" and near else "",
        "would_like_services": rng.choice(near) if is_second and near else "",
        "arrangement": [rng.choice(("contract", "grant", "partnership", "referral"))],
        "origin": [rng.choice(("wider_third_sector", "wider_third_sector", "commissioning", "approached"))],
        "why_not": some(rng, list(BARRIERS), 1, 3),
        "benefits": some(rng, list(BENEFITS), 1, 3),
        "list_publicly": "no" if rng.random() < 0.15 else "yes",
        "be_quoted": rng.choice(("yes", "no")),
        "ask_again": "no",
    }
