"""The page on which the answers to the online survey of a study are downloaded."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, may, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import Job, JobState
from survey.exports import files
from survey.exports.forms import ExportForm
from survey.jobs import EXPORT, FULL
from survey.models import Instrument, Response, Strand, Study
from survey.vocabulary import StrandKind

FORMATS = [(each.name, each.title) for each in files.FORMATS.values()]


class DownloadForm(ExportForm):
    """The questionnaire and the format of a download, and whether it includes all versions, and names."""

    instrument = forms.ModelChoiceField(Instrument.objects.none(), label="Questionnaire", empty_label=None)
    all_versions = forms.BooleanField(
        label="All versions of this questionnaire in one file",
        required=False,
        help_text="A question that stays the same has one column; one whose answers mean something else now has two. "
        "A column map says which version asks what, and with what words.",
    )
    format = forms.ChoiceField(
        label="Format",
        choices=FORMATS,
        required=False,
        help_text="One column a question, and one for each choice of a question that takes several. Repeated groups "
        "are tables of their own: sheets, or files in a zip.",
    )
    is_full = forms.BooleanField(
        label="With names and the respondents’ own words",
        required=False,
        help_text="Otherwise everything that was written in words is left out. Written to the audit trail.",
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=2000,
        help_text="What the names and words are needed for.",
    )

    def __init__(self, *args: Any, strand: Strand | None, may_be_full: bool) -> None:
        super().__init__(*args, may_be_full=may_be_full)
        answered = Response.objects.sent().filter(strand=strand).values("instrument")
        offered = Instrument.objects.filter(pk__in=answered).defer("content")
        cast(forms.ModelChoiceField, self.fields["instrument"]).queryset = offered
        names = offered.order_by().values_list("name", flat=True)
        if len(names) == len(set(names)):
            del self.fields["all_versions"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("survey.review")
def download(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the form for a download of the answers, or start the job that writes it."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strand = Strand.objects.filter(study=subject, kind=StrandKind.ONLINE_SURVEY).first()
    sent = request.POST if request.method == "POST" else None
    form = DownloadForm(sent, strand=strand, may_be_full=may(request.user, FULL))
    if strand is not None and form.is_valid():
        job = _job(request, strand, form.cleaned_data)
        if job.state != JobState.FAILED:
            return redirect(job.next_address)
        for sentence in job.errors:
            form.add_error("format", sentence)
    context = {
        "study": subject,
        "has_answers": strand is not None and Response.objects.sent().filter(strand=strand).exists(),
        "form": form,
    }
    return render(request, "survey/review/download.html", context)


def _job(request: AuthenticatedRequest, strand: Strand, data: dict[str, Any]) -> Job:
    instrument, format = data["instrument"], data["format"]
    title = f"all versions of {instrument.title}" if data.get("all_versions") else str(instrument)
    return jobs.start(
        kind=EXPORT,
        title=f"Answers to {title} as {format.title}",
        by=request.user.pk,
        arguments={
            "strand": strand.pk,
            "instrument": instrument.pk,
            "format": format.name,
            "is_full": bool(data.get("is_full")),
            "all_versions": bool(data.get("all_versions")),
            "reason": data.get("reason", "").strip(),
        },
        started_from=request.path,
    )
