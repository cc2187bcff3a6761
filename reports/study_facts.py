"""What reports need of a study: its facts, last day of fieldwork, regions, kinds of service, and assessments."""

import datetime as dt

from django.db.models import FilteredRelation, Max, Q
from django.utils import timezone

from noms.nouns import FrameWords
from reports.table import StudyFacts
from survey.models import SampledUnit, Study

NO_REGION = "Region not recorded"


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
        smallest_base=study.smallest_base,
        shows_areas=study.shows_areas,
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


def words_of(study: Study) -> FrameWords:
    """Return the words for the study's frame and its kinds of service. One query, two if the frame was not read."""
    return study.frame.words()


def current_assessment(study: Study) -> FilteredRelation:
    """Return the join to the current assessment of each row's organisation, by the definition of the study."""
    return FilteredRelation(
        "organisation__assessments",
        condition=Q(
            organisation__assessments__definition=study.definition_reference,
            organisation__assessments__is_current=True,
        ),
    )
