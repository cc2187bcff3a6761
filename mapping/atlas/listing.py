"""The list beside the map: organisations, services or areas of one address, a page at a time."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from enterprises.models import Assessment
from mapping.atlas.asked import Atlas
from mapping.atlas.paging import Page, page_of
from noms.models import ProbationArea

SIZES = {"organisations": 20, "services": 25, "areas": 50}


class Listing:
    """One page of the list that an address asks for. At most six queries, whatever the size."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.notices: list[str] = []
        found: QuerySet[Any]
        if atlas.list == "organisations":
            found = atlas.organisations.prefetch_related("places")
        elif atlas.list == "services":
            found = atlas.services.select_related("region", "area")
        else:
            found = self._areas()
        after, before = (atlas.params.get(name, "") for name in ("after", "before"))
        self.page: Page = page_of(found, after=after, before=before, size=SIZES[atlas.list])
        if self.page.is_lost:
            self.notices.append("That page of the list is not there any more. The first page is shown.")

    @property
    def next(self) -> str:
        """The address of the next page, or nothing."""
        return self._address("after", self.page.after)

    @property
    def previous(self) -> str:
        """The address of the page before, or nothing."""
        return self._address("before", self.page.before)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Name, address and lines of each row of the page."""
        return getattr(self, f"_{self.atlas.list}_rows")()

    def _address(self, word: str, key: int | None) -> str:
        if key is None:
            return ""
        return self.atlas.query({word: str(key)})

    def _areas(self) -> QuerySet[ProbationArea]:
        areas = ProbationArea.objects.select_related("region", "service")
        if self.atlas.areas:
            return areas.filter(pk__in=[area.pk for area in self.atlas.areas])
        return areas.filter(region__in=self.atlas.regions) if self.atlas.regions else areas

    def _organisations_rows(self) -> list[dict[str, Any]]:
        rows = self.page.rows
        current = Assessment.objects.current(self.atlas.definition).filter(organisation__in=rows)
        outcomes = {one.organisation_id: one for one in current}
        return [
            {
                "name": row.name,
                "address": row.get_absolute_url(),
                "place": next((str(place) for place in row.places.all() if place.is_main), ""),
                "summary": row.description,
                "assessment": outcomes.get(row.pk),
                "is_invented": row.is_invented,
            }
            for row in rows
        ]

    def _services_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": row.name,
                "address": row.get_absolute_url(),
                "place": row.region.name,
                "kind": row.kind,
                "summary": row.get_form_display(),
                "is_engaged": row.pk in self.atlas.engaged,
            }
            for row in self.page.rows
        ]

    def _areas_rows(self) -> list[dict[str, Any]]:
        figures = self.atlas.shading.figures
        return [
            {
                "name": row.name,
                "address": f"{reverse('atlas')}{self.atlas.query({'area': row.slug, 'list': 'organisations'})}",
                "place": row.region.name,
                "summary": figures[row.name].words if row.name in figures else "",
            }
            for row in self.page.rows
        ]
