"""The pages of contacts: who has whom, lists of contacts from a file, the list to fill in, the export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import Job, JobState
from accounts.uploads import actions as uploads
from accounts.uploads.preview import SKIPPED, PreviewLine, RowStatus
from interviews import actions, case_search, contact_faults
from interviews.errors import CaseLockedError
from interviews.exports.contacts import write_template
from interviews.exports.tables import FORMATS
from interviews.forms.contacts import CaseChoiceForm, ContactExportForm, ContactSearch, ContactUploadForm
from interviews.jobs import CONTACTS, CONTACTS_EXPORT
from interviews.models import Contact, ContactUpload
from interviews.views.cases import case_or_404
from interviews.views.progress import strand_of
from interviews.views.worklist import case_caption
from noms.pagination import address_with, page_of, query_with
from survey.models import SampledUnit, Strand, Study
from survey.querysets import unit_name
from wording import counted

PAGE_SIZE = 50
LINES = 100
WITHOUT, WITH = "without", "with"
STATUSES = {
    RowStatus.NEW: ("New", "green"),
    RowStatus.CHANGED: ("Changed", "blue"),
    RowStatus.UNCHANGED: ("Here already", "grey"),
    RowStatus.CONFLICT: ("Left out", "red"),
    RowStatus.REJECTED: ("Left out", "red"),
}
"""What loading does to a row, and the colour of its tag."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def contacts(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """List whom each case has, those without a contact first; on POST take a list of contacts.

    A fixed number of queries.
    """
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    if strand is None:
        if request.method == "POST":
            raise Http404
        return render(request, "interviews/contacts/page.html", {"study": subject})
    form = ContactUploadForm()
    if request.method == "POST":
        form = ContactUploadForm(request.POST, request.FILES)
        if form.is_valid():
            job = _read(request, strand, form)
            if job is not None and job.state != JobState.FAILED:
                return redirect(job.next_address)
    search = ContactSearch(request.GET)
    text = search.cleaned_data["q"].strip() if search.is_valid() else ""
    has_contact = Exists(contact_faults.to_ring().filter(unit=OuterRef("pk")))
    units = SampledUnit.objects.filter(strand=strand).annotate(has_contact=has_contact, name=unit_name())
    numbers = units.aggregate(total=Count("pk"), filled=Count("pk", filter=Q(has_contact=True)))
    without = numbers["total"] - numbers["filled"]
    selected = request.GET.get("list", "")
    if selected in (WITHOUT, WITH):
        units = units.filter(has_contact=selected == WITH)
    if text:
        units = units.filter(case_search.matching(text))
    units = units.select_related("service__kind", "region", "organisation", "strand").prefetch_related(
        Prefetch("contacts", contact_faults.to_ring(), to_attr="current_contacts"),
        Prefetch("contacts", contact_faults.in_reserve(), to_attr="reserves"),
    )
    page = page_of(units.order_by("has_contact", "name", "pk"), query=query_with(request.GET), size=PAGE_SIZE)
    context: dict[str, Any] = {
        "study": subject,
        "strand": strand,
        "strands": Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"),
        "form": form,
        "submitted_form": form if request.method == "POST" else None,
        "formats": FORMATS,
        "search": search,
        "text": text,
        "without": without,
        "tabs": [
            ("", "All", numbers["total"], address_with(request.GET, list="")),
            (WITHOUT, "Without contact", without, address_with(request.GET, list=WITHOUT)),
            (WITH, "With contact", numbers["filled"], address_with(request.GET, list=WITH)),
        ],
        "selected": selected,
        "rows": [(unit, case_caption(unit)) for unit in page],
        "page": page,
        "uploads": ContactUpload.objects.filter(strand=strand).defer("content", "preview", "findings")[:10],
    }
    return render(request, "interviews/contacts/page.html", context)


def _read(request: AuthenticatedRequest, strand: Strand, form: ContactUploadForm) -> Job | None:
    """Store the files and start the job that reads them; None, with the reasons in the form, if they are refused."""
    try:
        upload = actions.upload_contacts(strand=strand, uploads=form.cleaned_data["uploads"], by=request.user)
    except ValidationError as refusal:
        form.add_error("uploads", refusal.messages)
        return None
    job = jobs.start(
        kind=CONTACTS,
        title=f"Read contacts for {strand.study}",
        by=request.user.pk,
        arguments={"upload": upload.pk},
        started_from=request.get_full_path(),
    )
    if job.state == JobState.FAILED:
        form.add_error("uploads", job.errors)
    return job


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def upload(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show what loading a list changes, row by row. On POST `what` says whether to choose, load, discard or undo it."""
    found = get_object_or_404(
        ContactUpload.objects.select_related("strand__study"), pk=pk, strand__study__slug=study
    )
    what = request.POST.get("what", "") if request.method == "POST" else ""
    choices = CaseChoiceForm(
        request.POST if what == "choose" else None, found.questions if found.is_waiting else []
    )
    try:
        if what == "choose" and choices.is_valid():
            actions.choose_cases(upload=found, choices=choices.chosen, by=request.user)
            return redirect("contact-upload", study, pk)
        if what == "load":
            found = uploads.apply(kind=actions.CONTACTS_UPLOAD, upload=found, by=request.user)
            messages.success(request, _loaded(found))
            return redirect("contact-upload", study, pk)
        if what == "discard":
            uploads.discard(kind=actions.CONTACTS_UPLOAD, upload=found, by=request.user)
            messages.success(request, "The file is discarded. Nothing was loaded from it.")
            return redirect(_page_of(found))
        if what == "undo":
            uploads.undo(kind=actions.CONTACTS_UPLOAD, upload=found, by=request.user)
            messages.success(request, "The contacts of this file are taken out again.")
            return redirect("contact-upload", study, pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    page = page_of(_lines(found), query=request.GET, size=LINES)
    counts = _counts(found)
    context = {
        "study": found.strand.study,
        "upload": found,
        "back": _page_of(found),
        "notices": found.preview.get("notices", []) if found.is_waiting else [],
        "counts": counts,
        "to_load": sum(number for status, number in counts if status in ("New", "Changed")),
        "choices": choices,
        "submitted_form": choices if choices.is_bound else None,
        "rows": [(line, *STATUSES[RowStatus(line.status)]) for line in page],
        "page": page,
        "why_not_undone": actions.CONTACTS_UPLOAD.reason_not_to_undo(found) if found.is_applied else "",
    }
    return render(request, "interviews/contacts/upload.html", context)


def _page_of(upload: ContactUpload) -> str:
    address = reverse("contacts", args=[upload.strand.study.slug])
    return f"{address}?strand={upload.strand.kind}"


def _loaded(upload: ContactUpload) -> str:
    number = upload.added_count + upload.changed_count
    left_out = (
        f" {counted(upload.rejected_count, 'row was', 'rows were')} left out."
        if upload.rejected_count
        else ""
    )
    return f"{counted(number, 'contact is', 'contacts are')} loaded.{left_out}"


def _lines(upload: ContactUpload) -> list[PreviewLine]:
    """Return the rows as lines of a table: of a loaded file those that were left out."""
    if upload.is_waiting:
        lines = [PreviewLine(*line) for line in upload.preview.get("lines", ())]
        # Rows to look at come first among those with the same fate.
        order = {status: place for place, status in enumerate(dict.fromkeys(line.status for line in lines))}
        return sorted(lines, key=lambda line: (order[line.status], not line.problem))
    if upload.applied_at is None:
        return []
    return [
        PreviewLine(file, row, "", RowStatus.REJECTED, column, problem)
        for file, row, column, problem in upload.findings
    ]


def _counts(upload: ContactUpload) -> list[tuple[str, int]]:
    if upload.is_waiting:
        stored = upload.preview.get("counts", {})
        left_out = sum(stored.get(status, 0) for status in SKIPPED)
        kept = (RowStatus.NEW, RowStatus.CHANGED, RowStatus.UNCHANGED)
        return [*((STATUSES[status][0], stored.get(status, 0)) for status in kept), ("Left out", left_out)]
    if upload.applied_at is None:
        return []
    return [
        ("New", upload.added_count),
        ("Changed", upload.changed_count),
        ("Here already", upload.unchanged_count),
        ("Left out", upload.rejected_count),
    ]


@never_cache
@require_safe
@requires("study.manage")
def template(request: AuthenticatedRequest, study: str, format: str) -> FileResponse:
    """Download the list to fill in: one row for each case, with empty columns for the contact."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    if strand is None or format not in dict(FORMATS):
        raise Http404
    file, name, media_type = write_template(strand, format=format)
    return FileResponse(file, as_attachment=True, filename=name, content_type=media_type)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def export(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the form for an export of the contacts, or start the job that writes it."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    if strand is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = ContactExportForm(sent)
    if form.is_valid():
        job = jobs.start(
            kind=CONTACTS_EXPORT,
            title="Contacts",
            by=request.user.pk,
            arguments={"strand": strand.pk, **form.cleaned_data},
            started_from=request.get_full_path(),
        )
        if job.state != JobState.FAILED:
            return redirect(job.next_address)
        for sentence in job.errors:
            form.add_error(None, sentence)
    context = {
        "study": subject,
        "strand": strand,
        "form": form,
        "submitted_form": form if sent is not None else None,
    }
    return render(request, "interviews/contacts/export.html", context)


@never_cache
@require_POST
@requires("interviews.enter")
def use_reserve(request: AuthenticatedRequest, study: str, pk: int, contact: int) -> HttpResponse:
    """Make a contact in reserve the one to ring."""
    unit = case_or_404(study, pk)
    reserve = get_object_or_404(Contact, pk=contact, unit=unit.pk)
    try:
        new = actions.use_reserve(contact=reserve, by=request.user)
    except (CaseLockedError, ValidationError) as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"The person to ring is now {new}.")
    return redirect("case-detail", study, pk)
