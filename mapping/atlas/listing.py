"""The list beside the map: organisations, services or areas of one address, a page at a time."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from enterprises import outcome_dates
from enterprises.models import Assessment, Organisation
from mapping.atlas.feed import closed_since
from mapping.atlas.ordering import FAR, NEVER
from mapping.atlas.query import AtlasQuery
from mapping.atlas.search import similar_names
from mapping.comparison.area_table import AreaTable
from noms.coordinates import kilometres
from noms.models import Service
from noms.pagination import PARAMETER, page_of

SIZES = {"organisations": 20, "services": 25, "areas": 50}


def sort_values(row: Any) -> dict[str, Any]:
    """Return the values by which a row may be sorted: its distance in kilometres and the day of its newest evidence."""
    square, seen = getattr(row, "square", None), getattr(row, "evidence_on", None)
    return {
        "kilometres": kilometres(square) if square is not None and square < FAR else None,
        "evidence_on": seen if seen is not None and seen > NEVER else None,
    }


class Listing:
    """One page of the list that an address asks for. At most seven queries at any size."""

    def __init__(self, atlas: AtlasQuery) -> None:
        self.atlas = atlas
        self.notices: list[str] = []
        self.today = timezone.localdate()
        found: QuerySet[Any]
        whole: QuerySet[Any]
        if atlas.filters.list == "organisations":
            found, whole = atlas.organisations, Organisation.objects.prefetch_related("places")
        elif atlas.filters.list == "services":
            found, whole = (
                atlas.services,
                Service.objects.select_related("region", "region_2021", "area", "successor", "kind"),
            )
        else:
            found = whole = atlas.listed_zones
        params = atlas.filters.params
        query = QueryDict(atlas.filters.query().removeprefix("?"), mutable=True)
        query[PARAMETER] = params.get(PARAMETER, "")
        # Only keys are sorted, then the rows of the page are fetched. Sorting whole rows takes four times as long.
        self.page = page_of(
            atlas.order.sorted(found).values_list("pk", flat=True),
            query=query,
            size=SIZES[atlas.filters.list],
            count=atlas.counts.get(atlas.filters.list),
        )
        by_key = {row.pk: row for row in atlas.order.annotate(whole.filter(pk__in=list(self.page)))}
        self.found = [by_key[key] for key in self.page if key in by_key]
        # Old addresses of pages have “after” or “before” (decision 33).
        requested = next((params[name] for name in (PARAMETER, "after", "before") if name in params), "1")
        if requested != str(self.page.number):
            notice = f"That page of the list is not there any more. Page {self.page.number} is shown."
            self.notices.append(notice)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Name, address and facts of each row of the page."""
        return getattr(self, f"_{self.atlas.filters.list}_rows")()

    @cached_property
    def similar(self) -> list[tuple[str, str]]:
        """The name and address of published organisations with a similar name, to suggest when the list is empty."""
        if self.rows or not self.atlas.filters.text:
            return []
        return similar_names(self.atlas.filters.text)

    def _organisations_rows(self) -> list[dict[str, Any]]:
        rows = self.found
        current = (
            Assessment.objects.shown(self.atlas.filters.definition)
            .filter(organisation__in=rows)
            .defer("possible", "missing", "criteria", "conflicts", "facts")
        )
        outcomes = {one.organisation_id: one for one in current}
        for row in rows:
            if row.pk in outcomes:
                outcomes[row.pk].organisation = row
        outcome_dates.mark(list(outcomes.values()))
        return [
            {
                "name": row.name,
                "address": row.get_absolute_url(),
                "place": next((str(place) for place in row.places.all() if place.is_main), ""),
                "summary": row.public_text("description"),
                "assessment": outcomes.get(row.pk),
                "is_invented": row.is_invented,
                **sort_values(row),
            }
            for row in rows
        ]

    def _services_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": self.atlas.filters.name_of(row),
                "address": row.get_absolute_url(),
                "place": self.atlas.filters.region_of(row).name,
                "kind": row.kind_id,
                "summary": row.kind_in_words,
                "is_engaged": row.pk in self.atlas.engaged,
                "closed": closed_since(row, self.today),
                "successor": row.successor,
                **sort_values(row),
            }
            for row in self.found
        ]

    @cached_property
    def table(self) -> AreaTable:
        """The table of areas."""
        return AreaTable(self.atlas)

    def _areas_rows(self) -> list[dict[str, Any]]:
        zones = self.atlas.partition.by_key
        return [
            {
                "name": row.name,
                "address": row.address,
                "only": f"{reverse('atlas')}{self.atlas.zone_query(zones[row.place.pk])}",
                "place": zones[row.place.pk].region_name,
                "cells": row.cells,
                **sort_values(row.place),
            }
            for row in self.table.rows(self.found)
        ]
