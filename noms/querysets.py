"""Questions about many services and sites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from noms.vocabulary import ServiceKind

if TYPE_CHECKING:
    from noms.models import ProbationArea, Region


class DatedQuerySet(models.QuerySet):
    """Rows that open and close, for chaining."""

    def open_on(self, day: dt.date | None = None) -> Self:
        """Rows open on the day (today by default), first and last day included.

        No opening date means open since before our records; no closing date means still open.
        """
        day = day or timezone.localdate()
        opened = Q(opened_on__isnull=True) | Q(opened_on__lte=day)
        return self.filter(opened, Q(closed_on__isnull=True) | Q(closed_on__gte=day))


class ServiceQuerySet(DatedQuerySet):
    """Services, for chaining."""

    def prisons(self) -> Self:
        return self.filter(kind=ServiceKind.PRISON)

    def probation(self) -> Self:
        """Probation services of both layers: combine with `open_on` for the services of one day."""
        return self.filter(kind=ServiceKind.PROBATION)

    def in_region(self, region: Region) -> Self:
        return self.filter(region=region)

    def in_area(self, area: ProbationArea) -> Self:
        """Prisons in the area, its own service of 2009 and the trust that followed."""
        return self.in_areas([area])

    def in_areas(self, areas: Collection[ProbationArea]) -> Self:
        """Prisons in one of the areas, their own services of 2009 and the trusts that followed."""
        keys = [key for area in areas for key in (area.service_id, area.trust_id)]
        return self.filter(Q(area__in=areas) | Q(pk__in=keys))

    def named(self, text: str) -> Self:
        """Services whose names have every word of the text, or a part of it, in any case."""
        rows = self
        for word in text.split():
            rows = rows.filter(name__icontains=word)
        return rows

    def with_sites(self) -> Self:
        """Fetch the sites of all these services in one more query."""
        return self.prefetch_related("sites")


class SiteQuerySet(DatedQuerySet):
    """Sites, for chaining."""

    def in_region(self, region: Region) -> Self:
        return self.filter(service__region=region)
