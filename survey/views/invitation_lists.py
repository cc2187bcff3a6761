"""Inviting several organisations: from typed lines or a file, with a preview of every row."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from accounts.multiline import MultilineField
from accounts.uploads import actions as uploads
from accounts.uploads.files import LIMITS
from accounts.uploads.forms import MultipleFileField
from accounts.uploads.preview import RowStatus
from enterprises.models import Organisation
from noms.models import Region
from noms.vocabulary import NOMS_2009
from survey import actions
from survey.imports.invitees import ENTRY, NAME, TYPED, as_csv
from survey.jobs import INVITATION_PREVIEW
from survey.models import InvitationUpload, Study
from survey.views.invitations import survey_or_404
from wording import csv_export

MAX_SHOWN = 300
INCLUDED = "organisations that the definition includes"
EFFECTS = {
    RowStatus.NEW: "To be invited",
    RowStatus.UNCHANGED: "Invited already",
    RowStatus.CONFLICT: "Left out: asks a question",
    RowStatus.REJECTED: "Left out",
}


class ListForm(forms.Form):
    """The organisations to invite, typed or in files."""

    lines = MultilineField(
        label="Organisations",
        required=False,
        max_length=1024 * 1024,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One to a line: name and e-mail address, such as “Working Chance; info@example.org”. A name alone "
        "will do: you then get a letter.",
    )
    uploads = MultipleFileField(
        label="Or a file",
        required=False,
        help_text="CSV, .xlsx or .ods with the headings name, e-mail, organisation and language; only the name is "
        "needed. 5,000 rows at most.",
    )

    is_chosen = forms.BooleanField(
        label="Every published organisation that the study’s definition includes", required=False
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label="Of these, only in", required=False, empty_label="Any region"
    )

    def __init__(self, *args: Any, study: Study) -> None:
        super().__init__(*args)
        self.study = study
        # The places of organisations are in the regions of 2009.
        regions = Region.objects.filter(system__key=NOMS_2009)
        cast(forms.ModelChoiceField, self.fields["region"]).queryset = regions

    def _included(self, region: Region | None) -> list[Organisation]:
        found = Organisation.objects.published().included(self.study.definition_reference)
        if region is not None:
            found = found.in_region(region)
        return list(found.order_by("name", "pk").only("name", "slug")[: LIMITS.rows])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        files = [(name, content) for name, content in data.get("uploads") or () if content]
        if data.get("lines", "").strip():
            files.append((TYPED, as_csv(data["lines"]).encode()))
        if data.get("is_chosen"):
            chosen = self._included(data.get("region"))
            if not chosen:
                self.add_error("is_chosen", "The definition includes no such organisation")
            else:
                rows = "".join(
                    csv_export.csv_rows([[NAME, ENTRY], *([each.name, each.slug] for each in chosen)])
                )
                files.append((INCLUDED, rows.encode()))
        if not files and not self.errors:
            self.add_error("lines", "Enter at least one organisation, or choose a file")
        data["files"] = files
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def add(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the form for organisations to invite; on POST store them and read them."""
    strand = survey_or_404(study)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ListForm(*data, study=strand.study)
    if request.method == "POST" and form.is_valid():
        made = actions.list_invitations(strand=strand, uploads=form.cleaned_data["files"], by=request.user)
        job = jobs.start(
            kind=INVITATION_PREVIEW,
            title=f"Read invitations to “{strand.study}”",
            by=request.user.pk,
            arguments={"upload": made.pk},
            started_from=request.path,
        )
        if job.state != JobState.FAILED:
            return redirect(job.next_address)
        form.add_error("uploads" if form.cleaned_data.get("uploads") else "lines", job.errors)
    return render(request, "survey/invitations/add.html", {"study": strand.study, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def upload(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show every row of a list with what adding it does; on POST add the rows, discard them, or take them back."""
    strand = survey_or_404(study)
    held = get_object_or_404(InvitationUpload, strand=strand, pk=pk)
    if request.method == "POST":
        return _perform(request, held, study)
    preview = held.preview if held.is_open else {}
    lines = [
        (file, row, key, EFFECTS[RowStatus(status)], column, problem)
        for file, row, key, status, column, problem in preview.get("lines", ())
    ]
    counts = preview.get("counts", {})
    context = {
        "study": strand.study,
        "upload": held,
        "lines": lines[:MAX_SHOWN],
        "more": max(0, len(lines) - MAX_SHOWN),
        "counts": [(words, counts.get(status, 0)) for status, words in EFFECTS.items()],
        "new": counts.get(RowStatus.NEW, 0),
    }
    return render(request, "survey/invitations/upload.html", context)


def _perform(request: AuthenticatedRequest, held: InvitationUpload, study: str) -> HttpResponse:
    what, kind = request.POST.get("what", ""), actions.INVITATIONS_UPLOAD
    try:
        if what == "add":
            done = uploads.apply(kind=kind, upload=held, by=request.user)
            left = f" {done.rejected_count} left out." if done.rejected_count else ""
            messages.success(request, f"{done.added_count} added. Nothing is sent yet.{left}")
            return redirect("invitations", study)
        if what == "discard":
            uploads.discard(kind=kind, upload=held, by=request.user)
            messages.success(request, "The list is discarded. Nobody was invited.")
            return redirect("invitations", study)
        if what == "undo":
            uploads.undo(kind=kind, upload=held, by=request.user)
            messages.success(request, "These invitations are taken back.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("invitation-list-upload", study, held.pk)
