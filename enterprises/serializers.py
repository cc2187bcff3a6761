"""How organisations and engagements are written for programs, in the words of Open Referral where it has one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import Assessment, Engagement, Identifier, Organisation, Place
from enterprises.vocabulary import Vocabulary, label_of


class TermSerializer(serializers.Serializer[Any]):
    """A word of a vocabulary."""

    taxonomy = serializers.CharField(source="vocabulary")
    term = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]

    def get_label(self, row: Any) -> str:
        return label_of(row.vocabulary, row.term)


class IdentifierSerializer(serializers.ModelSerializer[Identifier]):
    """A number in a public register; the scheme is the register's code of org-id.guide."""

    identifier_scheme = serializers.CharField(source="scheme")
    identifier = serializers.CharField(source="value")
    identifier_type = serializers.CharField(source="get_scheme_display")

    class Meta:
        model = Identifier
        fields = ["identifier_scheme", "identifier_type", "identifier", "is_parents"]


class LocationSerializer(serializers.ModelSerializer[Place]):
    """A place, as exactly as its source says."""

    name = serializers.CharField(source="label")
    postal_code = serializers.CharField(source="postcode")
    outward_code = serializers.CharField(source="outcode_id", allow_null=True)
    region = serializers.CharField(source="region.slug", default=None, allow_null=True)
    area = serializers.CharField(source="area.slug", default=None, allow_null=True)

    class Meta:
        model = Place
        fields = ["name", "postal_code", "outward_code", "latitude", "longitude", "region", "area", "is_main"]


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """What a definition says of an organisation now."""

    class Meta:
        model = Assessment
        fields = ["definition", "version", "outcome", "is_included", "possible", "missing", "assessed_at"]


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation with its names, numbers, places, terms and current assessments."""

    url = serializers.URLField(source="get_absolute_url", help_text="Its page.")
    alternate_names = serializers.SlugRelatedField[Any](
        source="other_names", slug_field="name", many=True, read_only=True
    )
    legal_status = serializers.CharField(source="legal_form")
    year_incorporated = serializers.CharField(source="founded")
    organization_identifiers = IdentifierSerializer(source="identifiers", many=True)
    locations = LocationSerializer(source="places", many=True)
    attributes = TermSerializer(source="terms", many=True)
    assessments = AssessmentSerializer(source="current_assessments", many=True)

    class Meta:
        model = Organisation
        fields = [
            "id", "name", "slug", "url", "alternate_names", "description", "website", "legal_status",
            "year_incorporated", "status", "works_with", "source", "organization_identifiers", "locations",
            "attributes", "assessments", "is_published", "is_invented", "updated_at",
        ]  # fmt: skip


class EngagementSerializer(serializers.ModelSerializer[Engagement]):
    """A relation between an organisation and a prison or probation service, as far as everybody may see it."""

    KEPT_BACK: tuple[str, ...] = (Vocabulary.PAYER,)

    organisation = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    organisation_name = serializers.CharField(source="organisation.name")
    service = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    service_name = serializers.CharField(source="service.name")
    service_kind = serializers.CharField(source="service.kind")
    attributes = serializers.SerializerMethodField()

    class Meta:
        model = Engagement
        fields = [
            "id", "organisation", "organisation_name", "service", "service_name", "service_kind", "status",
            "arrangement", "started_on", "ended_on", "attributes", "source_kind", "is_published", "updated_at",
        ]  # fmt: skip

    @extend_schema_field(TermSerializer(many=True))
    def get_attributes(self, row: Engagement) -> Any:
        terms = [term for term in row.terms.all() if term.vocabulary not in self.KEPT_BACK]
        return TermSerializer(terms, many=True).data


class ResearchEngagementSerializer(EngagementSerializer):
    """The same for research roles: also what a service said of an organisation."""

    KEPT_BACK = ()

    class Meta(EngagementSerializer.Meta):
        fields = [
            *EngagementSerializer.Meta.fields, "origin", "referrals", "referrals_are_estimated", "evaluation", "source",
        ]  # fmt: skip
