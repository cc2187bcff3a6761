"""Releases as data: all of a study, and one with its reports."""

from __future__ import annotations

import hashlib
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from noms.api.filter_backends import refuse_unknown
from noms.api.renderers import JsonRenderer, Negotiation
from noms.api.throttling import ThrottledMixin
from reports.formats import json
from reports.models import Release
from reports.releases.public import opened, release_numbered
from reports.releases.taken_back import taken_back
from reports.releases.views.public import A_DAY
from survey.models import Study


class Withdrawn(APIException):
    """What was withdrawn is gone; the reason is in the answer."""

    status_code = 410
    default_code = "withdrawn"


class ReleaseSerializer(serializers.Serializer[Any]):
    """A release: its number, title, days, note on what has changed, and the SHA-256 of its content."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=["released", "withdrawn"])
    released_on = serializers.DateField()
    revision_note = serializers.CharField()
    withdrawn_note = serializers.CharField()
    policy = serializers.CharField(help_text="The version of the policy on publication.")
    sha256 = serializers.CharField()
    url = serializers.CharField()


class ReleaseWithReportsSerializer(ReleaseSerializer):
    """A release with its documents and all its reports."""

    study = serializers.CharField()
    early_access = serializers.ListField(child=serializers.DictField())
    documents = serializers.ListField(
        child=serializers.DictField(),
        help_text=(
            "The stored files. Where `taken_back` is not empty, it says why the file is not given out any more (410), "
            "and `page` has the study report without what was taken back."
        ),
    )
    reports = serializers.ListField(child=serializers.DictField())


class _ReleaseView(ThrottledMixin, APIView):
    required_permission = "reports.view"
    renderer_classes = [JsonRenderer]
    content_negotiation_class = Negotiation

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request, {"format"})

    def _study(self, request: Request, slug: str) -> Study:
        return get_object_or_404(Study.objects.visible_to(request.user), slug=slug)


class ReleaseListView(_ReleaseView):
    """The releases of a study, the newest first, with those that were withdrawn."""

    @extend_schema(responses=ReleaseSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        releases = Release.objects.of_study(self._study(request, slug)).public().select_related("study")
        return Response([_fields(release) for release in releases])


class ReleaseView(_ReleaseView):
    """One release with its reports, as it was released. A withdrawn one is gone (410), with the reason."""

    @extend_schema(responses=ReleaseWithReportsSerializer)
    def get(self, request: Request, slug: str, number: int) -> Any:
        study = self._study(request, slug)
        release = release_numbered(study, number)
        if release is None:
            raise NotFound(f"{study} has no release {number}.")
        if release.is_withdrawn:
            on = timezone.localdate(release.withdrawn_at).isoformat()
            raise Withdrawn(
                {
                    "detail": "This release was withdrawn.",
                    "reason": release.withdrawn_note,
                    "withdrawn_on": on,
                }
            )
        of = opened(release)
        reports = [report for name in of.content.order if (report := of.report(name))]
        gone = taken_back(of)
        is_whole = not gone and all(
            report.tables == of.content.report(report.name, None).tables for report in reports
        )
        shown = repr((gone, reports)).encode()
        version = release.sha256 if is_whole else hashlib.sha256(shown).hexdigest()
        response = Response(
            {
                **_fields(release),
                "study": study.slug,
                "early_access": of.content.facts.get("early_access", []),
                "documents": [
                    {
                        "kind": document.kind,
                        "sha256": document.sha256,
                        "bytes": document.size,
                        "url": reverse("release-document", args=[slug, number, document.kind]),
                        "page": reverse("release-study-report", args=[slug, number]),
                        "taken_back": gone.why(document.kind),
                    }
                    for document in release.documents.defer("content").order_by("kind")
                ],
                "reports": [json.document(report) for report in reports],
            }
        )
        etag = quote_etag(version)
        response["ETag"] = etag
        patch_cache_control(response, public=True, max_age=A_DAY)
        return get_conditional_response(request._request, etag=etag, response=response)


def _fields(release: Release) -> dict[str, Any]:
    return {
        "number": release.number,
        "title": release.title,
        "state": release.state,
        "released_on": timezone.localdate(release.released_at).isoformat() if release.released_at else None,
        "revision_note": release.revision_note,
        "withdrawn_note": release.withdrawn_note,
        "policy": release.policy,
        "sha256": release.sha256,
        "url": reverse("api-release-detail", args=[release.study.slug, release.number]),
    }
