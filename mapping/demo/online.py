"""The online survey of the demonstration: invented organisations answer it, and their answers wait for review."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from enterprises.vocabulary import OffenderGroup
from mapping.demo import submissions
from mapping.demo.blueprints import Blueprint, some
from mapping.demo.calls import FIRST_DAY
from mapping.demo.names import as_said
from mapping.demo.plan import SEED, PlannedOrganisation
from noms.models import Service
from survey import actions
from survey.models import Response, Strand, Study
from survey.questionnaire import Questionnaire, Section

ANSWERS = 82
"""Completed answers (domain §8); the survey has no frame, so this is a count and never a rate."""

DAYS = 60
NO_ENTERPRISE = {"special_purpose_vehicle", "statutory_body"}
YES_NO = (
    "independent", "separately_constituted", "own_bank_account", "statutory_body", "charity",
    "founded_by_service_staff", "operated_by_service_staff", "social_aims", "self_described",
    "distributes_profit", "reinvests", "trades",
)  # fmt: skip
USUALLY = {"independent", "separately_constituted", "own_bank_account", "social_aims", "reinvests", "trades"}
"""What an enterprise says yes to where its evidence says nothing."""
BARRIERS = ("short_funding", "procurement", "contract_size", "payment", "approved_suppliers", "no_contact")
BENEFITS = ("work_experience", "employment", "employers", "through_the_gate", "role_models")
NETWORKS = (["none"], ["local"], ["regional"], ["national", "regional"])


def answer_online(
    study: Study, organisations: Iterable[PlannedOrganisation], services: Iterable[Service], *, by: User
) -> Strand:
    """Open the survey and send 82 answers, each through the actions that the public pages use."""
    instrument = actions.publish_own_instrument(name="enterprise_survey", by=by)
    strand = actions.open_survey(study=study, instrument=instrument, opens_on=FIRST_DAY, by=by)
    questionnaire = instrument.questionnaire
    near: defaultdict[str, list[str]] = defaultdict(list)
    for service in sorted(services, key=lambda each: each.slug):
        near[service.region.name].append(service.name)
    enterprises = [made for made in organisations if made.blueprint.outcome not in NO_ENTERPRISE]
    for number in range(ANSWERS):
        made = enterprises[number % len(enterprises)]
        rng = random.Random(f"{SEED}:online:{number}")
        values = _values(made, near[made.region], rng, is_second=number >= len(enterprises))
        _send(strand, questionnaire, number, values, rng)
    return strand


def _send(
    strand: Strand, questionnaire: Questionnaire, number: int, values: Mapping[str, Any], rng: random.Random
) -> None:
    """Begin, type and send one answer on a day of the fieldwork."""
    response, _ = actions.begin_response(strand=strand, start_key=submissions.key("begun", str(number)))
    day = FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS))
    begun = timezone.make_aware(dt.datetime.combine(day, dt.time(9 + rng.randrange(8), rng.randrange(60))))
    Response.objects.filter(pk=response.pk).update(created_at=begun)
    whole = Section("all", "", tuple(questionnaire.questions.values()))
    shown = questionnaire.shown(submissions.stored(values))
    said = submissions.stored({name: value for name, value in values.items() if name in shown})
    held = actions.save_page(
        response=response, section=whole, answers=said, seen=actions.seen_of(response, whole)
    )
    actions.submit_response(
        response=held, submission_key=submissions.key("sent", str(number)), seen=actions.seen_of(held)
    )
    sent = begun + dt.timedelta(minutes=9 + rng.randrange(30))
    Response.objects.filter(pk=response.pk).update(submitted_at=sent)


def _values(
    made: PlannedOrganisation, near: list[str], rng: random.Random, *, is_second: bool
) -> dict[str, Any]:
    """What one organisation answers; None for what it does not know. A second one only would like to begin."""
    blueprint = made.blueprint
    relation = "would_like" if is_second else rng.choice(("now", "now", "now", "past"))
    employees = rng.choice((2, 4, 7, 12, 25, 60))
    services = rng.sample(near, min(len(near), rng.randint(1, 3)))
    found: dict[str, Any] = {
        "organisation_name": f"{as_said(blueprint.name, rng)}{' Partners' if is_second else ''}",
        "postcode": made.outcode,
        "description": blueprint.description,
        "relation": relation,
        **_facts(blueprint, rng),
        "payer": some(rng, ["core_budget", "esf", "lottery", "charitable_trust", "sales"], 1, 1),
        "employees": employees,
        "volunteers": rng.randrange(20),
        "beneficiaries": rng.randrange(20, 400),
        "organisation_type": blueprint.terms["organisation_type"],
        "activity": blueprint.terms["activity"],
        "sector": blueprint.terms["sector"],
        "customer": blueprint.terms["customer"],
        "partner": blueprint.terms["partner"],
        "need": blueprint.terms["need"],
        "stage": blueprint.terms["stage"],
        "offender_group": some(rng, OffenderGroup.values, 1, 3),
        "earlier_work": rng.choice(("yes", "no", "other")),
        "works_with_services": "\n".join(services),
        "worked_with_services": rng.choice(near) if relation == "past" and near else "",
        "would_like_services": rng.choice(near) if is_second and near else "",
        "arrangement": [rng.choice(("contract", "grant", "partnership", "referral"))],
        "origin": [rng.choice(("wider_third_sector", "wider_third_sector", "commissioning", "approached"))],
        "why_not": some(rng, list(BARRIERS), 1, 3),
        "benefits": some(rng, list(BENEFITS), 1, 3),
        "networks": rng.choice(NETWORKS),
        "noms_awareness": rng.choice(("very_well", "fairly_well", "a_little", "a_little", "not_at_all")),
        "commissioning_awareness": rng.choice(("fairly_well", "a_little", "a_little", "not_at_all")),
        "list_publicly": "no" if rng.random() < 0.15 else "yes",
        "be_quoted": rng.choice(("yes", "no")),
        "ask_again": "no",
    }
    return {name: value for name, value in found.items() if value not in ("", [])}


def _facts(blueprint: Blueprint, rng: random.Random) -> dict[str, Any]:
    """The answers about the definition's facts, as the organisation's evidence has them or as is usual."""
    known = {fact: value for fact, value, _ in blueprint.facts}
    said: dict[str, Any] = {name: known.get(name, "yes" if name in USUALLY else "no") for name in YES_NO}
    said["self_described"] = "yes" if rng.random() < 0.7 else None
    said["public_sector_board_share"] = rng.choice(("none", "none", "below_half"))
    if blueprint.outcome == "profit_distributing_business":
        said["reinvests"] = "no"
    if blueprint.outcome in ("voluntary_organisation", "trading_voluntary_organisation"):
        said["charity"] = "yes"
    if blueprint.outcome == "part_of_another_body":
        said["independent"] = "no"
    words = ("to_25", "to_50") if "voluntary" in blueprint.outcome else ("to_75", "to_100")
    said["trading_share"] = rng.choice(words)
    return said
