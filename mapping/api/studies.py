"""Published studies in the API, with the figures of each strand as the release has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mapping.fieldwork import released_fieldwork
from noms.api import CursorPages, ReadOnlyViewSet
from reports.releases.public import Released, mark_of, released_each
from survey.models import Strand, Study


class StrandSerializer(serializers.Serializer[Any]):
    """A strand of a study, with the number approached and interviewed; null where nothing is released yet."""

    kind = serializers.CharField()
    units = serializers.IntegerField(
        allow_null=True, help_text="Services or organisations to be approached, in the study's release."
    )
    answered = serializers.IntegerField(
        allow_null=True, help_text="Those interviewed, or answers sent, in the study's release."
    )


class CurrentReleaseSerializer(serializers.Serializer[Any]):
    """The current release of a study."""

    number = serializers.IntegerField()
    released_on = serializers.DateField()
    sha256 = serializers.CharField(help_text="The hash of its content.")


class StudySerializer(serializers.ModelSerializer):
    """A published study with its frame date, definition and strands."""

    definition = serializers.SerializerMethodField()
    strands = serializers.SerializerMethodField()
    release = serializers.SerializerMethodField()

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
            "release",
        ]

    @extend_schema_field(
        {"type": "object", "properties": {"id": {"type": "string"}, "version": {"type": "string"}}}
    )
    def get_definition(self, study: Study) -> dict[str, Any]:
        return {"id": study.definition, "version": study.definition_version}

    @extend_schema_field(StrandSerializer(many=True))
    def get_strands(self, study: Study) -> list[dict[str, Any]]:
        found: Released | None = self.context["released"].get(study.pk)
        figures = released_fieldwork(found) if found else None
        counts = {count.kind: count for count in figures.strands} if figures else {}
        return [
            {
                "kind": strand.kind,
                "units": counts[strand.kind].sampled if strand.kind in counts else None,
                "answered": counts[strand.kind].answered if strand.kind in counts else None,
            }
            for strand in study.strands.all()
        ]

    @extend_schema_field(CurrentReleaseSerializer(allow_null=True))
    def get_release(self, study: Study) -> dict[str, Any] | None:
        found: Released | None = self.context["released"].get(study.pk)
        if found is None:
            return None
        mark = mark_of(found.release)
        return {
            "number": mark.number,
            "released_on": mark.released_on and mark.released_on.isoformat(),
            "sha256": mark.sha256,
        }


class StudyPages(CursorPages):
    """Studies, the newest frame first."""

    ordering = ("-frame_on", "slug")


class StudyViewSet(ReadOnlyViewSet[Study]):
    """The studies that are published: frame date, counting unit, definition, strands and current release."""

    released: Mapping[int, Released] = {}

    required_permission = "reports.view"
    serializer_class = StudySerializer
    pagination_class = StudyPages
    queryset = Study.objects.published().prefetch_related(Prefetch("strands", Strand.objects.order_by("pk")))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "released": self.released}

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        self.released = released_each(page or ())
        return page

    def get_object(self) -> Study:
        study: Study = super().get_object()
        self.released = released_each([study])
        return study
