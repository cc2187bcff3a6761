"""The page of the admin that assesses the whole directory again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.jobs import actions as jobs
from enterprises.admin.object_actions import current_user
from enterprises.jobs import REASSESSMENT


class ReassessmentAdmin(admin.ModelAdmin):
    """The part of the admin of organisations that starts the job of assessing all of them again."""

    change_list_template = "admin/enterprises/organisation_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reassess_view)
        return [path("reassess/", view, name="enterprises_organisation_reassess"), *super().get_urls()]

    def reassess_view(self, request: HttpRequest) -> HttpResponse:
        """Explain what the job does; on POST start it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            job = jobs.start(
                kind=REASSESSMENT,
                title="Assess the whole directory again",
                by=current_user(request).pk,
                started_from=request.path,
            )
            return HttpResponseRedirect(job.next_address)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": "Assess the whole directory again",
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/enterprises/reassess.html", context)
