"""What every report takes from a study: its facts, the last day of its fieldwork, the order of its regions."""

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from noms.models import Region
from noms.vocabulary import ServiceKind
from reports.table import StudyFacts
from survey.models import SampledUnit, Study

NO_REGION = "Region not recorded"
COUNTRY = "England and Wales"
KINDS = (ServiceKind.PRISON, ServiceKind.PROBATION)


def facts_of(study: Study) -> StudyFacts:
    """The study as the pages and files of its reports name it."""
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
    """The day of the study's last call or interview, None before there is any. One query."""
    latest = SampledUnit.objects.of_study(study).aggregate(
        call=Max("calls__made_at"), interview=Max("interview__held_on")
    )
    days = [latest["interview"]] if latest["interview"] else []
    if latest["call"]:
        days.append(timezone.localdate(latest["call"]))
    return max(days, default=None)


def region_names() -> dict[int | None, str]:
    """Every region by its key, in the order of the reference data, and last the absence of one. One query."""
    names: dict[int | None, str] = dict(Region.objects.order_by("position").values_list("pk", "name"))
    names[None] = NO_REGION
    return names
