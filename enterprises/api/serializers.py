"""Serializers of organisations and engagements, with the field names of Open Referral where it has one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises import fact_values, outcome_dates
from enterprises.api.fast_serializers import COLUMNS
from enterprises.models import Assessment, Engagement, Identifier, Organisation, Place
from enterprises.vocabulary import PUBLIC_SOURCES, Arrangement, SourceKind, Vocabulary, label_of
from noms.serializers import DistanceSerializer
from noms.vocabulary import DatePrecision

PRECISION = serializers.ChoiceField(choices=DatePrecision.choices, allow_null=True)


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.Field[Any, Any, Any, Any]):
    """The day of a moment. The exact time of a change would reveal when an answer arrived."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: dt.datetime) -> dt.date:
        return timezone.localdate(value)


@extend_schema_field(OpenApiTypes.STR)
class PublicText(serializers.Field[Any, Any, Any, Any]):
    """A text of an organisation, empty if only an answer in confidence gives it. `text` is the model's name for it."""

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)
        self.text = text

    def to_representation(self, value: Organisation) -> str:
        return value.public_text(self.text or str(self.field_name))


class TermSerializer(serializers.Serializer[Any]):
    """A term of a vocabulary."""

    taxonomy = serializers.CharField(source="vocabulary")
    term = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # also an attribute of Field

    def get_label(self, row: Any) -> str:
        return label_of(row.vocabulary, row.term)


class IdentifierSerializer(serializers.ModelSerializer[Identifier]):
    """A number in a public register; the scheme is the register's code at org-id.guide."""

    identifier_scheme = serializers.CharField(source="scheme")
    identifier = serializers.CharField(source="value")
    identifier_type = serializers.CharField(source="get_scheme_display")

    class Meta:
        model = Identifier
        fields = ["identifier_scheme", "identifier_type", "identifier", "is_parents"]


class LocationSerializer(serializers.ModelSerializer[Place]):
    """A place, as exactly as its source gives it."""

    name = serializers.CharField(source="label")
    postal_code = serializers.CharField(source="postcode")
    outward_code = serializers.CharField(source="outcode_id", allow_null=True)
    region = serializers.CharField(source="region.slug", default=None, allow_null=True)
    area = serializers.CharField(source="area.slug", default=None, allow_null=True)

    class Meta:
        model = Place
        fields = ["name", "postal_code", "outward_code", "latitude", "longitude", "region", "area", "is_main"]


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """The current outcome of a definition for an organisation."""

    assessed_on = Day(source="assessed_at")
    outcome_in_words = serializers.CharField(help_text="Such as “Was, in 2010: social enterprise”.")
    was_in = serializers.IntegerField(
        allow_null=True,
        help_text="The year of the oldest deciding fact, if that is old or the body has ended.",
    )

    class Meta:
        model = Assessment
        fields = [
            "definition", "version", "outcome", "is_included", "possible", "missing", "assessed_on",
            "outcome_in_words", "was_in",
        ]  # fmt: skip


class OrganisationSerializer(DistanceSerializer, serializers.ModelSerializer[Organisation]):
    """An organisation with its names, numbers, places, terms and current assessments."""

    url = serializers.URLField(source="get_absolute_url", help_text="Its page.")
    alternate_names = serializers.SlugRelatedField[Any](
        source="other_names", slug_field="name", many=True, read_only=True
    )
    id = serializers.UUIDField(source="public_id")
    updated_on = Day(source="updated_at")
    description = PublicText()
    website = PublicText()
    legal_status = PublicText(text="legal_form")
    year_incorporated = PublicText(text="founded")
    organization_identifiers = IdentifierSerializer(source="identifiers", many=True)
    locations = LocationSerializer(source="places", many=True)
    attributes = TermSerializer(source="terms", many=True)
    assessments = AssessmentSerializer(source="current_assessments", many=True)

    class Meta:
        model = Organisation
        fields = [
            "id", "name", "slug", "url", "registered_name", "alternate_names", "description", "website",
            "contact_role", "telephone", "email", "address", "contact_source", "contact_checked_on", "legal_status",
            "year_incorporated", "status", "ended_in", "works_with",
            "services_named", "source", "organization_identifiers", "locations",
            "attributes", "assessments", "is_published", "is_invented", "updated_on", "miles", "kilometres",
        ]  # fmt: skip

    def to_representation(self, instance: Organisation) -> dict[str, Any]:
        """Return what the fields above would give, much faster."""
        # `self.fields` is built on access, which takes as long as the page: avoid it unless fields were left out.
        names = list(self.fields) if "fields" in vars(self) else COLUMNS
        return {name: COLUMNS[name](instance) for name in names}


