"""Reports as data: the tables of the pages, released ones for everybody, live ones for research roles."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from noms.api.conditional import ConditionalMixin
from noms.api.filter_backends import refuse_unknown
from noms.api.renderers import JsonRenderer, Negotiation
from noms.api.throttling import ThrottledMixin
from reports import registry
from reports.formats import json
from reports.views import data_parameters, read_as_data
from survey.models import Study


class ReportLinkSerializer(serializers.Serializer[Any]):
    """A report that a study has."""

    name = serializers.CharField()
    title = serializers.CharField()
    aim = serializers.CharField()
    url = serializers.CharField()


class TableSerializer(serializers.Serializer[Any]):
    """A table: its columns, and its rows as objects by the columns' keys."""

    key = serializers.CharField()
    title = serializers.CharField()
    columns = serializers.ListField(child=serializers.DictField())
    rows = serializers.ListField(child=serializers.DictField())
    symbols = serializers.ListField(
        child=serializers.DictField(), help_text="Where a symbol stands: its row from 0, column and symbol."
    )
    notes = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField()  # type: ignore[assignment]  # a key of the JSON, and an attribute of fields


class ReportSerializer(serializers.Serializer[Any]):
    """A report: its answer in a sentence and its tables."""

    report = serializers.CharField()
    title = serializers.CharField()
    answer = serializers.CharField()
    study = serializers.CharField()
    study_title = serializers.CharField()
    demonstration = serializers.BooleanField()
    exact = serializers.BooleanField(
        help_text="True if the figures are live and exact, for research roles; not for publication."
    )
    label = serializers.CharField(help_text="What it is and how to cite it.")  # type: ignore[assignment]  # as above
    frame_on = serializers.DateField()
    counting_unit = serializers.CharField()
    definition = serializers.CharField()
    definition_version = serializers.CharField()
    data_on = serializers.DateField(allow_null=True)
    release = serializers.DictField(allow_null=True, help_text="The release that it belongs to.")
    notes = serializers.ListField(child=serializers.CharField())
    symbols = serializers.DictField(help_text="The symbols that occur, each with its meaning.")
    tables = TableSerializer(many=True)


class _StudyReportView(ThrottledMixin, ConditionalMixin, APIView):
    required_permission = "reports.view"
    renderer_classes = [JsonRenderer]
    content_negotiation_class = Negotiation

    def parameters(self, request: Request) -> tuple[str, ...]:
        """Return the parameters of this address beside the format."""
        return ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request, {"format", *self.parameters(request)})


class ReportListView(_StudyReportView):
    """The reports of a study."""

    @extend_schema(responses=ReportLinkSerializer(many=True))
    def get(self, request: Request, slug: str) -> Answer:
        study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
        links = [
            {
                "name": report_type.name,
                "title": report_type.title,
                "aim": report_type.aim,
                "url": reverse("api-report-detail", args=[study.slug, report_type.name]),
            }
            for report_type in registry.every(study.frame)
        ]
        return Answer(links)


class ReportView(_StudyReportView):
    """One report of a study: percentages are fractions of 1, what is not available is null."""

    def parameters(self, request: Request) -> tuple[str, ...]:
        return data_parameters(request._request, self.kwargs["name"])

    @extend_schema(
        responses=ReportSerializer,
        parameters=[
            OpenApiParameter(
                "with",
                str,
                description="For research roles: the slug of a study to compare with. A release has its own.",
            ),
            OpenApiParameter(
                "version",
                str,
                enum=["public"],
                description="For research roles, who get live exact figures: what the public sees, from the release.",
            ),
        ],
    )
    def get(self, request: Request, slug: str, name: str) -> Answer:
        study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
        report = read_as_data(request._request, study, name)
        headers = {"Cache-Control": "private, no-store"} if report.is_exact else None
        return Answer(json.document(report), headers=headers)
