"""Download of the answers of an online survey in the admin: without names, or in full for a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.access import current_user, may
from accounts.jobs import actions as jobs
from accounts.jobs.models import Job, JobState
from survey.exports import files
from survey.exports.forms import ExportForm
from survey.jobs import EXPORT, FULL
from survey.models import Instrument, Strand

FORMATS = [(each.name, each.title) for each in files.FORMATS.values()]


class DownloadForm(ExportForm):
    """The survey, the questionnaire and the format of a download, and whether it includes names."""

    strand = forms.ModelChoiceField(
        Strand.objects.online().select_related("study"), label="survey", empty_label=None
    )
    instrument = forms.ModelChoiceField(
        Instrument.objects.filter(responses__isnull=False).distinct(), label="questionnaire", empty_label=None
    )
    format = forms.ChoiceField(
        choices=FORMATS,
        required=False,
        help_text="One column a question, and one for each choice of a question that takes several. Repeated groups "
        "are tables of their own: sheets, or files in a zip.",
    )
    is_full = forms.BooleanField(
        label="with names and the respondents’ own words",
        required=False,
        help_text="Otherwise everything that was written in words is left out. Written to the audit trail.",
    )
    reason = forms.CharField(
        required=False, max_length=2000, help_text="What the names and words are needed for."
    )


class DownloadAdmin(admin.ModelAdmin):
    """The part of the admin of online answers that downloads them."""

    change_list_template = "admin/survey/response_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download_view)
        return [path("download/", view, name="survey_response_download"), *super().get_urls()]

    def download_view(self, request: HttpRequest) -> HttpResponse:
        """Show the form for a download, or start the job that writes it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = DownloadForm(request.POST or None, may_be_full=may(request.user, FULL))
        if request.method == "POST" and form.is_valid():
            job = _job(request, form.cleaned_data)
            if job.state != JobState.FAILED:
                return HttpResponseRedirect(job.next_address)
            for sentence in job.errors:
                form.add_error("format", sentence)
        around = self.admin_site.each_context(request)
        context = {**around, "title": "Download answers", "opts": self.opts, "form": form}
        return TemplateResponse(request, "admin/survey/download.html", context)


def _job(request: HttpRequest, data: dict[str, Any]) -> Job:
    strand, instrument, format = data["strand"], data["instrument"], data["format"]
    return jobs.start(
        kind=EXPORT,
        title=f"Answers to {instrument} as {format.title}",
        by=current_user(request).pk,
        arguments={
            "strand": strand.pk,
            "instrument": instrument.pk,
            "format": format.name,
            "is_full": bool(data.get("is_full")),
            "reason": data.get("reason", "").strip(),
        },
        started_from=request.path,
    )