class EngagementSerializer(serializers.ModelSerializer[Engagement]):
    """A relation between an organisation and a prison or probation service, as everybody may see it."""

    HIDDEN_VOCABULARIES: tuple[str, ...] = (Vocabulary.PAYER,)

    id = serializers.UUIDField(source="public_id")
    organisation = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    organisation_name = serializers.CharField(source="organisation.name")
    service = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    service_name = serializers.CharField(source="service.name")
    service_kind = serializers.CharField(source="service.kind_id")
    arrangement = serializers.SerializerMethodField(
        help_text="How they work together; “not_known” if not published."
    )
    started_on = serializers.SerializerMethodField()
    started_precision = serializers.SerializerMethodField(help_text="Null without a start.")
    ended_on = serializers.SerializerMethodField()
    ended_precision = serializers.SerializerMethodField(help_text="Null without an end.")
    attributes = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField(help_text="Empty if it was given in confidence.")
    source = serializers.SerializerMethodField(help_text="Empty if it was given in confidence.")  # type: ignore[assignment]  # also an attribute of Field
    is_invented = serializers.BooleanField(
        source="organisation.is_invented",
        help_text="Invented for the demonstration study: it says nothing about the prison or probation service.",
    )
    updated_on = Day(source="updated_at")

    class Meta:
        model = Engagement
        fields = [
            "id", "organisation", "organisation_name", "service", "service_name", "service_kind", "status",
            "arrangement", "description", "started_on", "started_precision", "ended_on", "ended_precision", "last_seen",
            "attributes", "source_kind", "source", "observed_on", "source_date", "is_published", "is_invented",
            "updated_on",
        ]  # fmt: skip

    def get_description(self, row: Engagement) -> str:
        return row.description if self.shows_source(row) else ""

    def get_source(self, row: Engagement) -> str:
        return row.source if self.shows_source(row) else ""

    def shows_source(self, row: Engagement) -> bool:
        """Return True if everybody can look the source up."""
        return row.source_kind in PUBLIC_SOURCES

    def shows_details(self, row: Engagement) -> bool:
        """Return True if the reader may see more than that the two work together."""
        return row.shows_details

    def get_arrangement(self, row: Engagement) -> str:
        return row.arrangement if self.shows_details(row) else Arrangement.NOT_KNOWN

    def get_started_on(self, row: Engagement) -> dt.date | None:
        return row.started_on if self.shows_details(row) else None

    def get_ended_on(self, row: Engagement) -> dt.date | None:
        return row.ended_on if self.shows_details(row) else None

    @extend_schema_field(PRECISION)
    def get_started_precision(self, row: Engagement) -> str | None:
        return None if self.get_started_on(row) is None else row.started_precision

    @extend_schema_field(PRECISION)
    def get_ended_precision(self, row: Engagement) -> str | None:
        return None if self.get_ended_on(row) is None else row.ended_precision

    @extend_schema_field(TermSerializer(many=True))
    def get_attributes(self, row: Engagement) -> Any:
        shown = row.terms.all() if self.shows_details(row) else ()
        terms = [term for term in shown if term.vocabulary not in self.HIDDEN_VOCABULARIES]
        return TermSerializer(terms, many=True).data


