"""Published studies in the API, with the number of units in each strand."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from noms.api import CursorPages, ReadOnlyViewSet
from survey.models import Strand, Study


class StrandSerializer(serializers.ModelSerializer):
    """A strand and the number of units in its sample."""

    units = serializers.IntegerField(
        source="unit_count", help_text="Services or organisations to be approached."
    )

    class Meta:
        model = Strand
        fields = ["kind", "units"]


class StudySerializer(serializers.ModelSerializer):
    """A published study with its frame date, definition and strands."""

    definition = serializers.SerializerMethodField()
    strands = StrandSerializer(many=True)

    class Meta:
        model = Study
        fields = [
            "slug",
            "title",
            "description",
            "frame_on",
            "counting_unit",
            "definition",
            "opened_on",
            "closed_on",
            "is_demonstration",
            "strands",
        ]

    @extend_schema_field(
        {"type": "object", "properties": {"id": {"type": "string"}, "version": {"type": "string"}}}
    )
    def get_definition(self, study: Study) -> dict[str, Any]:
        return {"id": study.definition, "version": study.definition_version}


class StudyPages(CursorPages):
    """Studies, the newest frame first."""

    ordering = ("-frame_on", "slug")


class StudyViewSet(ReadOnlyViewSet[Study]):
    """The studies that are published: frame date, counting unit, definition and strands."""

    required_permission = "reports.view"
    serializer_class = StudySerializer
    pagination_class = StudyPages
    queryset = Study.objects.published().prefetch_related(
        Prefetch("strands", Strand.objects.annotate(unit_count=Count("units")).order_by("pk"))
    )
