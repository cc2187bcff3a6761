"""The pages on which a study lead publishes a questionnaire from its form, retires one, and brings one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from accounts.multiline import MultilineField
from survey import actions
from survey.jobs import PUBLICATION
from survey.models import Instrument
from survey.views.questionnaires import preview_context
from survey.xlsform import XLSFormError, warnings_of
from survey.xlsform.upload import MAX_BYTES, Upload, read_upload


class PublishForm(forms.Form):
    """An XLSForm as a file or as text. The file is read here; a job parses and publishes it."""

    file = forms.FileField(
        label="XLSForm file",
        required=False,
        help_text="A workbook (.xlsx or .ods), a CSV or Markdown, 2 MB at most. It is read and not kept.",
    )
    source = MultilineField(
        label="Or its text",
        required=False,
        strip=False,
        help_text="The sheets survey, choices and settings as Markdown tables, each below a row with its name.",
        widget=forms.Textarea(attrs={"rows": 15, "spellcheck": "false"}),
    )

    @property
    def given_in(self) -> str:
        """The name of the field that was filled in, which shows the errors."""
        return "file" if self.cleaned_data.get("file") else "source"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("source", "")
        if not file and not text.strip() and not self.errors:
            self.add_error("file", "Choose a file, or paste the form’s text.")
            return data
        try:
            data["upload"] = read_upload(file.read(MAX_BYTES + 1), file.name) if file else Upload(text, {})
        except XLSFormError as error:
            self.add_error(self.given_in, list(error.messages))
        return data


class RetireForm(forms.Form):
    """Why a questionnaire is retired."""

    reason = MultilineField(
        label="Why it is retired",
        help_text="It is shown in the list of questionnaires.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Say why the questionnaire is retired."},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Show the form for an XLSForm; on POST show its preview (`_preview`), or start the job that publishes it."""
    form = PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        answer = _preview if "_preview" in request.POST else _publish
        if response := answer(request, form):
            return response
    return render(request, "survey/questionnaire_new.html", {"form": form})


def _preview(request: AuthenticatedRequest, form: PublishForm) -> HttpResponse | None:
    """Return the preview of the form, or None with errors added to the form if it cannot be read."""
    upload: Upload = form.cleaned_data["upload"]
    try:
        instrument = actions.read_instrument(source=upload.source)
        warnings = [upload.locate(sentence) for sentence in warnings_of(upload.source)]
    except ValidationError as refusal:
        form.add_error(form.given_in, [upload.locate(sentence) for sentence in refusal.messages])
        return None
    context = preview_context(instrument, language=request.POST.get("language", ""), warnings=warnings)
    return render(request, "survey/preview.html", context)


def _publish(request: AuthenticatedRequest, form: PublishForm) -> HttpResponse | None:
    """Return the redirect to the job, or None with errors added to the form if it has failed already."""
    upload: Upload = form.cleaned_data["upload"]
    job = jobs.start(
        kind=PUBLICATION,
        title="Publish a questionnaire",
        by=request.user.pk,
        arguments=upload._asdict(),
        started_from=request.path,
    )
    if job.state == JobState.FAILED:
        form.add_error(form.given_in, job.errors)
        return None
    if job.state == JobState.FINISHED:
        messages.success(request, job.message)
    return redirect(job.next_address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def retire(request: AuthenticatedRequest, name: str, version: str) -> HttpResponse:
    """Ask for a reason; on POST retire the questionnaire."""
    row = get_object_or_404(Instrument.objects.select_related("retirement"), name=name, version=version)
    if row.is_retired:
        messages.warning(request, f"{row} is retired already.")
        return redirect("questionnaire-preview", name, version)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.retire_instrument(instrument=row, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
        else:
            messages.success(request, f"{row} is retired.")
            return redirect("questionnaire-preview", name, version)
    return render(request, "survey/questionnaire_retire.html", {"instrument": row, "form": form})


@never_cache
@require_POST
@requires("study.manage")
def restore(request: AuthenticatedRequest, name: str, version: str) -> HttpResponse:
    """Offer a retired questionnaire to new surveys again."""
    row = get_object_or_404(Instrument, name=name, version=version)
    actions.restore_instrument(instrument=row, by=request.user)
    messages.success(request, f"{row} is offered again.")
    return redirect("questionnaire-preview", name, version)
