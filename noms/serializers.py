"""API serializers of regions, areas, services and sites."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from noms.api.nearby import kilometres_to, miles_to
from noms.models import Contactable, DataSource, ProbationArea, Region, Service, Site, SiteFate, SiteToday
from noms.models.bases import Sourced


class DataSourceSerializer(serializers.ModelSerializer[DataSource]):
    """A publication that facts come from."""

    class Meta:
        model = DataSource
        fields = ["key", "title", "detail", "licence", "attribution"]


class ProvenanceSerializer(serializers.Serializer[Any]):
    """The provenance of a row: its sources, and a note of what was not checked."""

    sources = DataSourceSerializer(many=True)
    uncertain = serializers.CharField(allow_blank=True)


@extend_schema_field(ProvenanceSerializer)
class ProvenanceField(serializers.Field[Any, Any, Any, Any]):
    """A sourced row's provenance, from the view's `data_sources`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Sourced) -> dict[str, Any]:
        sources = self.context["view"].data_sources
        named = [sources[key] for key in value.source_keys if key in sources]
        return {"sources": DataSourceSerializer(named, many=True).data, "uncertain": value.uncertain}


class SlugOf(serializers.SlugRelatedField[Any]):
    """A related row by its slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="slug", read_only=True, **kwargs)


class DistanceSerializer(serializers.Serializer[Any]):
    """The distance of a row from the place of `near=`, with one decimal."""

    miles = serializers.SerializerMethodField(help_text="With near=: as the crow flies; else null.")
    kilometres = serializers.SerializerMethodField(help_text="The same distance in kilometres.")

    def get_miles(self, row: Any) -> float | None:
        return miles_to(row)

    def get_kilometres(self, row: Any) -> float | None:
        return kilometres_to(row)


class RegionSerializer(serializers.ModelSerializer[Region]):
    """A region with its system, point and box."""

    system = serializers.SlugRelatedField[Any](slug_field="key", read_only=True)
    provenance = ProvenanceField()

    class Meta:
        model = Region
        fields = [
            "name", "slug", "system", "code", "latitude", "longitude", "south", "west", "north", "east",
            *Contactable.CONTACT_FIELDS, "provenance",
        ]  # fmt: skip


class ProbationAreaSerializer(serializers.ModelSerializer[ProbationArea]):
    """A probation area with its services."""

    region = SlugOf()
    region_2021 = SlugOf()
    service_2009 = SlugOf(source="service")
    trust_2010 = SlugOf(source="trust")
    provenance = ProvenanceField()

    class Meta:
        model = ProbationArea
        fields = [
            "name", "slug", "nomis_code", "region", "region_2021", "police_forces", "service_2009", "trust_2010",
            "latitude", "longitude", "south", "west", "north", "east", "tile_row", "tile_column", "provenance",
        ]  # fmt: skip


class SiteTodaySerializer(serializers.ModelSerializer[SiteToday]):
    """The facts of a prison code in June 2025."""

    class Meta:
        model = SiteToday
        fields = [
            "name", "welsh_name", "form", "function", "category", "sex_held", "operator", "open_conditions",
            "is_empty", "note", "source", "uncertain",
        ]  # fmt: skip


class SiteFateSerializer(serializers.ModelSerializer[SiteFate]):
    """What became of a site of mid-2009 by June 2025."""

    became = serializers.SlugRelatedField[Any](
        slug_field="noms_code", read_only=True, help_text="The code of today."
    )

    class Meta:
        model = SiteFate
        fields = ["fate", "became", "what_happened", "year", "source", "uncertain"]


class SiteSerializer(serializers.ModelSerializer[Site]):
    """A site of a prison, with what became of it and its facts of today; null where there are none."""

    today = serializers.SerializerMethodField()
    fate = serializers.SerializerMethodField()
    provenance = ProvenanceField()

    class Meta:
        model = Site
        fields = [
            "name", "noms_code", "function", "category", "open_conditions", "postcode", "latitude", "longitude",
            "opened_on", "opened_precision", "closed_on", "closed_precision", "note", "today", "fate",
            "provenance",
        ]  # fmt: skip

    @extend_schema_field(SiteTodaySerializer(allow_null=True))
    def get_today(self, site: Site) -> dict[str, Any] | None:
        return SiteTodaySerializer(site.today).data if hasattr(site, "today") else None

    @extend_schema_field(SiteFateSerializer(allow_null=True))
    def get_fate(self, site: Site) -> dict[str, Any] | None:
        return SiteFateSerializer(site.fate).data if hasattr(site, "fate") else None


class ServiceSerializer(DistanceSerializer, serializers.ModelSerializer[Service]):
    """A service of a frame with its sites. One of an own frame may have no point."""

    frame = serializers.CharField(source="frame_id", help_text="The slug of its frame.")
    kind = serializers.CharField(source="kind_id", help_text="The key of its kind, such as prison.")

    region = SlugOf()
    region_2021 = SlugOf()
    area = SlugOf()
    successor = SlugOf()
    sites = SiteSerializer(many=True, read_only=True)
    provenance = ProvenanceField()

    class Meta:
        model = Service
        fields = [
            "name", "slug", "name_today", "frame", "kind", "form", "noms_code", "function", "category", "sex_held",
            "operator", "open_conditions", "region", "region_2021", "area", "postcode", "latitude", "longitude",
            *Contactable.CONTACT_FIELDS,
            "opened_on", "opened_precision", "closed_on", "closed_precision", "successor",
            "head_office_town", "head_office_outcode", "status_mid_2009", "trust_since", "dissolved_on",
            "note", "sites", "provenance", "miles", "kilometres",
        ]  # fmt: skip
