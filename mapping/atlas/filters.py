"""What an address of the atlas says, and the active filters as chips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils import timezone

from enterprises.filters import OrganisationFilter
from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from mapping.atlas.geographies import DIVISIONS, LABELS, REGIONS_2021, division_on, geography_on
from mapping.atlas.measures import MEASURES, OF_ORGANISATIONS
from mapping.atlas.ordering import FIGURE_SORTS, SORTS, SORTS_OF
from noms.coordinates import Box, Circle
from noms.frame_day import reference_limits
from noms.models import ProbationArea, Region, Service
from noms.nouns import FrameWords
from noms.parsing import parse_whole_number
from noms.places import MOST_MILES, Place, UnknownPlaceError, parse_near
from noms.reference_rows import REFERENCE_WORDS
from noms.vocabulary import REFERENCE_FRAME
from reports.releases.public import listed_studies, newest_study
from survey.models import Study
from wording import counted, day
from wording.distances import KILOMETRES_IN_A_MILE

DEFINITION = "inclusive-2009"
MAX_NAME_LENGTH = 100
MAX_SLUGS = 50
DISTANCES = (5, 10, 20, 30, 50, 100)
"""The distances in miles that the form offers."""
ONCE = frozenset(
    {"q", "bbox", "study", "on", "measure", "ground", "list", "name", "near", "within", "sort"}
    | {"page", "after", "before", "labels", "v"}
)
"""The parameters that take one value."""
TRACKING = "utm_"
"""The beginning of the parameters that letters and search engines add to a link."""
MAX_TRIED = 12
FILTERS_OF_SERVICES = frozenset({"name", "kind", "region", "area", "bbox", "within", "study", "on"})
FILTERS_OF_LISTS = {"services": FILTERS_OF_SERVICES}
"""The parameters that change the rows of a list; without an entry every parameter does."""
LISTS = {"organisations": "Organisations", "services": "Services", "areas": "Areas"}
"""The lists with their labels; the services have the words of their frame (`AtlasQuery.lists`)."""


class AtlasFilters:
    """The study, filters, measure, geography, list and order that an address asks for.

    What is not understood is left out of the result and reported in `left_out`, as sentences. `notices` has these and
    what else the page says of the address.
    """

    def __init__(
        self, params: QueryDict, *, sees_unpublished: bool = False, study: Study | None = None
    ) -> None:
        """Read an address; `study` is the row of the study that it names, where this was read already."""
        self.params = params
        self.sees_unpublished = sees_unpublished
        self.notices: list[str] = []
        self.left_out: list[str] = []
        self.as_of: Study | None = None
        """The study whose time is shown; None for the directory of today."""
        self.study = self._study(study)
        self.on = self._on()
        self.near_error = ""
        self.near_suggestions: tuple[Place, ...] = ()
        self.near = self._near()
        self.within = self._within()
        self.organisation_filter = OrganisationFilter(
            params, rows=self.known if self.as_of else None, around=self.circle
        )
        self.notices += self.organisation_filter.notices
        self.left_out += self.organisation_filter.left_out
        self.measure = self._choice("measure", MEASURES, self.default_measure)
        if self.measure == "interviewed" and self.study is None:
            self.measure = "organisations"
        self.geography = self._geography()
        self.list = self._choice("list", LISTS, "organisations")
        self.kinds = self.organisation_filter.values.get("kind", [])
        self.name = " ".join(params.get("name", "").replace("\0", " ").split())[:MAX_NAME_LENGTH]
        self.sort = self._sort()
        self._leave_out_the_rest()

    @cached_property
    def studies(self) -> list[Study]:
        """The listed studies, the newest first. One query."""
        return listed_studies()

    @property
    def definition(self) -> str:
        """The definition by which organisations count as social enterprises here."""
        return self.study.definition_reference if self.study else DEFINITION

    @property
    def day(self) -> dt.date:
        """The day on which the services shown were open: that of the study's frame, the day asked for, or today."""
        return self.as_of.frame_on if self.as_of else self.on or timezone.localdate()

    @property
    def frame(self) -> str:
        """The frame whose services are shown."""
        return str(self.as_of.frame_id) if self.as_of else REFERENCE_FRAME

    @cached_property
    def words(self) -> FrameWords:
        """The words for that frame and its kinds of service. Two queries for an own frame."""
        if self.as_of is None or self.frame == REFERENCE_FRAME:
            return REFERENCE_WORDS
        return self.as_of.frame.words()

    @property
    def division_day(self) -> dt.date:
        """The day whose division into regions is shown. A study's interviews are counted by its own regions."""
        return self.study.frame_on if self.study and self.measure == "interviewed" else self.day

    @property
    def region_field(self) -> str:
        """The field of a service that has its region in the division of the day."""
        return DIVISIONS[division_on(self.day)]

    def region_of(self, place: Service | ProbationArea) -> Region:
        """Return the region of a service or area in the division of the day, else the one of 2009.

        Fetch both beforehand.
        """
        found: Region = getattr(place, self.region_field) or place.region
        return found

    @property
    def named_today(self) -> bool:
        """True if services are shown by their present names: on a day of the present regions."""
        return division_on(self.day) == REGIONS_2021

    def name_of(self, service: Service) -> str:
        """Return the service's name on the day."""
        return service.name_in_region(getattr(service, f"{self.region_field}_id"))

    @property
    def text(self) -> str:
        """The organisation's name that is searched for."""
        return self.organisation_filter.text

    @property
    def box(self) -> Box | None:
        """The part of the map chosen."""
        return self.organisation_filter.box

    @property
    def circle(self) -> Circle | None:
        """What lies within the miles asked for of the place asked for."""
        if self.near is None or self.within is None:
            return None
        return Circle(self.near.point, self.within * KILOMETRES_IN_A_MILE)

    @property
    def is_part(self) -> bool:
        """True if only a part of the map is chosen: a rectangle or a circle."""
        return bool(self.box or self.circle)

    @property
    def known(self) -> OrganisationQuerySet:
        """The published organisations; as of a study those known by the end of its fieldwork."""
        published = Organisation.objects.published()
        return published.known_between(self.as_of.frame_on, self.as_of.closed_on) if self.as_of else published

    @property
    def default_measure(self) -> str:
        return "engaged" if self.study else "organisations"

    @property
    def default_geography(self) -> str:
        if self.measure == "interviewed" and not self.as_of:
            return geography_on(self.division_day)
        return geography_on(self.day)

    @property
    def default_sort(self) -> str:
        return "distance" if self.near else "name"

    @property
    def sorts(self) -> list[tuple[str, str, str]]:
        """The orders that this list can have: key, label, and query string of each."""
        possible = [key for key in SORTS_OF[self.list] if key not in FIGURE_SORTS]
        offered = [key for key in possible if key != "distance" or self.near]
        return [
            (key, SORTS[key], self.query({"sort": "" if key == self.default_sort else key}))
            for key in offered
        ]

    @property
    def distances(self) -> list[int]:
        """The distances in miles that can be chosen, with the one that is."""
        return sorted({*DISTANCES, *([self.within] if self.within else [])})

    @property
    def unused(self) -> list[str]:
        """The parameters of filters that do not change the list that is shown."""
        if self.list == "organisations":
            return ["name"] if self.name else []
        if self.list == "areas" and (self.is_part or self.measure in OF_ORGANISATIONS):
            return []
        return [name for name in self.organisation_filter.values if name not in FILTERS_OF_SERVICES]

    def slugs(self, parameter: str) -> list[str]:
        """The values of a query parameter that can be slugs, at most 50."""
        return [slug for slug in self.params.getlist(parameter) if slug and "\0" not in slug][:MAX_SLUGS]

    def query(
        self, changes: Mapping[str, str | Sequence[str]] | None = None, *, drop: str | tuple[str, str] = ""
    ) -> str:
        """The query string of this address, with some parameters changed; an empty value removes its parameter.

        `drop` leaves out an organisation filter, or one (filter, value) of it. The query string begins with “?”, or
        is empty. Unknown parameters and the page of the list are not part of it.
        """
        query = QueryDict(self.organisation_filter.querystring(drop), mutable=True)
        own = {
            "near": self.near.text if self.near else "",
            "within": str(self.within) if self.within else "",
            "measure": self.measure,
            "ground": self.geography,
            "list": self.list,
            "sort": self.sort,
            "study": self.as_of.slug if self.as_of else "",
            "on": self.on.isoformat() if self.on else "",
            "name": self.name,
        }
        for parameter, value in {**own, **(changes or {})}.items():
            is_default = parameter in own and value == own[parameter] and not self.params.get(parameter)
            if value and not is_default:
                query.setlist(parameter, [value] if isinstance(value, str) else list(value))
            else:
                query.pop(parameter, None)
        text = query.urlencode()
        return f"?{text}" if text else ""

    def _leave_out(self, sentence: str) -> None:
        self.left_out.append(sentence)
        self.notices.append(sentence)

    def _leave_out_the_rest(self) -> None:
        """Report the parameters that the map does not have, and second values of those that take one."""
        several = set(self.organisation_filter.parameters) - ONCE
        for name, values in self.params.lists():
            if name not in ONCE | several and not name.startswith(TRACKING):
                self._leave_out(f"The map has no filter “{name[:40]}”, so it was left out.")
            elif name in ONCE and len(values) > 1:
                self._leave_out(f"“{name}” was given more than once: only one of them was used.")

    def _choice(self, parameter: str, choices: Mapping[str, str], default: str) -> str:
        given = self.params.get(parameter, "")
        if given and given not in choices:
            self._leave_out(
                f"“{given[:40]}” is not one of the choices for “{parameter}”, so it was left out."
            )
            return default
        return given or default

    def _geography(self) -> str:
        chosen = self._choice("ground", LABELS, self.default_geography)
        own = division_on(self.division_day)
        if self.measure == "interviewed" and chosen in DIVISIONS and chosen != own:
            self.notices.append(
                f"Interviews are counted by the study’s own regions, so the map shows the {LABELS[own]}."
            )
            return own
        return chosen

    def _on(self) -> dt.date | None:
        given = self.params.get("on", "").strip()
        if not given:
            return None
        try:
            day_asked = dt.date.fromisoformat(given)
        except ValueError:
            self._leave_out(f"“{given[:40]}” is not a day: write it as 2009-07-01. Today is shown.")
            return None
        if self.as_of is not None:
            self._leave_out(
                "A study shows the day of its list of services, so the day asked for was left out."
            )
            return None
        self.notices += reference_limits(day_asked)
        return day_asked

    def _near(self) -> Place | None:
        try:
            place = parse_near(self.params.get("near", ""))
        except UnknownPlaceError as error:
            self.near_error = str(error)
            self.near_suggestions = error.suggestions
            self._leave_out(self.near_error)
            return None
        if place and place.note:
            self.notices.append(place.note)
        return place

    def _within(self) -> int | None:
        given = self.params.get("within", "").strip()
        if not given:
            return None
        miles_asked = parse_whole_number(given)
        if miles_asked is None or not 1 <= miles_asked <= MOST_MILES:
            self._leave_out(
                f"“{given[:40]}” is not a distance: write whole miles from 1 to {MOST_MILES}. Any distance is shown."
            )
            return None
        if self.near is None and not self.near_error:
            self._leave_out("To choose a distance, say from where: give a place under “Near”.")
        return miles_asked if self.near else None

    def _sort(self) -> str:
        sort = self._choice("sort", SORTS, self.default_sort)
        if sort == "distance" and not self.near:
            self._leave_out("To sort by distance, say from where: give a place under “Near”.")
        is_possible = sort in SORTS_OF[self.list] and (sort != "distance" or self.near)
        return sort if is_possible else self.default_sort

    def _study(self, named: Study | None) -> Study | None:
        """The study that the address names, else the newest published one, if any is released the newest released."""
        if named is not None:
            self.as_of = named
            return named
        slug = self.params.get("study", "")
        if slug:
            self.as_of = next((study for study in self.studies if study.slug == slug), None)
            if self.as_of is None and self.sees_unpublished and "\0" not in slug:
                self.as_of = Study.objects.opened().filter(slug=slug).first()
            if self.as_of is not None:
                return self.as_of
            self._leave_out(f"There is no published study “{slug[:40]}”. The newest is shown.")
        return newest_study(self.studies)


