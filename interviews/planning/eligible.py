"""Who may be drawn into the later strands of a study, and which category of respondent each is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Q

from enterprises.models import Organisation
from enterprises.vocabulary import EngagementStatus
from interviews.models import Interview
from interviews.vocabulary import HELD, Consent
from noms.models import Service
from survey.models import SampledUnit, Study
from survey.vocabulary import CaseCode, RespondentCategory, StrandKind


class DrawnFrom(models.TextChoices):
    """Among which services of the frame."""

    AGREED = "agreed", "Interviewed services that agreed to be rung again"
    INTERVIEWED = "interviewed", "All interviewed services"
    FRAME = "frame", "All services of the frame"


class Eligible(NamedTuple):
    """A service that may be drawn, with its category where the first interview tells it."""

    service: Service
    category: int | None


def services(study: Study, *, among: str) -> list[Eligible]:
    """Services of the frame that are not in the extended sample yet; two queries."""
    taken = SampledUnit.objects.filter(strand__study=study, strand__kind=StrandKind.EXTENDED_INTERVIEW)
    units = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .exclude(code=CaseCode.NOT_ELIGIBLE)
        .exclude(service__in=taken.filter(service__isnull=False).values("service"))
        .select_related("service__region")
    )
    held = Interview.objects.of_study(study).filter(status__in=HELD)
    told = {
        unit: (consents.get(Consent.ASK_AGAIN) == "yes", category_of(now, before))
        for unit, consents, now, before in held.values_list(
            "unit", "consents", "answers__works_now__value", "answers__worked_before__value"
        )
    }
    wanted = {
        DrawnFrom.AGREED: {unit for unit, (agreed, _) in told.items() if agreed},
        DrawnFrom.INTERVIEWED: set(told),
    }.get(DrawnFrom(among))
    return [
        Eligible(unit.service, told[unit.pk][1] if unit.pk in told else None)
        for unit in units
        if wanted is None or unit.pk in wanted
    ]


def category_of(works_now: str | None, worked_before: str | None) -> int | None:
    """Category 1 or 2 by what the first interview says; None where it does not tell."""
    if works_now == "yes":
        return RespondentCategory.SERVICE_WORKING
    return RespondentCategory.SERVICE_NOT_WORKING if works_now == "no" and worked_before != "yes" else None


def organisations(study: Study) -> models.QuerySet[Organisation]:
    """Organisations named in the interviews or that answered the survey, not in the sample yet; most named first."""
    taken = SampledUnit.objects.filter(strand__study=study, organisation__isnull=False).values("organisation")
    named = Q(mentions__interview__unit__strand__study=study, mentions__interview__status__in=HELD)
    answered = Q(survey_responses__strand__study=study)
    found: models.QuerySet[Organisation] = (
        Organisation.objects.filter(named | answered, merged_into=None)
        .exclude(pk__in=taken)
        .annotate(times_named=Count("mentions", distinct=True))
        .order_by("-times_named", "name")
    )
    return found


def categories_of(found: Iterable[Organisation]) -> dict[int, int]:
    """Category 3 for organisations that work or worked with a service, 4 for the others; one query."""
    rows = list(found)
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
