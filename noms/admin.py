"""Admin for the frame. Everybody in the admin may read it; administrators may change it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin_permissions import RoleInline
from noms.admin_provenance import (
    KEPT,
    PROVENANCE,
    FixedAdmin,
    ReadOnlyAdmin,
    SourcedAdmin,
    SourceFilter,
    UncheckedFilter,
    in_words,
)
from noms.models import (
    Contactable,
    DataSource,
    LocalAuthority,
    Outcode,
    PoliceArea,
    Prison,
    ProbationArea,
    ProbationTrust,
    Region,
    RegionSystem,
    Service,
    Site,
    SiteFate,
    SiteToday,
)
from noms.vocabulary import FORMS_OF_KIND, PRISON, PROBATION

CONTACT = Contactable.CONTACT_FIELDS
DATES = ["opened_on", "opened_precision", "closed_on", "closed_precision"]


@admin.register(DataSource)
class DataSourceAdmin(ReadOnlyAdmin):
    """The publications that facts come from."""

    list_display = ["title", "licence", "attribution", "key"]
    list_filter = ["licence"]
    search_fields = ["title", "key"]


@admin.register(RegionSystem)
class RegionSystemAdmin(FixedAdmin):
    """The divisions of the country into regions, each with its first day."""

    fixed = ("key", "begins_on")
    list_display = ["title", "begins_on", "source_titles", "uncertain", KEPT]
    fields = ["key", "title", "singular", "begins_on", *PROVENANCE]


@admin.register(Region)
class RegionAdmin(FixedAdmin):
    """The ten regions of 2009 and the twelve probation regions of 2021."""

    fixed = ("system", "name", "slug", "code")
    list_display = ["name", "system", "code", "position", "source_titles", "uncertain", KEPT]
    list_filter = ["system", SourceFilter, UncheckedFilter, KEPT]
    list_select_related = ["system"]
    search_fields = ["name", "code"]
    fields = [
        "system",
        "name",
        "slug",
        "code",
        "position",
        "latitude",
        "longitude",
        "south",
        "west",
        "north",
        "east",
        *CONTACT,
        *PROVENANCE,
    ]


@admin.register(ProbationArea)
class ProbationAreaAdmin(FixedAdmin):
    """The 42 probation areas and their services."""

    fixed = ("name", "slug", "service", "trust")
    list_display = ["name", "region", "region_2021", "trust", "source_titles", "uncertain", KEPT]
    list_filter = ["region", "region_2021", SourceFilter, UncheckedFilter, KEPT]
    list_select_related = ["region", "region_2021", "trust"]
    search_fields = ["name", "nomis_code", "police_forces"]
    fields = [
        "name", "slug", "nomis_code", "region", "region_2021", "police_forces", "service", "trust",
        "tile_row", "tile_column", "latitude", "longitude", "south", "west", "north", "east", *PROVENANCE,
    ]  # fmt: skip


@admin.register(PoliceArea)
class PoliceAreaAdmin(FixedAdmin):
    """The police areas, each with the probation area that it lies in."""

    fixed = ("name",)
    list_display = ["name", "area", "source_titles", "uncertain", KEPT]
    list_filter = ["area__region_2021", SourceFilter, UncheckedFilter, KEPT]
    list_select_related = ["area"]
    search_fields = ["name"]
    fields = ["name", "area", *PROVENANCE]


@admin.register(LocalAuthority)
class LocalAuthorityAdmin(SourcedAdmin):
    """Local authorities, each in its probation area."""

    fixed = ("gss_code",)
    list_display = ["name", "upper_tier", "area", "gss_code", "source_titles", KEPT]
    list_filter = ["area__region", "area", SourceFilter, KEPT]
    list_select_related = ["area"]
    search_fields = ["name", "upper_tier", "gss_code"]
    autocomplete_fields = ["delivery_units"]
    fields = ["name", "gss_code", "upper_tier", "postcode_count", "area", "delivery_units", *PROVENANCE]


@admin.register(Outcode)
class OutcodeAdmin(ReadOnlyAdmin):
    """First halves of postcodes."""

    list_display = ["outcode", "area", "region", "latitude", "longitude"]
    list_filter = ["region", "area"]
    list_select_related = ["area", "region"]
    search_fields = ["outcode__istartswith"]
    readonly_fields = ["sources", "not_checked"]

    @admin.display(description="sources")
    def sources(self, outcode: Outcode) -> SafeString:
        return in_words(Outcode.SOURCE_KEYS)

    @admin.display(description="not checked")
    def not_checked(self, outcode: Outcode) -> str:
        return Outcode.UNCERTAIN


class SiteInline(RoleInline):
    """The sites of a prison, with links."""

    permission = None
    view_permission = "admin.enter"
    model = Site
    fields = ["name", "noms_code", "function", "category", "postcode", *DATES]
    readonly_fields = ("name", "noms_code", "function", "category", "postcode", *DATES)
    show_change_link = True
    extra = 0


@admin.register(Service)
class ServiceAdmin(SourcedAdmin):
    """All services, for the autocomplete of other admin pages. Not listed on the index page."""

    fixed: tuple[str, ...] = ("noms_code", "slug", "kind")
    list_display = ["name", "kind", "region", "opened", "closed", "source_titles", "uncertain", KEPT]
    list_filter = ["kind", "region", "form", SourceFilter, UncheckedFilter, KEPT]
    list_select_related = ["region", "kind"]
    search_fields = ["name", "noms_code", "postcode"]
    autocomplete_fields = ["successor"]
    fields = [
        "name",
        "slug",
        "kind",
        "form",
        "region",
        "region_2021",
        "area",
        "latitude",
        "longitude",
        *CONTACT,
        *DATES,
        "note",
        *PROVENANCE,
    ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class OneKindAdmin(ServiceAdmin):
    """Admin for one kind of service, listed on the index page."""

    fixed = ("noms_code", "slug")
    kind: str
    prepopulated_fields = {"slug": ["name"]}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "form":
            kwargs["choices"] = [
                ("", "---------"),
                *((form, form.label) for form in FORMS_OF_KIND[self.kind]),
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)


@admin.register(Prison)
class PrisonAdmin(OneKindAdmin):
    """Establishments, with their sites."""

    kind = PRISON
    list_display = [
        "name", "noms_code", "form", "category", "region", "opened", "closed", "source_titles", "uncertain", KEPT,
    ]  # fmt: skip
    list_filter = [
        "region",
        "form",
        "sex_held",
        "operator",
        "open_conditions",
        SourceFilter,
        UncheckedFilter,
        KEPT,
    ]
    inlines = [SiteInline]
    fields = [
        "name", "slug", "noms_code", "form", "function", "category", "sex_held", "operator", "open_conditions",
        "region", "region_2021", "area", "postcode", "latitude", "longitude", *CONTACT, *DATES, "successor", "note",
        *PROVENANCE,
    ]  # fmt: skip


@admin.register(ProbationTrust)
class ProbationTrustAdmin(OneKindAdmin):
    """Area services and trusts."""

    kind = PROBATION
    list_display = ["name", "form", "region", "opened", "closed", "source_titles", "uncertain", KEPT]
    list_filter = ["form", "region", "status_mid_2009", SourceFilter, UncheckedFilter, KEPT]
    search_fields = ["name", "head_office_town"]
    fields = [
        "name", "slug", "form", "region", "region_2021", "area", "latitude", "longitude", *CONTACT, *DATES, "successor",
        "status_mid_2009", "trust_since", "dissolved_on", "head_office_town", "head_office_outcode",
        "head_office_latitude", "head_office_longitude", "note", *PROVENANCE,
    ]  # fmt: skip


@admin.register(Site)
class SiteAdmin(SourcedAdmin):
    """Sites of prisons."""

    fixed = ("noms_code",)
    list_display = [
        "name",
        "noms_code",
        "service",
        "postcode",
        "opened",
        "closed",
        "source_titles",
        "uncertain",
        KEPT,
    ]
    list_filter = ["service__region", "open_conditions", SourceFilter, UncheckedFilter, KEPT]
    list_select_related = ["service"]
    search_fields = ["name", "noms_code", "postcode"]
    autocomplete_fields = ["service", "local_authority"]
    fields = [
        "name", "noms_code", "service", "function", "category", "open_conditions", "county", "postcode",
        "local_authority", "latitude", "longitude", *DATES, "note", *PROVENANCE,
    ]  # fmt: skip


@admin.register(SiteFate)
class SiteFateAdmin(FixedAdmin):
    """What became of the sites of mid-2009 by June 2025."""

    fixed = ("site",)
    list_display = ["site", "fate", "became", "what_happened", "year", "source_titles", "uncertain", KEPT]
    list_filter = ["fate", "site__service__region", SourceFilter, UncheckedFilter, KEPT]
    list_select_related = ["site", "became"]
    search_fields = ["site__name", "site__noms_code", "what_happened"]
    autocomplete_fields = ["became"]
    fields = ["site", "fate", "became", "what_happened", "year", *PROVENANCE]


@admin.register(SiteToday)
class SiteTodayAdmin(FixedAdmin):
    """The facts of each prison code in June 2025."""

    fixed = ("site",)
    list_display = [
        "name",
        "site",
        "form",
        "category",
        "operator",
        "is_empty",
        "source_titles",
        "uncertain",
        KEPT,
    ]
    list_filter = [
        "site__service__region_2021",
        "form",
        "operator",
        "is_empty",
        SourceFilter,
        UncheckedFilter,
        KEPT,
    ]
    list_select_related = ["site"]
    search_fields = ["name", "welsh_name", "site__noms_code"]
    fields = [
        "site", "name", "welsh_name", "form", "function", "category", "sex_held", "operator", "open_conditions",
        "is_empty", "note", *PROVENANCE,
    ]  # fmt: skip
