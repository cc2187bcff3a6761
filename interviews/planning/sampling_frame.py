"""Who is eligible for the samples of the later strands, and the category of respondent of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Q

from enterprises.models import Organisation
from enterprises.vocabulary import EngagementStatus
from interviews.models import Interview, Mention, Nomination
from interviews.vocabulary import FINISHED, Consent, NominatedBy, SampleSource
from noms.models import Region, Service
from survey import answers as answering
from survey.models import Response, SampledUnit, Study
from survey.vocabulary import CaseCode, RespondentCategory, StrandKind

CONTACT_QUESTIONS = {"name": "contact_name", "email": "contact_email", "telephone": "contact_telephone"}
"""The question of the survey that gives each field of a contact."""


class SamplingPool(models.TextChoices):
    """The services of the frame among which a sample is drawn."""

    AGREED = "agreed", "Interviewed services that agreed to be rung again"
    INTERVIEWED = "interviewed", "All interviewed services"
    FRAME = "frame", "All services of the frame"


class EligibleService(NamedTuple):
    """A service that may be drawn, its region, and its category if the first interview determines it."""

    service: Service
    region: Region | None
    category: int | None


class OrganisationSource(NamedTuple):
    """One source through which the study knows of an organisation, such as “named in interviews (3 times)”."""

    kind: SampleSource
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind.label.lower()}{f' ({self.detail})' if self.detail else ''}"


def eligible_services(study: Study, *, among: str) -> list[EligibleService]:
    """Return the services of the pool `among` that are not in the extended sample yet. Two queries."""
    sampled = SampledUnit.objects.filter(strand__study=study, strand__kind=StrandKind.EXTENDED_INTERVIEW)
    units = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .exclude(code=CaseCode.NOT_ELIGIBLE)
        .exclude(service__in=sampled.filter(service__isnull=False).values("service"))
        .select_related("service", "region")
    )
    interviews = Interview.objects.of_study(study).filter(status__in=FINISHED)
    consent_and_category = {
        unit: (consents.get(Consent.ASK_AGAIN) == "yes", category_of(now, before))
        for unit, consents, now, before in interviews.values_list(
            "unit", "consents", "answers__works_now__value", "answers__worked_before__value"
        )
    }
    pool = {
        SamplingPool.AGREED: {unit for unit, (agreed, _) in consent_and_category.items() if agreed},
        SamplingPool.INTERVIEWED: set(consent_and_category),
    }.get(SamplingPool(among))
    return [
        EligibleService(
            unit.service,
            unit.region,
            consent_and_category[unit.pk][1] if unit.pk in consent_and_category else None,
        )
        for unit in units
        if pool is None or unit.pk in pool
    ]


def category_of(works_now: str | None, worked_before: str | None) -> int | None:
    """Return the category of respondent, 1 or 2, by the answers of the first interview, or None if not known."""
    if works_now == "yes":
        return RespondentCategory.SERVICE_WORKING
    return RespondentCategory.SERVICE_NOT_WORKING if works_now == "no" and worked_before != "yes" else None


def eligible_organisations(study: Study) -> models.QuerySet[Organisation]:
    """Return the organisations that may be chosen for the enterprise sample, the most often named first.

    These were named in interviews, answered the survey, or were nominated, and are not in a sample yet.
    Organisations merged into another are left out. `times_named` is the number of their mentions in the study.
    """
    sampled = SampledUnit.objects.filter(strand__study=study, organisation__isnull=False).values(
        "organisation"
    )
    named = Q(mentions__interview__unit__strand__study=study, mentions__interview__status__in=FINISHED)
    answered = Q(survey_responses__strand__study=study)
    nominated = Q(nominations__study=study)
    eligible: models.QuerySet[Organisation] = (
        Organisation.objects.filter(named | answered | nominated, merged_into=None)
        .exclude(pk__in=sampled)
        .annotate(times_named=Count("mentions", filter=named, distinct=True))
        .order_by("-times_named", "name")
    )
    return eligible


def sources_of(study: Study, organisations: Iterable[Organisation]) -> dict[int, list[OrganisationSource]]:
    """Return every source of each organisation by its key, in the order of SampleSource. Three queries."""
    keys = [row.pk for row in organisations]
    sources: dict[int, list[OrganisationSource]] = {pk: [] for pk in keys}
    answered = Response.objects.of_study(study).sent().filter(organisation__in=keys)
    for pk in sorted(set(answered.values_list("organisation", flat=True))):
        sources[pk].append(OrganisationSource(SampleSource.SURVEY))
    named = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=FINISHED, organisation__in=keys)
        .order_by("organisation")
        .values_list("organisation")
        .annotate(number=Count("pk"))
    )
    for pk, number in named:
        sources[pk].append(
            OrganisationSource(SampleSource.MENTION, f"{number} time{'' if number == 1 else 's'}")
        )
    nominators: defaultdict[int, list[str]] = defaultdict(list)
    for nomination in Nomination.objects.filter(study=study, organisation__in=keys):
        nominators[nomination.organisation_id].append(NominatedBy(nomination.nominated_by).label)
    for pk, names in nominators.items():
        sources[pk].append(OrganisationSource(SampleSource.NOMINATION, "; ".join(names)[:200]))
    return {pk: known or [OrganisationSource(SampleSource.DIRECTORY)] for pk, known in sources.items()}


def survey_contacts(study: Study, organisations: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the contact details of whoever answered the survey for each organisation and agreed to be called.

    The result maps the key of an organisation to the fields of a Contact. The latest response counts. One query.
    """
    contacts = {}
    responses = Response.objects.of_study(study).sent().filter(organisation__in=list(organisations))
    for pk, answers in responses.order_by("submitted_at", "pk").values_list("organisation", "answers"):
        values = {
            name: answering.read(answers.get(question)).value for name, question in CONTACT_QUESTIONS.items()
        }
        details = {name: " ".join(str(words).split()) for name, words in values.items() if words}
        if pk and details and answering.read(answers.get("ask_again")).value == "yes":
            contacts[pk] = details
    return contacts


def categories_of(organisations: Iterable[Organisation]) -> dict[int, int]:
    """Return the category of each organisation: 3 if it works or worked with a service, else 4. One query."""
    rows = list(organisations)
    worked = set(
        Organisation.objects.filter(
            pk__in=[row.pk for row in rows],
            engagements__status__in=[EngagementStatus.WORKS, EngagementStatus.WORKED],
        ).values_list("pk", flat=True)
    )
    return {
        row.pk: RespondentCategory.ENTERPRISE_WORKED
        if row.pk in worked
        else RespondentCategory.ENTERPRISE_POTENTIAL
        for row in rows
    }
