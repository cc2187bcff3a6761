"""The services known to work with a social enterprise: in the directory of today, and in the time of a study."""

from __future__ import annotations

from functools import partial

from enterprises import cache_version
from enterprises.models import Engagement
from enterprises.querysets import EngagementQuerySet
from mapping.fieldwork import PART
from noms.models import Service
from reports.releases.public import Released, released
from survey.models import Study


def engaged_services(
    definition: str, study: Study | None = None, relations: EngagementQuerySet | None = None
) -> set[int]:
    """Return the primary keys of services that work with an organisation included by the definition. One query.

    Only published relations count, unless others are given; with a study those of its time, from its frame to the end
    of its fieldwork.
    """
    found = relations_in_time_of(study, relations).with_included(definition, shown=True)
    return set(found.order_by().values_list("service_id", flat=True).distinct())


def relations_in_time_of(
    study: Study | None, relations: EngagementQuerySet | None = None
) -> EngagementQuerySet:
    """Return the relations that work today, or with a study those of its time: published ones, or of those given."""
    found = Engagement.objects.published() if relations is None else relations
    return found.active_between(study.frame_on, study.closed_on) if study else found.working()


def time_key(study: Study | None) -> str:
    """Return the time of a study, or today, as a part of the name of what is cached."""
    return f"{study.pk}-{study.frame_on}-{study.closed_on}" if study else "now"


def engaged_slugs(study: Study) -> list[str]:
    """Return the slugs of the services that a release of the study freezes as known to work with one. Two queries."""
    relations = Engagement.objects.to_be_public(study.slug)
    keys = engaged_services(study.definition_reference, study, relations)
    return sorted(Service.objects.filter(pk__in=keys).values_list("slug", flat=True))


def cached_engaged_services(
    definition: str, study: Study | None, version: cache_version.Version | None = None
) -> set[int]:
    """Return the same from the cache: it is read once for each version of the directory.

    In the time of a study they are those that its release froze, except where no relation is public any more.
    """
    found = released(study) if study else None
    if found is None or found.part(PART) is None:
        name = f"engaged-{definition}-{time_key(study)}"
        return cache_version.cached(name, partial(engaged_services, definition, study), version)
    return cache_version.cached(f"engaged-{found.release.sha256}", partial(_frozen_services, found), version)


def _frozen_services(found: Released) -> set[int]:
    frozen = Service.objects.filter(slug__in=found.part(PART)["engaged"])
    still = Engagement.objects.published().filter(service__in=frozen)
    return set(still.order_by().values_list("service_id", flat=True).distinct())
