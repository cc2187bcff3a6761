"""The online survey: responses of invented organisations, and the review of each."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from demo import submissions
from demo.blueprints import sample_of
from demo.calls import FIRST_DAY
from demo.names import loose_name, short
from demo.plan import SEED, PlannedOrganisation
from demo.strands.self_description import awareness, self_description
from enterprises.models import Organisation
from enterprises.vocabulary import INVENTED_MARK
from noms.models import Service
from survey import actions
from survey.models import Response, Strand, Study
from survey.online import directory_mapping
from survey.questionnaire import Section

RESPONSES = 82
"""The number of accepted responses. The survey has no frame, so there is no response rate."""

REJECTED = (
    "Sent to try the survey out: the name and the numbers are made up on the spot.",
    "Answered twice by the same organisation; the fuller answer is accepted.",
    "The organisation does not work with offenders and does not wish to.",
)
"""The reasons for rejecting three further responses."""

LEFT_OPEN_RATE = 0.06
LEFT_OPEN = (
    "founded", "networks", "noms_awareness", "commissioning_awareness", "arrangement", "origin", "benefits", "payer",
    "employees", "volunteers", "beneficiaries", "customer", "partner", "need", "offender_group", "earlier_work",
)  # fmt: skip
"""The questions that some respondents pass over, each with this probability."""

DAYS = 60
WITHOUT_SURVEY = {"special_purpose_vehicle", "statutory_body"}
BARRIERS = ("short_funding", "procurement", "contract_size", "payment", "approved_suppliers", "no_contact")
BENEFITS = ("work_experience", "employment", "employers", "through_the_gate", "role_models")


def run_online_survey(
    study: Study,
    organisations: Sequence[PlannedOrganisation],
    entries: Mapping[int, int],
    services: Iterable[Service],
    *,
    by: User,
) -> dict[int, int]:
    """Open the survey, send every response with the actions that the public pages use, and review all of them.

    `entries` maps the number of a blueprint to the primary key of its organisation. The result does the same for the
    organisations that the survey added.
    """
    instrument = actions.publish_own_instrument(name="enterprise_survey", by=by, frame_on=study.frame_on)
    strand = actions.open_survey(study=study, instrument=instrument, opens_on=FIRST_DAY, by=by)
    frame = {service.name: service for service in services}
    near: defaultdict[str, list[str]] = defaultdict(list)
    for service in sorted(frame.values(), key=lambda each: each.slug):
        near[service.region.name].append(service.name)
    enterprises = [made for made in organisations if made.blueprint.outcome not in WITHOUT_SURVEY]
    rows = Organisation.objects.in_bulk([entries[made.blueprint.number] for made in enterprises])
    found: dict[int, int] = {}
    for number in range(RESPONSES):
        made = enterprises[number % len(enterprises)]
        is_second = number >= len(enterprises)
        rng = random.Random(f"{SEED}:online:{number}")
        answers = survey_values(made, near[made.region], rng, is_second=is_second)
        response = send_response(strand, str(number), answers, _begun(rng), rng)
        entry = None if is_second else rows[entries[made.blueprint.number]]
        accepted = actions.accept_response(
            response=response, organisation=entry, services=_services(response, frame), by=by
        )
        if is_second and accepted.organisation_id is not None:
            found[made.blueprint.number] = accepted.organisation_id
    for number, reason in enumerate(REJECTED, start=RESPONSES):
        rng = random.Random(f"{SEED}:online:{number}")
        made = enterprises[number % len(enterprises)]
        answers = survey_values(made, near[made.region], rng, is_second=False)
        response = send_response(strand, str(number), answers, _begun(rng), rng)
        actions.reject_response(response=response, reason=reason, by=by)
    return found


def _services(response: Response, frame: Mapping[str, Service]) -> dict[tuple[str, str], Service]:
    """Return the services that the lines of a response name, as the reviewer confirms them."""
    named = directory_mapping.services_of(response.questionnaire, response.answers)
    return {line: frame[line[1]] for line in named if line[1] in frame}


def _begun(rng: random.Random) -> dt.datetime:
    """Return a moment within working hours on a day of the fieldwork."""
    day = FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS))
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9 + rng.randrange(8), rng.randrange(60))))


def send_response(
    strand: Strand, name: str, values: Mapping[str, Any], begun: dt.datetime, rng: random.Random
) -> Response:
    """Begin, fill in and send one response. `name` tells it from all others of the demonstration."""
    response, _ = actions.begin_response(strand=strand, start_key=submissions.key("begun", name))
    questionnaire = response.questionnaire
    Response.objects.filter(pk=response.pk).update(created_at=begun)
    whole = Section("all", "", tuple(questionnaire.questions.values()))
    response = actions.save_page(
        response=response,
        section=whole,
        answers=submissions.visible_answers(questionnaire, values),
        seen=actions.answers_fingerprint(response, whole),
    )
    sent = actions.submit_response(
        response=response,
        submission_key=submissions.key("sent", name),
        seen=actions.answers_fingerprint(response),
    )
    sent.submitted_at = begun + dt.timedelta(minutes=9 + rng.randrange(30))
    Response.objects.filter(pk=response.pk).update(submitted_at=sent.submitted_at)
    return sent


def survey_values(
    made: PlannedOrganisation, near: list[str], rng: random.Random, *, is_second: bool
) -> dict[str, Any]:
    """Return the answers of one organisation by question; None is “not known”.

    With `is_second` they are those of a partner organisation that does not work with services yet.
    """
    relation = "would_like" if is_second else rng.choice(("now", "now", "now", "past"))
    services = rng.sample(near, min(len(near), rng.randint(1, 3)))
    name = loose_name(made.blueprint.name, rng)
    found = {
        **self_description(made, rng),
        **awareness(rng),
        "organisation_name": f"{short(made.blueprint.name)} Partners {INVENTED_MARK}" if is_second else name,
        "postcode": made.outcode,
        "relation": relation,
        "works_with_services": "" if is_second else "\n".join(services),
        "worked_with_services": rng.choice(near) if relation == "past" and near else "",
        "would_like_services": rng.choice(near) if is_second and near else "",
        "arrangement": [rng.choice(("contract", "grant", "partnership", "referral"))],
        "origin": [rng.choice(("wider_third_sector", "wider_third_sector", "commissioning", "approached"))],
        "why_not": sample_of(rng, list(BARRIERS), 1, 3),
        "benefits": sample_of(rng, list(BENEFITS), 1, 3),
        "list_publicly": "no" if rng.random() < 0.15 else "yes",
        "be_quoted": rng.choice(("yes", "no")),
        "ask_again": "no",
    }
    passing = random.Random(f"{SEED}:left open:{made.blueprint.number}:{is_second}")
    left_open = {question for question in LEFT_OPEN if passing.random() < LEFT_OPEN_RATE}
    return {question: answer for question, answer in found.items() if question not in left_open}
