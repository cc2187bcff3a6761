"""What one address asks of the atlas, and what the map, the list and the files of it show alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from enterprises.facets import Facet
from enterprises.filters import OrganisationFilter
from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from mapping.atlas import measures
from mapping.atlas.active_filters import Chip, chips_of, grounds_left, looser_than
from mapping.atlas.bounds import Corners, extent
from mapping.atlas.drawing.tiles import Tiles, lay
from mapping.atlas.geographies import AREAS, WORDS, Ground, Parted, every_area, usual_way
from mapping.atlas.ordering import SORTS, SORTS_OF, order_of
from mapping.atlas.pagination import Order
from noms.geocoding import Near, parse_near
from noms.models import ProbationArea, Region, Service
from noms.querysets import ServiceQuerySet
from survey.models import Study

REFERENCE_DAY = dt.date(2009, 7, 1)
"""The day of the reference frame: which services are shown while no study says another."""

DEFINITION = "inclusive-2009"
LONGEST_NAME = 100
LISTS = {"organisations": "Organisations", "services": "Prisons and probation services", "areas": "Areas"}


class Atlas:
    """The organisations, services and figures of one address.

    Each is fetched once, when first asked for. What means nothing is left out and told in `notices`.
    """

    def __init__(
        self, params: QueryDict, *, sees_outcomes: bool = False, sees_unpublished: bool = False
    ) -> None:
        self.params = params
        self.sees_outcomes = sees_outcomes
        self.sees_unpublished = sees_unpublished
        self.notices: list[str] = []
        self.as_of: Study | None = None
        """The study whose time the address asks for; None for the directory of today."""
        self.study = self._study()
        self.filter = OrganisationFilter(params, rows=self._known if self.as_of else None)
        self.notices += self.filter.notices
        self.measure = self._choice("measure", measures.MEASURES, self.usual_measure)
        if self.measure == "coverage" and self.study is None:
            self.measure = "organisations"
        self.by = self._choice("ground", WORDS, self.usual_ground)
        self.list = self._choice("list", LISTS, "organisations")
        self.kinds = self.filter.values.get("kind", [])
        self.name = self._name()
        self.near_error = ""
        self.near = self._near()
        self.sort = self._sort()

    @property
    def definition(self) -> str:
        """The definition by which organisations count as social enterprises here."""
        return self.study.definition if self.study else DEFINITION

    @property
    def usual_measure(self) -> str:
        """The measure shown where the address names none."""
        return "engaged" if self.study else "organisations"

    @property
    def day(self) -> dt.date:
        """The day on which the services shown were open."""
        return self.study.frame_on if self.study else REFERENCE_DAY

    @property
    def usual_ground(self) -> str:
        """What the map parts the country into where the address does not say."""
        return usual_way(self.day)

    @cached_property
    def parted(self) -> Parted:
        """The country in the grounds that the map shows. One query."""
        return Parted(every_area(), self.by, self.day)

    @property
    def usual_sort(self) -> str:
        """How the list is sorted where the address does not say."""
        return "distance" if self.near else "name"

    @property
    def sorts(self) -> list[tuple[str, str, str]]:
        """What this list can be sorted by: key, words, and the query of each."""
        offered = [key for key in SORTS_OF[self.list] if key != "distance" or self.near]
        return [
            (key, SORTS[key], self.query({"sort": "" if key == self.usual_sort else key})) for key in offered
        ]

    @property
    def lists(self) -> dict[str, str]:
        """What can be listed, in words."""
        return {**LISTS, AREAS: self.parted.way.many.capitalize()}

    @property
    def order(self) -> Order:
        """The order of the list."""
        point = self.near.point if self.near else None
        return order_of(self.sort, list_of=self.list, point=point, sees_all=self.sees_unpublished)

    @cached_property
    def organisations(self) -> OrganisationQuerySet:
        """The organisations of the result: published ones only, and as of a study those known by its end."""
        return self.filter.queryset

    @property
    def unknown_then(self) -> int:
        """How many of today's organisations are left out because nothing dated shows that the study could know them."""
        return Organisation.objects.published().count() - self._known.count() if self.as_of else 0

    @cached_property
    def regions(self) -> list[Region]:
        """The regions chosen. One query where there are any."""
        slugs = self._slugs("region")
        return list(Region.objects.filter(slug__in=slugs)) if slugs else []

    @cached_property
    def areas(self) -> list[ProbationArea]:
        """The areas chosen. One query where there are any."""
        slugs = self._slugs("area")
        return list(ProbationArea.objects.filter(slug__in=slugs)) if slugs else []

    @cached_property
    def services(self) -> ServiceQuerySet:
        """The prisons and probation services of the result: those open on its day, by kind and place."""
        found = Service.objects.open_on(self.day)
        if self.name:
            found = found.named(self.name)
        if self.kinds:
            found = found.filter(kind__in=self.kinds)
        if self.regions:
            found = found.filter(region__in=self.regions)
        if self.areas:
            found = found.in_areas(self.areas)
        if self.filter.box:
            found = found.filter(**self.filter.box.lookups)
        return found

    @property
    def listed_areas(self) -> QuerySet[Any]:
        """The areas, trusts or regions of the result: rows of what the map parts the country into."""
        return grounds_left(self)

    @cached_property
    def engaged(self) -> set[int]:
        """Services known to work with a social enterprise, while the study asked."""
        return measures.engaged_of_edition(self.definition, self.study, self.filter.stands)

    @cached_property
    def shading(self) -> measures.Shading:
        return measures.shading(
            self.measure,
            parted=self.parted,
            study=self.study,
            organisations=self.organisations,
            services=self.services,
            engaged=self.engaged if self.measure == "engaged" else set(),
            by_area=self.sees_outcomes,
        )

    @cached_property
    def tiles(self) -> Tiles | None:
        """The measure on tiles of one size."""
        return lay([(one.name, *one.tile) for one in self.parted.grounds], self.shading, self.chosen_grounds)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many organisations and services the result has. At most four queries."""
        found = self.filter.of_edition("published", self.organisations.count)
        return {"organisations": found, "services": self.services.count()}

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters with their values, and how many organisations each would leave."""
        return self.filter.facets()

    @cached_property
    def chips(self) -> list[Chip]:
        """What the address narrows by, each with the address without it."""
        return chips_of(self)

    @cached_property
    def looser(self) -> list[tuple[Chip, int]]:
        """What to take away from a list that is empty, and how many rows that would leave."""
        return looser_than(self)

    @property
    def size(self) -> int:
        """How many rows the list has."""
        if self.list == "organisations":
            return self.organisations.count()
        return self.services.count() if self.list == "services" else self.listed_areas.count()

    def at(self, query: str) -> Atlas:
        """The same atlas at another query, seen with the same permissions."""
        words = QueryDict(query.removeprefix("?"))
        return Atlas(words, sees_outcomes=self.sees_outcomes, sees_unpublished=self.sees_unpublished)

    @cached_property
    def chosen_grounds(self) -> list[str]:
        """The names of the grounds to mark on the map: those chosen whole."""
        return self.parted.chosen(self._slugs(self.parted.filter))

    def only(self, ground: Ground) -> str:
        """The query of the same address with one ground chosen and no other place."""
        return self.query({"region": [], "area": [], self.parted.filter: ground.slugs})

    @property
    def bounds(self) -> Corners | None:
        """The part of the country that the address looks at; None for all of it."""
        point = self.near.point if self.near else None
        return extent(self.filter.box, [*self.areas] or [*self.regions], point)

    def query(
        self, changes: Mapping[str, str | Sequence[str]] | None = None, *, drop: str | tuple[str, str] = ""
    ) -> str:
        """The address's question mark and after, with some words changed; an empty one is dropped.

        `drop` leaves out a filter, or one (filter, value). Unknown words do not come along, nor does the page
        of the list.
        """
        words = QueryDict(self.filter.querystring(drop), mutable=True)
        own = {
            "near": self.near.text if self.near else "",
            "measure": self.measure,
            "ground": self.by,
            "list": self.list,
            "sort": self.sort,
            "study": self.as_of.slug if self.as_of else "",
            "name": self.name,
        }
        for name, value in {**own, **(changes or {})}.items():
            is_usual = name in own and value == own[name] and not self.params.get(name)
            if value and not is_usual:
                words.setlist(name, [value] if isinstance(value, str) else list(value))
            else:
                words.pop(name, None)
        text = words.urlencode()
        return f"?{text}" if text else ""

    def _slugs(self, name: str) -> list[str]:
        return [slug for slug in self.params.getlist(name) if slug and "\0" not in slug][:50]

    def _choice(self, name: str, known: Mapping[str, str], usual: str) -> str:
        given = self.params.get(name, "")
        if given and given not in known:
            self.notices.append(f"“{given[:40]}” is not one of the choices for “{name}”, so it was left out.")
            return usual
        return given or usual

    @property
    def _known(self) -> OrganisationQuerySet:
        published = Organisation.objects.published()
        return published.known_by(self.as_of.frame_on, self.as_of.closed_on) if self.as_of else published

    def _name(self) -> str:
        return " ".join(self.params.get("name", "").replace("\0", " ").split())[:LONGEST_NAME]

    def _near(self) -> Near | None:
        try:
            return parse_near(self.params.get("near", ""))
        except ValueError as error:
            self.near_error = str(error)
            self.notices.append(self.near_error)
            return None

    def _sort(self) -> str:
        asked = self._choice("sort", SORTS, self.usual_sort)
        if asked == "distance" and not self.near:
            self.notices.append("To sort by distance, say from where: give a postcode under “Near”.")
        return (
            asked if asked in SORTS_OF[self.list] and (asked != "distance" or self.near) else self.usual_sort
        )

    def _study(self) -> Study | None:
        """The study asked for, or the newest published one."""
        studies = Study.objects.all() if self.sees_unpublished else Study.objects.published()
        slug = self.params.get("study", "")
        if slug:
            asked = studies.filter(slug=slug).first() if "\0" not in slug else None
            if asked is not None:
                self.as_of = asked
                return asked
            self.notices.append(f"There is no published study “{slug[:40]}”. The newest is shown.")
        return Study.objects.published().first()
