"""The pages on which answers collected with another tool are loaded: upload, preview row by row, load, undo."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import Job, JobState
from accounts.uploads import pages
from accounts.uploads.forms import MultipleFileField
from accounts.uploads.preview import APPLIED, RowStatus
from noms.pagination import page_of
from survey import actions
from survey.actions import ANSWERS_UPLOAD
from survey.jobs import PREVIEW
from survey.models import Delivery, Instrument, Strand, Study
from survey.views.private_csv import private_csv
from survey.vocabulary import StrandKind

PAGE_SIZE = 50
MAX_SHOWN = 300
FATES = {
    RowStatus.NEW: "New: it will be loaded",
    RowStatus.CHANGED: "Newer version: it replaces what is here",
    RowStatus.UNCHANGED: "Here already: nothing changes",
    RowStatus.CONFLICT: "Conflict: it is left out",
    RowStatus.REJECTED: "Left out",
}
HEADS = ("file", "row", "submission", "on loading", "column", "why")
DONE = {
    "load": "Loaded. See below what was left out.",
    "discard": "The file is discarded. Nothing was loaded from it.",
    "undo": "What this file added is removed, and what it replaced is put back.",
}
WHAT_UNDO_DOES = (
    "The answers that this file added are removed, and those that it replaced are put back. The same file can be "
    "loaded again."
)
FIRST_CONFLICTS = (
    " These are the first {shown} of {number:,}: load the file in parts to decide about the others."
)
MANY_COLUMNS = 6
"""From this number of unknown columns on, all of them can be passed over with one tick."""


class DeliverForm(forms.Form):
    """The questionnaire that was answered, and the exported files."""

    instrument = forms.ModelChoiceField(
        Instrument.objects.none(),
        label="Questionnaire",
        required=False,
        empty_label="The survey’s own questionnaire",
    )
    uploads = MultipleFileField(
        label="Files",
        help_text="The export of KoboToolbox, ODK Central, Ona or SurveyCTO, with names or labels: .xlsx, .ods, .csv "
        "or .zip, 10 MB at most. Take the tables of repeated groups as well. Nothing is loaded before you have seen "
        "it.",
    )

    def __init__(self, *args: Any, strand: Strand) -> None:
        super().__init__(*args)
        self.strand = strand
        offered = Instrument.objects.by_title().defer("content")
        cast(forms.ModelChoiceField, self.fields["instrument"]).queryset = offered

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("instrument") and "instrument" not in self.errors:
            data["instrument"] = self.strand.instrument
        return data


class DecisionForm(forms.Form):
    """What a person decides on the preview: the unknown columns to pass over, and the conflicts that the file wins."""

    pass_over_all = forms.BooleanField(label="Pass over all columns that nobody knows", required=False)
    pass_over = forms.MultipleChoiceField(
        label="Columns that nobody knows",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick those to pass over. What is in them is not loaded.",
    )
    taken = forms.MultipleChoiceField(
        label="Conflicts",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick those in which the file’s answers replace the ones that are here, which are kept as an earlier "
        "version. Without a tick nothing changes.",
    )

    def __init__(self, data: Any = None, *, delivery: Delivery) -> None:
        decisions = delivery.decisions
        super().__init__(
            data, initial={"pass_over": decisions.get("passed_over"), "taken": decisions.get("taken")}
        )
        self.unknown: dict[str, str] = delivery.preview.get("unknown", {})
        rows = {key: row for _, row, key, *_ in delivery.preview.get("lines", ())}
        conflicts = [(key, f"Row {rows.get(key)}: {key}") for key in delivery.preview.get("conflicts", ())]
        offered = {
            "pass_over": [(column, f"{column} ({reason})") for column, reason in self.unknown.items()],
            "taken": conflicts[:MAX_SHOWN],
        }
        for name, choices in offered.items():
            if choices:
                cast(forms.MultipleChoiceField, self.fields[name]).choices = choices
            else:
                del self.fields[name]
        if len(conflicts) > MAX_SHOWN:
            self.fields["taken"].help_text += FIRST_CONFLICTS.format(shown=MAX_SHOWN, number=len(conflicts))
        if len(self.unknown) < MANY_COLUMNS:
            del self.fields["pass_over_all"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pass_over_all"):
            data["pass_over"] = list(self.unknown)
        if "pass_over" in self.fields and set(self.unknown) - set(data.get("pass_over", ())):
            self.add_error("pass_over", "Tick each of these columns to pass it over, or load another file.")
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def uploads(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """List the files of a study's survey; on POST store files and start the job that reads them.

    A fixed number of queries.
    """
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strands = Strand.objects.select_related("study", "instrument")
    strand = strands.filter(study=subject, kind=StrandKind.ONLINE_SURVEY).first()
    if strand is None:
        if request.method == "POST":
            raise Http404("This study has no online survey.")
        return render(request, "survey/uploads/list.html", {"study": subject})
    form = DeliverForm(*((request.POST, request.FILES) if request.method == "POST" else ()), strand=strand)
    if request.method == "POST" and form.is_valid():
        job = _read(request, strand, form)
        if job is not None and job.state != JobState.FAILED:
            if job.state == JobState.FINISHED:
                messages.success(request, job.message)
            return redirect(job.next_address)
    found = Delivery.objects.filter(strand=strand).defer("content", "preview", "findings")
    page = page_of(found, query=request.GET, size=PAGE_SIZE)
    context = {"study": subject, "strand": strand, "form": form, "uploads": list(page), "page": page}
    return render(request, "survey/uploads/list.html", context)


def _read(request: AuthenticatedRequest, strand: Strand, form: DeliverForm) -> Job | None:
    """Store the files and start the job that reads them; None, with the reasons in the form, if they are refused."""
    data = form.cleaned_data
    try:
        made = actions.deliver(
            strand=strand, instrument=data["instrument"], uploads=data["uploads"], by=request.user
        )
    except ValidationError as refusal:
        form.add_error("uploads", refusal.messages)
        return None
    job = jobs.start(
        kind=PREVIEW,
        title=f"Read answers for {strand.study}",
        by=request.user.pk,
        arguments={"delivery": made.pk},
        started_from=request.path,
    )
    if job.state == JobState.FAILED:
        form.add_error("uploads", job.errors)
    return job


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def upload(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show what loading a file does or did, row by row. On POST `what` says whether to load, discard or undo it."""
    found = _delivery(study, pk)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    form = DecisionForm(request.POST if what == "load" else None, delivery=found)
    if what == "load" and form.is_valid():
        actions.decide_delivery(
            delivery=found,
            passed_over=form.cleaned_data.get("pass_over", ()),
            taken=form.cleaned_data.get("taken", ()),
            by=request.user,
        )
    if what in pages.ACTIONS and not form.errors:
        try:
            pages.ACTIONS[what](kind=ANSWERS_UPLOAD, upload=found, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, DONE[what])
        return redirect("answer-upload", study, pk)
    lines, notices, counts = _lines(found)
    context = {
        "study": found.strand.study,
        "upload": found,
        "counts": counts,
        "notices": notices,
        "lines": lines[:MAX_SHOWN],
        "has_several_files": len({line[0] for line in lines}) > 1,
        "more": max(0, len(lines) - MAX_SHOWN),
        "form": form,
        "number": _number_to_load(found),
        "has_conflicts": found.is_waiting and bool(found.preview.get("conflicts")),
        "reason_not_to_undo": ANSWERS_UPLOAD.reason_not_to_undo(found) if found.is_applied else "",
        "what_undo_does": WHAT_UNDO_DOES,
    }
    return render(request, "survey/uploads/one.html", context)