@dataclass(frozen=True)
class Chip:
    """One active filter: `without` is the query string that removes it."""

    filter: str
    label: str
    without: str
    parameter: str


def chips_of(filters: AtlasFilters) -> list[Chip]:
    """One chip for each active filter of the address."""
    chips = [
        Chip(one.label, one.words, filters.query(drop=(one.name, one.value)), one.name)
        for one in filters.organisation_filter.active
    ]
    if filters.name:
        query = filters.query({"name": ""})
        chips.insert(0, Chip(filters.words.one.capitalize(), f"“{filters.name}”", query, "name"))
    if filters.text:
        chips.insert(0, Chip("Name", f"“{filters.text}”", filters.query(drop="q"), "q"))
    if filters.box:
        chips.append(Chip("Place", "a part of the map", filters.query(drop="bbox"), "bbox"))
    if filters.near and filters.within:
        label = f"{counted(filters.within, 'mile', 'miles')} of {filters.near.label}"
        chips.append(Chip("Within", label, filters.query({"within": ""}), "within"))
    if filters.as_of:
        until = filters.as_of.closed_on
        label = f"{filters.as_of.title}, {f'to {day(until)}' if until else 'not closed yet'}"
        chips.append(Chip("On what date", label, filters.query({"study": ""}), "study"))
    if filters.on:
        chips.append(Chip("Services open on", day(filters.on), filters.query({"on": ""}), "on"))
    return chips


def chips_to_loosen(filters: AtlasFilters) -> list[Chip]:
    """The chips whose removal can lengthen the list, at most twelve."""
    parameters = FILTERS_OF_LISTS.get(filters.list)
    return [chip for chip in chips_of(filters) if parameters is None or chip.parameter in parameters][
        :MAX_TRIED
    ]
