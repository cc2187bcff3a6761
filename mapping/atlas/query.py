"""The result of one address of the atlas, from which its map, its list and its files are made."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from enterprises.facets import Facet
from enterprises.models import Organisation, Place
from enterprises.querysets import OrganisationQuerySet
from mapping.atlas import measures
from mapping.atlas.drawing.tiles import TileMap, tile_map
from mapping.atlas.engaged import cached_engaged_services
from mapping.atlas.filters import LISTS, AtlasFilters, Chip, chips_of, chips_to_loosen
from mapping.atlas.geographies import AREAS, DIVISIONS, TRUSTS, Partition, Zone, every_area
from mapping.atlas.ordering import Order, order_of
from mapping.fieldwork import Fieldwork, fieldwork_of
from noms.coordinates import BRITAIN
from noms.frame_day import reference_limits
from noms.models import ProbationArea, Region, Service
from noms.nouns import FrameWords, Noun
from noms.querysets import ServiceQuerySet
from noms.vocabulary import REFERENCE_FRAME
from wording import counted, day

ORGANISATION = Noun("organisation", "organisations")
SHAPES = 4
"""The number of shapes that kinds of service have on the map."""


MAX_CLOSED = 10


class AtlasQuery:
    """The organisations, services and figures that an address asks for. Each is fetched once, at its first use."""

    def __init__(
        self, params: QueryDict, *, sees_outcomes: bool = False, sees_unpublished: bool = False
    ) -> None:
        self.filters = AtlasFilters(params, sees_unpublished=sees_unpublished)
        self.sees_outcomes = sees_outcomes
        self.sees_unpublished = sees_unpublished

    @cached_property
    def organisations(self) -> OrganisationQuerySet:
        """The organisations of the result: published ones only, and as of a study those known by its end."""
        return self.filters.organisation_filter.queryset

    @property
    def unknown_then(self) -> int:
        """The number of organisations left out because no dated source shows that the study knew them. One query."""
        if self.filters.as_of is None:
            return 0
        known = self.filters.known.order_by().values("pk")
        return Organisation.objects.published().exclude(pk__in=known).count()

    @cached_property
    def regions(self) -> list[Region]:
        """The regions chosen."""
        return self.filters.organisation_filter.chosen_rows("region")

    @cached_property
    def areas(self) -> list[ProbationArea]:
        """The areas chosen."""
        return self.filters.organisation_filter.chosen_rows("area")

    @cached_property
    def services(self) -> ServiceQuerySet:
        """The prisons and probation services of the result: those open on its day, by name, kind and place."""
        found = self.services_everywhere
        if self.filters.box:
            found = found.filter(**self.filters.box.lookups)
        return self.filters.circle.of(found) if self.filters.circle else found

    @cached_property
    def services_everywhere(self) -> ServiceQuerySet:
        """The services of the result on the whole map, whatever part of it is chosen."""
        found = Service.objects.in_frame(self.filters.frame).open_on(self.filters.day)
        if self.filters.name:
            found = found.named(self.filters.name)
        if self.filters.kinds:
            found = found.filter(kind__in=self.filters.kinds)
        if self.regions:
            found = found.in_regions(self.regions)
        if self.areas:
            found = found.in_areas(self.areas)
        return found

    @cached_property
    def zoned_services(self) -> list[Any]:
        """The Services of the same with no more than says in which zones they count, and `is_in_result`. One query.

        That is true of those in the part of the map that is chosen.
        """
        found = self.services_everywhere.order_by().only("area", "region", "region_2021")
        return list(found.annotate(is_in_result=Q(pk__in=self.services.order_by().values("pk"))))

    @cached_property
    def closed_by_name(self) -> list[Service]:
        """The first services of the name typed that had closed by the day. One query where there is a name."""
        if not self.filters.name:
            return []
        named = Service.objects.in_frame(self.filters.frame).named(self.filters.name)
        return list(named.filter(closed_on__lt=self.filters.day).select_related("successor")[:MAX_CLOSED])

    @property
    def listed_zones(self) -> QuerySet[Any]:
        """The rows of the map's zones (areas, trusts or regions) that hold an area of the result."""
        areas = self._areas
        if field := DIVISIONS.get(self.filters.geography):
            return Region.objects.filter(pk__in=areas.order_by().values(field))
        if self.filters.geography == TRUSTS:
            return Service.objects.filter(pk__in=areas.order_by().values("trust"))
        return areas

    @property
    def _areas(self) -> QuerySet[ProbationArea]:
        """The areas chosen, else those of the regions chosen; of a part of the map those that have something in it."""
        areas = ProbationArea.objects.all()
        if self.filters.is_part:
            areas = areas.filter(pk__in=self._areas_with_rows)
        if self.areas:
            return areas.filter(pk__in=[area.pk for area in self.areas])
        lies = Q(region__in=self.regions) | Q(region_2021__in=self.regions)
        return areas.filter(lies) if self.regions else areas

    @property
    def part_note(self) -> str:
        """A sentence on the list of areas where only a part of the map is chosen."""
        if not self.filters.is_part or self.filters.list != AREAS:
            return ""
        geography = self.partition.geography
        return (
            f"These {geography.plural} have an organisation or a {self.words.one} of this result in the part of the "
            f"map chosen. Each figure is that of the whole {geography.singular}."
        )

    @cached_property
    def _areas_with_rows(self) -> set[int]:
        """Primary keys of the areas that have an organisation or a service of the result. Two queries."""
        found: set[int] = set()
        for service, area in self.services.order_by().values_list("pk", "area"):
            found.update(self.partition.areas_of_service(service, area))
        main = Place.objects.filter(is_main=True, area__isnull=False)
        places = main.filter(organisation__in=self.organisations.order_by().values("pk"))
        return found.union(places.order_by().values_list("area", flat=True).distinct())

    @property
    def words(self) -> FrameWords:
        """The words for the frame whose services are shown."""
        return self.filters.words

    @property
    def map_title(self) -> str:
        """What the map is called: by the frame whose services it shows."""
        return f"Map of {self.words.title}"

    @property
    def kind_shapes(self) -> list[tuple[int, Noun]]:
        """The number of the shape of each kind of service on the map, in the order of the kinds."""
        return list(zip(self.shapes.values(), self.words.kinds.values(), strict=True))

    @cached_property
    def shapes(self) -> dict[str, int]:
        """The number of the shape of each kind, by key: a square, a diamond, a triangle, a hexagon; then again."""
        return {kind: number % SHAPES for number, kind in enumerate(self.words.kinds)}

    @cached_property
    def off_map(self) -> str:
        """A sentence on the services of the result that no map shows. One query for an own frame."""
        if self.filters.frame == REFERENCE_FRAME:
            return ""
        number = self.services.exclude(**BRITAIN.lookups).count()
        if not number:
            return ""
        words = counted(number, "service of this result is", "services of this result are")
        return f"{words} not on the map: no point in Great Britain is known. The list has every service."

    @cached_property
    def engaged(self) -> set[int]:
        """Primary keys of the services known to work with a social enterprise, in the time of the study shown."""
        return cached_engaged_services(
            self.filters.definition, self.filters.as_of, self.filters.organisation_filter.version
        )

    @cached_property
    def fieldwork(self) -> Fieldwork | None:
        """The figures of the study's fieldwork as this reader may see them; None without a study or a release."""
        study = self.filters.study
        return None if study is None else fieldwork_of(study, is_live=self.sees_outcomes)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of organisations and of services in the result. At most three queries."""
        found = self.filters.organisation_filter.cached("published", self.organisations.count)
        services = [service for service in self.zoned_services if service.is_in_result]
        return {"organisations": found, "services": len(services)}

    @property
    def list_size(self) -> int:
        """The number of rows of the list."""
        if self.filters.list == "organisations":
            return self.organisations.count()
        return self.services.count() if self.filters.list == "services" else self.listed_zones.count()

    @property
    def lists(self) -> dict[str, str]:
        """The label of each list that can be shown."""
        areas = self.partition.geography.plural.capitalize()
        return {**LISTS, "services": self.words.heading, AREAS: areas}

    @property
    def near_examples(self) -> str:
        """What may be written under “Near”: the names of the prisons of England and Wales, where these are shown."""
        return "postcode, town or prison" if self.filters.frame == REFERENCE_FRAME else "postcode or town"

    @property
    def near_suggestions(self) -> list[tuple[str, str]]:
        """The places that a misspelt “Near” may mean: the label and the query string of each."""
        return [(one.label, self.filters.query({"near": one.text})) for one in self.filters.near_suggestions]

    @property
    def other_day(self) -> tuple[str, str]:
        """What the page says of the day shown, as a sentence's end, and the query string of the other time.

        Today shows the newest study's day as the other one, an earlier time shows today. The query string is empty
        where there is no other time.
        """
        study = self.filters.study
        if self.filters.as_of or self.filters.on:
            return "Show today", self.filters.query({"study": "", "on": ""}) or "?"
        if study is None:
            return "", ""
        return f"Show {day(study.frame_on)}, as in the study", self.filters.query({"study": study.slug})

    @property
    def day_note(self) -> str:
        """What is not known of the services open today, as a sentence; empty for another day."""
        if self.filters.as_of or self.filters.on or self.filters.frame != REFERENCE_FRAME:
            return ""
        return " ".join(reference_limits(self.filters.day))

    @property
    def file_query(self) -> str:
        """The query string of a file of the list: without the filters that do not change it."""
        return self.filters.query(dict.fromkeys(self.filters.unused, ""))

    @property
    def refusals(self) -> list[str]:
        """Why a file of the list cannot be what its address asks for, as sentences."""
        labels = {chip.parameter: chip.filter for chip in self.chips}
        return [
            *self.filters.left_out,
            *(
                f"The filter “{labels.get(name, name)}” ({name}) does not change a list of "
                f"{self.list_noun.plural}: take it out of the address."
                for name in self.filters.unused
            ),
        ]

    @property
    def order(self) -> Order:
        """The order of the list."""
        return order_of(
            self.filters.sort,
            list_of=self.filters.list,
            point=self.filters.near.point if self.filters.near else None,
            sees_all=self.sees_unpublished,
            named_today=self.filters.named_today,
        )

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters with their values, and the number of organisations that each value would leave."""
        regions = {**self.partition.regions, **{row.slug: row.name for row in self.regions}}
        kinds = {key: noun.label for key, noun in self.words.kinds.items()}
        chosen = self.filters.kinds
        return self.filters.organisation_filter.facets(
            {
                "region": list(regions.items()),
                "area": [(area.slug, area.name) for area in self.partition.areas],
                # A kind of another frame stays to be taken off.
                **({"kind": list(kinds.items())} if kinds.keys() >= set(chosen) else {}),
            }
        )

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters, each with the address that removes it."""
        return chips_of(self.filters)

    @cached_property
    def looser(self) -> list[tuple[Chip, int]]:
        """For an empty list: the filters whose removal gives rows, with their number, the most rows first.

        A few queries for each of at most twelve filters.
        """
        counted = [(chip, self.with_query(chip.without).list_size) for chip in chips_to_loosen(self.filters)]
        return sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])

    @property
    def zone_with_article(self) -> str:
        """The zone of the map with its article: an area, a trust, a region."""
        return f"{'an' if self.filters.geography == AREAS else 'a'} {self.partition.geography.singular}"

    @property
    def list_noun(self) -> Noun:
        """The noun of the rows of the list."""
        if self.filters.list == "areas":
            return Noun(self.partition.geography.singular, self.partition.geography.plural)
        if self.filters.list == "services":
            return Noun(self.words.one, self.words.each)
        return ORGANISATION

    def with_query(self, query: str) -> AtlasQuery:
        """The result of another query string, seen with the same permissions."""
        return AtlasQuery(
            QueryDict(query.removeprefix("?")),
            sees_outcomes=self.sees_outcomes,
            sees_unpublished=self.sees_unpublished,
        )

    @cached_property
    def partition(self) -> Partition:
        """The country divided into the zones that the map shows. One query."""
        return Partition(every_area(), self.filters.geography, self.filters.division_day)

    @cached_property
    def shading(self) -> measures.Shading:
        """The figures of the chosen measure by zone."""
        return measures.shading(
            self.filters.measure,
            partition=self.partition,
            study=self.filters.study,
            organisations=self.filters.organisation_filter.everywhere,
            services=self.zoned_services,
            engaged=self.engaged if self.filters.measure == "engaged" else set(),
            fieldwork=self.fieldwork if self.filters.measure == "interviewed" else None,
            as_of=self.filters.as_of,
        )

    @cached_property
    def tiles(self) -> TileMap | None:
        """The measure on tiles of one size."""
        zones = [(zone.name, *zone.tile) for zone in self.partition.zones]
        return tile_map(zones, self.shading, self.chosen_zones)

    @cached_property
    def chosen_zones(self) -> list[str]:
        """The names of the zones to mark on the map: those chosen as a whole."""
        return self.partition.chosen(self.filters.slugs(self.partition.parameter))

    def zone_query(self, zone: Zone) -> str:
        """The query string of the same address with one zone chosen and no other place."""
        return self.filters.query({"region": [], "area": [], self.partition.parameter: zone.slugs})
