"""A prison or probation service beside its area, its region, services like it, and the whole country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from mapping.atlas.engaged import relations_in_time_of
from mapping.atlas.filters import AtlasFilters
from mapping.atlas.geographies import GEOGRAPHIES, division_of
from mapping.comparison import rows as row_roles
from mapping.comparison.counts import COUNTRY, LAYER_OF_AREAS, PlaceCounts
from mapping.comparison.places import AXES, ENGAGED, basis_of, day_in_words, drawn_share
from mapping.comparison.rows import Head, Row, share_row, with_bands
from noms.coordinates import Point, kilometres, squared_distance
from noms.models import ProbationArea, Service

MOST_SIMILAR = 8


@dataclass(frozen=True)
class Similar:
    """A service of the same function: the number of organisations known to work there, and its distance."""

    name: str
    address: str
    organisations: int
    kilometres: float | None


class ServiceComparison:
    """The comparison of one service on the day of the newest study, or today. At most eight queries."""

    axis = AXES[ENGAGED]
    ticks = tuple((f"{25 * part}", f"{25 * part}%") for part in range(5))
    country_name = COUNTRY[1]

    def __init__(self, service: Service, areas: list[ProbationArea], filters: AtlasFilters) -> None:
        self.service = service
        self.areas = areas
        self.counts = PlaceCounts(basis_of(filters))

    @cached_property
    def similar_services(self) -> list[Service]:
        """The other services of its kind and function on the day. One query."""
        filters = self.counts.filters
        found = Service.objects.in_frame(filters.frame).open_on(filters.day).filter(kind=self.service.kind_id)
        if self.service.function:
            found = found.filter(function=self.service.function)
        if self.service.latitude is not None and self.service.longitude is not None:
            point = Point(self.service.latitude, self.service.longitude)
            found = found.annotate(square=squared_distance(point))
        return [service for service in found if service.pk != self.service.pk]

    @property
    def like_it(self) -> str:
        """What services like it are called."""
        plural = self.service.kind.plural
        return f"{plural}, {self.service.function.lower()}" if self.service.function else plural

    @cached_property
    def country(self) -> Row:
        counts = self.counts.of(COUNTRY)
        return share_row(
            COUNTRY[1],
            "",
            row_roles.COUNTRY,
            known=counts.known,
            services=counts.services,
            most=counts.most,
            not_interviewed=counts.not_interviewed,
        )

    @cached_property
    def rows(self) -> list[Row]:
        """Its area, its region, services like it, and the country; those without services are left out."""
        region = self.counts.filters.region_of(self.service)
        layer = GEOGRAPHIES[division_of(region.system.key)].layer
        places = [(area.name, area.get_absolute_url(), (LAYER_OF_AREAS, area.name)) for area in self.areas]
        places.append((region.name, region.get_absolute_url(), (layer, region.name)))
        found = [
            share_row(
                name,
                address,
                row_roles.REGION if key[0] == layer else row_roles.OTHER,
                known=self.counts.known[key],
                services=self.counts.services[key],
            )
            for name, address, key in places
        ]
        like = [service.pk for service in self.similar_services]
        found.append(
            share_row(
                f"Others: {self.like_it}",
                "",
                row_roles.OTHER,
                known=len(self.counts.engaged.intersection(like)),
                services=len(like),
            )
        )
        return [*with_bands([row for row in found if row.whole], self.country), self.country]

    @property
    def drawn(self) -> list[dict[str, object]]:
        return [drawn_share(row) for row in self.rows]

    @property
    def reference(self) -> str:
        figure = self.country.figure
        return "" if figure is None else f"{figure:.1f}%"

    @property
    def heads(self) -> list[Head]:
        return [
            Head("Place", is_number=False),
            *(Head(word, is_number=True) for word in ("Known", "Services", "%")),
        ]

    @property
    def day_words(self) -> str:
        return day_in_words(self.counts.filters)

    @property
    def answer(self) -> str:
        """What is known of the service itself and of its area, in one sentence."""
        known = (
            "A social enterprise is" if self.service.pk in self.counts.engaged else "No social enterprise is"
        )
        here = f"{known} known to work here"
        if self.service.pk not in self.counts.places_of:
            here = "It was not open then"
        first = self.rows[0]
        return (
            f"{here}. In {first.name} {first.words} services are known to work with one, in {self.country_name} "
            f"{self.country.words}."
        )

    @cached_property
    def best(self) -> list[Similar]:
        """The services like it with the most organisations known, of equal ones the nearest. One query."""
        found = [service for service in self.similar_services if service.pk in self.counts.engaged]
        number = Counter(
            dict(
                relations_in_time_of(self.counts.filters.as_of)
                .filter(service__in=found)
                .order_by()
                .values_list("service")
                .annotate(Count("organisation", distinct=True))
            )
        )
        squares = {one.pk: getattr(one, "square", None) for one in found}

        def order(one: Service) -> tuple[int, bool, float, str]:
            square = squares[one.pk]
            return -number[one.pk], square is None, square or 0, one.name

        return [
            Similar(
                name=self.counts.filters.name_of(one),
                address=one.get_absolute_url(),
                organisations=number[one.pk],
                kilometres=kilometres(squares[one.pk]),
            )
            for one in sorted(found, key=order)[:MOST_SIMILAR]
        ]
