"""Who may be drawn into the later strands of a study, and which category of respondent each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Q

from enterprises.models import Organisation
from enterprises.vocabulary import EngagementStatus
from interviews.models import Interview, Mention, Nomination
from interviews.vocabulary import HELD, Consent, KnownThrough, NominatedBy
from noms.models import Service
from survey import answers as answering
from survey.models import Response, SampledUnit, Study
from survey.vocabulary import CaseCode, RespondentCategory, StrandKind

ASKED_OF_CONTACTS = {"name": "contact_name", "email": "contact_email", "telephone": "contact_telephone"}
"""What the survey asks of somebody who may be rung, by the field of a contact."""


class DrawnFrom(models.TextChoices):
    """Among which services of the frame."""

    AGREED = "agreed", "Interviewed services that agreed to be rung again"
    INTERVIEWED = "interviewed", "All interviewed services"
    FRAME = "frame", "All services of the frame"


class Eligible(NamedTuple):
    """A service that may be drawn, with its category where the first interview tells it."""

    service: Service
    category: int | None


class Known(NamedTuple):
    """One way in which the study knows of an organisation, with what more there is to say."""

    through: KnownThrough
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.through.label.lower()}{f' ({self.detail})' if self.detail else ''}"


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
    """Organisations that the study knows of and has not in a sample yet; most named first.

    Named in the interviews, answered the survey, or nominated. One merged into another stands for itself no more.
    """
    taken = SampledUnit.objects.filter(strand__study=study, organisation__isnull=False).values("organisation")
    named = Q(mentions__interview__unit__strand__study=study, mentions__interview__status__in=HELD)
    answered = Q(survey_responses__strand__study=study)
    nominated = Q(nominations__study=study)
    found: models.QuerySet[Organisation] = (
        Organisation.objects.filter(named | answered | nominated, merged_into=None)
        .exclude(pk__in=taken)
        .annotate(times_named=Count("mentions", filter=named, distinct=True))
        .order_by("-times_named", "name")
    )
    return found


def sources_of(study: Study, found: Iterable[Organisation]) -> dict[int, list[Known]]:
    """How the study knows of each organisation: every way, in the order of KnownThrough. Three queries."""
    keys = [row.pk for row in found]
    known: dict[int, list[Known]] = {pk: [] for pk in keys}
    answered = Response.objects.of_study(study).sent().filter(organisation__in=keys)
    for pk in sorted(set(answered.values_list("organisation", flat=True))):
        known[pk].append(Known(KnownThrough.SURVEY))
    named = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=HELD, organisation__in=keys)
        .order_by("organisation")
        .values_list("organisation")
        .annotate(number=Count("pk"))
    )
    for pk, number in named:
        known[pk].append(Known(KnownThrough.MENTION, f"{number} time{'' if number == 1 else 's'}"))
    told: defaultdict[int, list[str]] = defaultdict(list)
    for nomination in Nomination.objects.filter(study=study, organisation__in=keys):
        told[nomination.organisation_id].append(NominatedBy(nomination.nominated_by).label)
    for pk, by in told.items():
        known[pk].append(Known(KnownThrough.NOMINATION, "; ".join(by)[:200]))
    return {pk: ways or [Known(KnownThrough.DIRECTORY)] for pk, ways in known.items()}


def respondents_of(study: Study, organisations: Iterable[int]) -> dict[int, dict[str, str]]:
    """Who answered the survey for each organisation and may be rung, as a contact takes it; the latest counts."""
    found = {}
    rows = Response.objects.of_study(study).sent().filter(organisation__in=list(organisations))
    for pk, answers in rows.order_by("submitted_at", "pk").values_list("organisation", "answers"):
        said = {
            name: answering.read(answers.get(question)).value for name, question in ASKED_OF_CONTACTS.items()
        }
        told = {name: " ".join(str(words).split()) for name, words in said.items() if words}
        if pk and told and answering.read(answers.get("ask_again")).value == "yes":
            found[pk] = told
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
