"""Filters of organisations and engagements, for pages and API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, TypeVar, cast

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field

from enterprises import cache_version, facets, text_search
from enterprises.classification import definitions
from enterprises.facets import COUNTERS, ActiveFilter, Counts, Facet, Option
from enterprises.models import Engagement, Organisation
from enterprises.querysets import EngagementQuerySet, OrganisationQuerySet
from enterprises.text_search import TextQuery
from enterprises.vocabulary import (
    Activity,
    Arrangement,
    Customer,
    EngagementStatus,
    Need,
    OffenderGroup,
    Outcome,
    Sector,
    Stage,
    Vocabulary,
)
from noms.coordinates import Box, Circle
from noms.filters import (
    BoxField,
    BoxFilter,
    SlugsField,
    SlugsFilter,
    choices_of,
    of_areas,
    of_kinds,
    of_regions,
)
from noms.models import Region, Service
from wording.terms import COUNTED_AS

T = TypeVar("T")
MAX_VALUES = 50
MAX_NOTICES = 3
MAX_TEXT = 100
TERM_FILTERS = (
    Vocabulary.SECTOR.value,
    Vocabulary.ACTIVITY.value,
    Vocabulary.STAGE.value,
    Vocabulary.NEED.value,
    Vocabulary.OFFENDER_GROUP.value,
    Vocabulary.CUSTOMER.value,
)
NOT_CHOICES = ("q", "bbox")
"""Filters that are not a choice among values."""
VERIFIED = (("yes", "In a public register"), ("no", "Not found in a register yet"))


def _by_text(organisations: OrganisationQuerySet, text: str | TextQuery) -> OrganisationQuerySet:
    query = text_search.find(text) if isinstance(text, str) else text
    return organisations.filter(slug__in=query.slugs)


def _by_verified(organisations: OrganisationQuerySet, values: Sequence[str]) -> OrganisationQuerySet:
    if len(set(values)) != 1:
        return organisations
    verified = organisations.verified()
    return verified if values[0] == "yes" else organisations.exclude(pk__in=verified.order_by().values("pk"))


def _by_terms(vocabulary: str) -> Callable[[OrganisationQuerySet, Sequence[str]], OrganisationQuerySet]:
    return lambda organisations, terms: organisations.with_term(vocabulary, terms)


LOOKUPS: dict[str, Callable[[OrganisationQuerySet, Any], OrganisationQuerySet]] = {
    "q": _by_text,
    "region": lambda rows, regions: rows.in_regions(regions),
    "area": lambda rows, areas: rows.filter(places__is_main=True, places__area__in=areas),
    "bbox": lambda rows, box: rows.within(box),
    "kind": lambda rows, kinds: rows.engaged_with_kind(kinds),
    "service": lambda rows, services: rows.filter(pk__in=_engaged(services)),
    "outcome": lambda rows, outcomes: rows.with_outcome(definitions.DEFAULT, outcomes),
    "sector": _by_terms(Vocabulary.SECTOR),
    "activity": _by_terms(Vocabulary.ACTIVITY),
    "stage": _by_terms(Vocabulary.STAGE),
    "need": _by_terms(Vocabulary.NEED),
    "offender_group": _by_terms(Vocabulary.OFFENDER_GROUP),
    "customer": _by_terms(Vocabulary.CUSTOMER),
    "verified": _by_verified,
}
"""Parameter → how it filters organisations. Values of one parameter are joined by OR, parameters by AND."""


def _engaged(services: Sequence[Service]) -> QuerySet:
    rows = Engagement.objects.filter(is_published=True, service__in=services)
    return rows.order_by().values("organisation")


class OrganisationFilterSet(django_filters.FilterSet):
    """The filters of the API, by name, place, outcome, typology and services: an unknown value is an error."""

    q = django_filters.CharFilter(
        method="narrow",
        label="Words",
        max_length=MAX_TEXT,
        help_text="Words of a name, a description, an activity or a place. Small spelling mistakes are allowed.",
    )
    region = of_regions()
    area = of_areas("Slugs of areas.")
    bbox = BoxFilter(
        method="narrow",
        label="Part of the map",
        help_text="West, south, east and north of a box in degrees, with commas: its main place lies in it.",
    )
    kind = of_kinds("Works with", "Engaged with services of this kind.")
    service = SlugsFilter(
        method="narrow",
        label="Service",
        rows=Service.objects.all,
        noun="service",
        help_text="Engaged with these services: slugs.",
    )
    outcome = choices_of(COUNTED_AS, Outcome.choices, f"By the definition {definitions.DEFAULT}.")
    sector = choices_of("Sector", Sector.choices, "At least one of these sectors.")
    activity = choices_of("Activity", Activity.choices, "At least one of these activities.")
    stage = choices_of("When", Stage.choices, "At least one of these stages.")
    need = choices_of("Help with", Need.choices, "Help with at least one of these.")
    offender_group = choices_of("People worked with", OffenderGroup.choices, "At least one of these groups.")
    customer = choices_of("Who buys from it", Customer.choices, "At least one of these kinds of customer.")
    verified = choices_of("Found in a public register", VERIFIED, "Known to a public register: yes or no.")

    class Meta:
        model = Organisation
        fields: list[str] = []

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def narrow(self, organisations: OrganisationQuerySet, name: str, value: Any) -> QuerySet[Organisation]:
        return LOOKUPS[name](organisations, value) if value else organisations


@cache
def _fields() -> dict[str, forms.Field]:
    """Return the form fields of the filters. They are created once, because they only parse values and never change."""
    return dict(OrganisationFilterSet(queryset=Organisation.objects.none()).form.fields)


class OrganisationFilter:
    """The filters of pages: an unknown value is left out, with a notice for the reader.

    `values` holds the valid values as they are in the address; `left_out` holds a sentence for each value left out, and
    `notices` these and what was read otherwise than it is written. Pass
    `around` for the organisations of a circle only, and `text_query` if its text was read already.
    """

    def __init__(
        self,
        params: QueryDict,
        *,
        rows: OrganisationQuerySet | None = None,
        around: Circle | None = None,
        sees_all: bool = False,
        text_query: TextQuery | None = None,
    ) -> None:
        self.values: dict[str, list[str]] = {}
        self.notices: list[str] = []
        self.left_out: list[str] = []
        self._rows_given = rows
        self._rows = Organisation.objects.published() if rows is None else rows
        self._around = around
        self._sees_all = sees_all
        self._text_query = text_query
        self._cleaned: dict[str, Any] = {}
        self._fields = _fields()
        for name, field in self._fields.items():
            given = [value for value in dict.fromkeys(params.getlist(name)) if value.strip()]
            if given:
                self._read(name, field, given)

    @cached_property
    def version(self) -> cache_version.Version:
        """The version of the directory. One query."""
        return cache_version.current()

    def cached(self, name: str, make: Callable[[], T]) -> T:
        """Return the result of `make`; cached for this version if the filter selects all published organisations."""
        is_whole = not (self.values or self._around or self._sees_all) and self._rows_given is None
        return cache_version.cached(name, make, self.version) if is_whole else make()

    @property
    def parameters(self) -> list[str]:
        """The parameters that it reads."""
        return list(self._fields)

    @property
    def text(self) -> str:
        """The text that is searched for."""
        return self.values.get("q", [""])[0]

    @property
    def box(self) -> Box | None:
        """The part of the map that is selected."""
        return self._cleaned.get("bbox")

    @cached_property
    def queryset(self) -> OrganisationQuerySet:
        """The organisations that the address selects."""
        return self._narrowed()

    @property
    def active(self) -> list[ActiveFilter]:
        """The active filters, in words; cheaper than `facets`, because nothing is counted."""
        found = []
        for name, cleaned in self._cleaned.items():
            label = str(self._fields[name].label)
            if name in NOT_CHOICES:
                continue
            if isinstance(self._fields[name], SlugsField):
                found += [ActiveFilter(name, label, row.slug, row.name) for row in cleaned]
            else:
                words = dict(_choices(self._fields[name]))
                found += [ActiveFilter(name, label, value, words[value]) for value in cleaned]
        return found

    def chosen_rows(self, name: str) -> list[Any]:
        """The rows that a filter by slugs names, such as the regions."""
        return list(self._cleaned.get(name, ()))

    def facets(self, offered: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({})) -> list[Facet]:
        """Return each filter with its values and the number of organisations that each value would leave.

        There are hundreds of services, so that filter has none. `offered` has the values of filters by name, each with
        its label, where the caller knows them; other filters by slugs take one query each for theirs.
        One query counts everything. Without active filters the counts are cached.
        """
        counts = self.cached("facet-counts", self._counts)
        names = [name for name in self._fields if name in COUNTERS or name in TERM_FILTERS]
        return [self._facet(name, counts.get(name, {}), offered.get(name)) for name in names]

    def without(self, drop: str | tuple[str, str]) -> OrganisationQuerySet:
        """Return the organisations of the same address without one filter, or without one (filter, value)."""
        return OrganisationFilter(
            QueryDict(self.querystring(drop)),
            rows=self._rows,
            around=self._around,
            text_query=self._cleaned.get("q"),
        ).queryset

    @cached_property
    def everywhere(self) -> OrganisationQuerySet:
        """The organisations that the address selects on the whole map, whatever part of it is chosen."""
        return self._narrowed(leaving="bbox", is_everywhere=True)

    def querystring(self, drop: str | tuple[str, str] = "") -> str:
        """Return the valid part of the query string, without a filter or a (filter, value)."""
        words = QueryDict(mutable=True)
        for name, values in self.values.items():
            words.setlist(name, [value for value in values if drop not in (name, (name, value))])
        return words.urlencode()

    def _narrowed(self, leaving: str = "", *, is_everywhere: bool = False) -> OrganisationQuerySet:
        rows = self._rows if is_everywhere or self._around is None else self._rows.around(self._around)
        for name, cleaned in self._cleaned.items():
            if name != leaving:
                rows = LOOKUPS[name](rows, cleaned)
        return rows

    def _read(self, name: str, field: forms.Field, given: list[str]) -> None:
        unknown: list[str] = []
        left_out: list[str] = []
        cleaned: Any = None
        if len(given) > MAX_VALUES:
            left_out.append(f"Only the first {MAX_VALUES} choices for “{field.label}” were used.")
            given = given[:MAX_VALUES]
        values: list[str] = []
        if isinstance(field, SlugsField):
            cleaned, unknown = field.sort_out(given)
            values = [row.slug for row in cleaned]
        elif isinstance(field, forms.MultipleChoiceField):
            unknown = [value for value in given if not field.valid_value(value)]
            cleaned = values = [value for value in given if value not in unknown]
        else:
            try:
                cleaned = field.clean(given[0])
            except ValidationError as error:
                if isinstance(field, BoxField):
                    left_out.append(f"“{field.label}” was left out. {error.messages[0]}")
                else:
                    unknown = given[:1]
            values = [str(cleaned)]
            if cleaned and name == "q":
                # Read once for a page that also counts the organisations of many similar addresses.
                cleaned = self._text_query or text_search.find(cleaned, sees_unpublished=self._sees_all)
                self.notices += cleaned.notices
        if cleaned:
            self.values[name] = values
            self._cleaned[name] = cleaned
        left_out += [unknown_choice_notice(value, str(field.label)) for value in unknown[:MAX_NOTICES]]
        self.left_out += left_out
        self.notices += left_out

    def _counts(self) -> dict[str, Counts]:
        chosen = [name for name in TERM_FILTERS if name in self._cleaned]
        others = [name for name in TERM_FILTERS if name not in chosen]
        rows = [row for name, rows_of in COUNTERS.items() for row in rows_of(self._narrowed(leaving=name))]
        rows += facets.term_rows(self.queryset, others)
        for name in chosen:
            rows += facets.term_rows(self._narrowed(leaving=name), [name])
        return facets.counted(*rows)

    def _facet(self, name: str, counts: Counts, offered: Sequence[tuple[str, str]] | None) -> Facet:
        field = self._fields[name]
        chosen = self.values.get(name, [])
        if offered is None:
            if isinstance(field, SlugsField):
                offered = list(field.rows().values_list("slug", "name"))
            else:
                offered = _choices(field)
        return Facet(
            name,
            str(field.label),
            tuple(Option(value, words, counts.get(value, 0), value in chosen) for value, words in offered),
        )


def _choices(field: forms.Field) -> list[tuple[str, str]]:
    choices = cast(list[tuple[str, str]], cast(forms.ChoiceField, field).choices)
    return [(str(value), str(words)) for value, words in choices]


def unknown_choice_notice(value: str, label: str) -> str:
    """Return the notice for a value that a filter does not have."""
    shown = value if len(value) <= 40 else f"{value[:40]}…"
    return f"“{shown}” is not one of the choices for “{label}”, so it was left out."


class EngagementFilterSet(django_filters.FilterSet):
    """Filters engagements by organisation, service, region of the service, status and arrangement."""

    organisation = SlugsFilter(
        method="narrow", rows=Organisation.objects.published, noun="organisation", help_text="Slugs."
    )
    service = SlugsFilter(method="narrow", rows=Service.objects.all, noun="service", help_text="Slugs.")
    region = SlugsFilter(
        method="narrow", rows=Region.objects.all, noun="region", help_text="Slugs of the service's region."
    )
    kind = of_kinds("Kind of service", "The kind of service.")
    status = choices_of("Status", EngagementStatus.choices, "Whether they work together.")
    arrangement = choices_of("Arrangement", Arrangement.choices, "How they work together.")

    DETAILS: tuple[str, ...] = ("arrangement",)
    """Filters by fields that some published engagements do not show."""
    FIELDS = {"kind": "service__kind__in"}

    class Meta:
        model = Engagement
        fields: list[str] = []

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def narrow(self, engagements: EngagementQuerySet, name: str, value: Any) -> QuerySet[Engagement]:
        lookup = self.FIELDS.get(name, f"{name}__in")
        if name == "region":
            services = Service.objects.in_regions(value)
            return engagements.filter(service__in=services) if value else engagements
        if name in self.DETAILS and value:
            engagements = engagements.filter(shows_details=True)
        return engagements.filter(**{lookup: value}) if value else engagements


class ResearchEngagementFilterSet(EngagementFilterSet):
    """The same filters for research roles, who see every detail and may also name unpublished organisations."""

    DETAILS = ()

    organisation = SlugsFilter(
        method="narrow", rows=Organisation.objects.active, noun="organisation", help_text="Slugs."
    )
