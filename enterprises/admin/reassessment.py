"""Assessing the whole directory again, in the admin of organisations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.jobs import actions as jobs
from enterprises.admin.object_actions import signed_in
from enterprises.jobs import REASSESSMENT


class ReassessmentAdmin:
    """Mixin for the admin of organisations: a page beside their list that starts the job."""

    change_list_template = "admin/enterprises/organisation_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reassess_view)  # type: ignore[attr-defined]
        return [path("reassess/", view, name="enterprises_organisation_reassess"), *super().get_urls()]  # type: ignore[misc]

    def reassess_view(self, request: HttpRequest) -> HttpResponse:
        """Say what the job does, and start it."""
        if not self.has_change_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method == "POST":
            job = jobs.start(
                kind=REASSESSMENT,
                title="Assess the whole directory again",
                by=signed_in(request).pk,
                started_from=request.path,
            )
            return HttpResponseRedirect(job.next_address)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": "Assess the whole directory again",
            "opts": self.opts,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/enterprises/reassess.html", context)
