"""What reports need of a study: its facts, last day of fieldwork, regions, kinds of service, and assessments."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import FilteredRelation, Max, Q
from django.utils import timezone

from noms.nouns import Noun, service_noun
from noms.vocabulary import CountingUnit, ServiceKind
from reports.table import StudyFacts
from survey.models import SampledUnit, Study

NO_REGION = "Region not recorded"
COUNTRY = "England and Wales"
KINDS = (ServiceKind.PRISON, ServiceKind.PROBATION)


def facts_of(study: Study) -> StudyFacts:
    """Return the facts of a study that the pages and files of its reports show."""
    return StudyFacts(
        slug=study.slug,
        title=study.title,
        frame_on=study.frame_on,
        counting_unit=study.get_counting_unit_display(),
        definition=study.definition,
        definition_version=study.definition_version,
        is_demonstration=study.is_demonstration,
        is_published=study.is_published,
        protection=study.protection,
        threshold=study.protection_threshold,
    )


def last_day_of(study: Study) -> dt.date | None:
    """Return the day of the study's last call or interview, None before there is any. One query."""
    latest = SampledUnit.objects.of_study(study).aggregate(
        call=Max("calls__made_at", filter=Q(calls__undone_at=None)), interview=Max("interview__held_on")
    )
    days = [latest["interview"]] if latest["interview"] else []
    if latest["call"]:
        days.append(timezone.localdate(latest["call"]))
    return max(days, default=None)


def region_names(study: Study) -> dict[int | None, str]:
    """Return the names of the study's own regions by key, in their order; the last is for None. One query."""
    names: dict[int | None, str] = dict(study.regions.order_by("position").values_list("pk", "name"))
    names[None] = NO_REGION
    return names


def nouns_of(services: Iterable[tuple[str, str]]) -> dict[str, Noun]:
    """Return the word for each kind of service, given the kind and form of each service (or group of services)."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for kind, form in services:
        forms[kind].add(form)
    return {kind: service_noun(kind, forms[kind], CountingUnit.ESTABLISHMENT) for kind in KINDS}


def current_assessment(study: Study) -> FilteredRelation:
    """Return the join to the current assessment of each row's organisation, by the definition of the study."""
    return FilteredRelation(
        "organisation__assessments",
        condition=Q(
            organisation__assessments__definition=study.definition_reference,
            organisation__assessments__is_current=True,
        ),
    )
