"""The list beside the map: organisations, services or areas of one address, a page at a time."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Assessment, Organisation
from mapping.atlas.feed import closed_since
from mapping.atlas.pagination import FAR, NEVER, Page, page_of
from mapping.atlas.query import AtlasQuery
from mapping.atlas.search import similar_names
from noms.coordinates import kilometres

SIZES = {"organisations": 20, "services": 25, "areas": 50}


def sort_values(row: Any) -> dict[str, Any]:
    """Return the values of a row that the list is sorted by: its kilometres, the day of its newest evidence."""
    square, seen = getattr(row, "square", None), getattr(row, "evidence_on", None)
    return {
        "kilometres": kilometres(square) if square is not None and square < FAR else None,
        "evidence_on": seen if seen is not None and seen > NEVER else None,
    }


def _known(listed: str, found: QuerySet[Any]) -> QuerySet[Any]:
    """Return all rows that an address may name: only published organisations, so that others cannot be guessed."""
    return Organisation.objects.published() if listed == "organisations" else found.model.objects.all()


class Listing:
    """One page of the list that an address asks for. At most six queries at any size."""

    def __init__(self, atlas: AtlasQuery) -> None:
        self.atlas = atlas
        self.notices: list[str] = []
        self.today = timezone.localdate()
        found: QuerySet[Any]
        if atlas.filters.list == "organisations":
            found = atlas.organisations.prefetch_related("places")
        elif atlas.filters.list == "services":
            found = atlas.services.select_related("region", "area", "successor")
        else:
            found = atlas.listed_zones
        after, before = (atlas.filters.params.get(name, "") for name in ("after", "before"))
        self.page: Page = page_of(
            found,
            order=atlas.order,
            after=after,
            before=before,
            size=SIZES[atlas.filters.list],
            among=_known(atlas.filters.list, found),
        )
        if self.page.is_lost:
            self.notices.append("That page of the list is not there any more. The first page is shown.")

    @property
    def next(self) -> str:
        """The query string of the next page, or an empty string."""
        return self._address("after", self.page.after)

    @property
    def previous(self) -> str:
        """The query string of the previous page, or an empty string."""
        return self._address("before", self.page.before)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Name, address and facts of each row of the page."""
        return getattr(self, f"_{self.atlas.filters.list}_rows")()

    @cached_property
    def similar(self) -> list[tuple[str, str]]:
        """For an empty list: name and address of published organisations with a similar name."""
        if self.rows or not self.atlas.filters.text:
            return []
        return similar_names(self.atlas.filters.text)

    def _address(self, parameter: str, slug: str | None) -> str:
        return self.atlas.filters.query({parameter: slug}) if slug else ""

    def _organisations_rows(self) -> list[dict[str, Any]]:
        rows = self.page.rows
        current = (
            Assessment.objects.shown(self.atlas.filters.definition)
            .filter(organisation__in=rows)
            .defer("possible", "missing", "criteria", "conflicts", "facts", "evidence_used")
        )
        outcomes = {one.organisation_id: one for one in current}
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
                "name": row.name,
                "address": row.get_absolute_url(),
                "place": row.region.name,
                "kind": row.kind,
                "summary": row.get_form_display(),
                "is_engaged": row.pk in self.atlas.engaged,
                "closed": closed_since(row, self.today),
                "successor": row.successor,
                **sort_values(row),
            }
            for row in self.page.rows
        ]

    def _areas_rows(self) -> list[dict[str, Any]]:
        figures, zones = self.atlas.shading.figures, self.atlas.partition.by_key
        return [
            {
                "name": row.name,
                "address": row.get_absolute_url(),
                "only": f"{reverse('atlas')}{self.atlas.zone_query(zones[row.pk])}",
                "place": zones[row.pk].region_name,
                "summary": figures[row.name].words if row.name in figures else "",
                **sort_values(row),
            }
            for row in self.page.rows
        ]