class ResearchEngagementSerializer(EngagementSerializer):
    """The same for research roles, with what a service said about an organisation."""

    HIDDEN_VOCABULARIES = ()

    def shows_source(self, row: Engagement) -> bool:
        return True

    def shows_details(self, row: Engagement) -> bool:
        return True

    class Meta(EngagementSerializer.Meta):
        fields = [
            *EngagementSerializer.Meta.fields, "origin", "referrals", "referrals_are_estimated", "evaluation",
        ]  # fmt: skip


class CriterionSerializer(serializers.Serializer[Any]):
    """One criterion of a definition; its result is not published if it rests on what was told to the study."""

    id = serializers.CharField()
    title = serializers.CharField()
    result = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "enum": ["met", "not_met", "unknown", "not_published"]})
    def get_result(self, stored: dict[str, Any]) -> str:
        return str(stored["result"]) if stored.get("is_public") else "not_published"


class PublishedAssessments(serializers.ListSerializer[Any]):
    """A page of assessments, each with the year of its outcome."""

    def to_representation(self, data: Any) -> Any:
        rows = list(data)
        outcome_dates.mark(rows)
        return super().to_representation(rows)


class PublishedAssessmentSerializer(AssessmentSerializer):
    """The outcome of one definition for one organisation."""

    id = serializers.CharField(
        source="public_id", help_text="The organisation’s slug, a full stop, the definition."
    )
    organisation = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    organisation_name = serializers.CharField(source="organisation.name")
    outcome_label = serializers.CharField(source="get_outcome_display")
    criteria = CriterionSerializer(many=True)
    url = serializers.SerializerMethodField(help_text="The page with the reasons.")

    class Meta:
        model = Assessment
        list_serializer_class = PublishedAssessments
        fields = [
            "id", "organisation", "organisation_name", "definition", "version", "definition_hash", "outcome",
            "outcome_label", "outcome_in_words", "was_in", "is_included", "possible", "missing", "criteria",
            "assessed_on", "url",
        ]  # fmt: skip

    def get_url(self, row: Assessment) -> str:
        return (
            f"{reverse('organisation-assessment', args=[row.organisation.slug])}?definition={row.definition}"
        )


class EvidenceSubmissionSerializer(serializers.Serializer[Any]):
    """A fact that a program submits, with its submission key."""

    submission_key = serializers.UUIDField(help_text="A UUID that the program makes, new for each fact.")
    organisation = serializers.SlugRelatedField[Any](
        slug_field="slug",
        queryset=Organisation.objects.active(),
        help_text="The organisation's slug.",
        error_messages={"does_not_exist": "There is no organisation “{value}”."},
    )
    fact = serializers.ChoiceField(fact_values.CHOICES)
    value = serializers.CharField(
        max_length=200, help_text="yes or no; per cent such as 52.5 or 26..50; pounds; a number; or words."
    )
    source_kind = serializers.ChoiceField(SourceKind.choices)
    source = serializers.CharField(max_length=2000)  # type: ignore[assignment]  # also an attribute of Field
    observed_on = serializers.DateField(help_text="The day on which the source said so or was read.")
    quotation = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    financial_year_end = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Only for income: the last day of the year."
    )

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (
            unknown := sorted(str(name) for name in data.keys() - set(self.fields))
        ):
            raise serializers.ValidationError(
                {name: [f"There is no such field. Known: {', '.join(self.fields)}."] for name in unknown}
            )
        return super().to_internal_value(data)


class EvidenceReceiptSerializer(serializers.Serializer[Any]):
    """The receipt for a submitted fact."""

    submission_key = serializers.UUIDField()
    evidence = serializers.IntegerField()
    organisation = serializers.CharField()
    fact = serializers.CharField()
    value = serializers.CharField(help_text="As it is kept.")
    received_at = serializers.DateTimeField()
    definition = serializers.CharField()
    outcome = serializers.CharField(
        help_text="What the organisation is by this definition, with the new fact."
    )
