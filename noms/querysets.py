"""QuerySets of services and sites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from noms.vocabulary import NOMS_2009, PRISON, PROBATION, REFERENCE_FRAME

if TYPE_CHECKING:
    from noms.models import Frame, ProbationArea, Region


class RegionSystemQuerySet(models.QuerySet):
    """Divisions into regions, for chaining."""

    def in_force_on(self, day: dt.date | None = None, frame: Frame | str | None = REFERENCE_FRAME) -> Self:
        """Return the frame's newest system that had begun on the day (default: today): one row at most.

        A null first day means since before our records begin.
        """
        begun = self.filter(frame=frame).filter(
            Q(begins_on__isnull=True) | Q(begins_on__lte=day or timezone.localdate())
        )
        return begun.order_by(F("begins_on").desc(nulls_last=True), "key")[:1]


class RegionQuerySet(models.QuerySet):
    """Regions, for chaining."""

    def noms(self) -> Self:
        """Return the ten regions of 2009."""
        return self.filter(system__key=NOMS_2009)

    def in_force_on(self, day: dt.date | None = None, frame: Frame | str | None = REFERENCE_FRAME) -> Self:
        """Return the regions of the frame's newest system that had begun on the day (default: today)."""
        systems: Any = self.model._meta.get_field("system").related_model
        return self.filter(system__in=systems.objects.in_force_on(day, frame).values("pk"))


class DatedQuerySet(models.QuerySet):
    """Rows that open and close, for chaining."""

    def open_on(self, day: dt.date | None = None) -> Self:
        """Return rows open on the day (default: today), first and last day included.

        A null opening date means open since before our records begin; a null closing date means still open.
        """
        day = day or timezone.localdate()
        opened = Q(opened_on__isnull=True) | Q(opened_on__lte=day)
        return self.filter(opened, Q(closed_on__isnull=True) | Q(closed_on__gte=day))


class ServiceQuerySet(DatedQuerySet):
    """Services, for chaining."""

    def in_frame(self, frame: Frame | str) -> Self:
        """Return the services of a frame, given as a row or by its slug; combine with `open_on` for those of a day."""
        return self.filter(frame=frame)

    def prisons(self) -> Self:
        return self.filter(kind=PRISON)

    def probation(self) -> Self:
        """Return probation services of both layers; combine with `open_on` for those of one day."""
        return self.filter(kind=PROBATION)

    def in_region(self, region: Region) -> Self:
        """Return the services in a region of either system."""
        return self.in_regions([region])

    def in_regions(self, regions: Collection[Region]) -> Self:
        """Return the services in one of these regions, of either system."""
        return self.filter(Q(region__in=regions) | Q(region_2021__in=regions))

    def in_area(self, area: ProbationArea) -> Self:
        """Return the prisons in the area, its probation service of 2009 and the trust that succeeded it."""
        return self.in_areas([area])

    def in_areas(self, areas: Collection[ProbationArea]) -> Self:
        """Return the prisons in these areas, their probation services of 2009 and the trusts that succeeded them."""
        keys = [key for area in areas for key in (area.service_id, area.trust_id)]
        return self.filter(Q(area__in=areas) | Q(pk__in=keys))

    def named(self, text: str) -> Self:
        """Return services whose names of 2009 or of today contain every word of the text, in any case."""
        rows = self
        for word in text.split():
            rows = rows.filter(Q(name__icontains=word) | Q(name_today__icontains=word))
        return rows

    def with_sites(self) -> Self:
        """Prefetch the sites of the services, each with its fate and its facts of today, in one query."""
        sites: Any = self.model._meta.get_field("sites").related_model
        found = sites.objects.select_related("today", "fate__became")
        return self.prefetch_related(models.Prefetch("sites", found))


class SiteQuerySet(DatedQuerySet):
    """Sites, for chaining."""

    def in_region(self, region: Region) -> Self:
        return self.filter(service__region=region)


class ServiceKindQuerySet(models.QuerySet):
    """Kinds of service, for chaining."""

    def in_frame(self, frame: Frame | str) -> Self:
        """Return the kinds of a frame, given as a row or by its slug: those of its services, on any day.

        The reference frame has always prisons and probation services.
        """
        rows = Q(services__frame=frame)
        if REFERENCE_FRAME in (frame, getattr(frame, "slug", "")):
            rows |= Q(key__in=[PRISON, PROBATION])
        return self.filter(rows).distinct()