@never_cache
@require_safe
@requires("study.manage")
def rows(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Download every row with the effect of loading it and its problems, as a CSV."""
    lines = _lines(_delivery(study, pk))[0]
    return private_csv(f"rows-{pk}", [HEADS, *lines])


def _number_to_load(delivery: Delivery) -> int:
    """Return the number of rows that loading the file adds or replaces without another decision."""
    counts = delivery.preview.get("counts", {}) if delivery.is_waiting else {}
    return sum(counts.get(status, 0) for status in APPLIED)


def _delivery(study: str, pk: int) -> Delivery:
    found = Delivery.objects.select_related("strand__study", "instrument").defer("content")
    return get_object_or_404(found, pk=pk, strand__study__slug=study)


def _lines(delivery: Delivery) -> tuple[list[pages.Line], tuple[str, ...], list[tuple[str, int]]]:
    """Return the rows as lines of a table (problems first), the notices, and the number of rows by status."""
    if delivery.is_open and not delivery.previewed_at:
        return [], ("The file is being read. Its rows are shown here when that is done.",), []
    lines = pages.lines_of(delivery, FATES, left_out="Was left out")
    if delivery.is_open:
        notices = (*delivery.preview.get("notices", ()), pages.as_of(delivery))
        return lines, notices, pages.counts_by_status(delivery, FATES)
    counts = [
        ("Loaded", delivery.added_count),
        ("Replaced by a newer version", delivery.changed_count),
        ("Were here already", delivery.unchanged_count),
        ("Left out", delivery.rejected_count),
    ]
    passed_over = delivery.decisions.get("passed_over", ())
    notices = (f"Columns that were passed over: {', '.join(passed_over)}.",) if passed_over else ()
    return lines, notices, counts if delivery.applied_at else []
