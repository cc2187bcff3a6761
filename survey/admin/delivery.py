"""Admin of uploads of answers from other tools: upload, preview row by row, load."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin_permissions import RoleAdmin
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from accounts.uploads import actions as uploads
from accounts.uploads.forms import MultipleFileField
from accounts.uploads.preview import RowStatus
from enterprises.admin.object_actions import ObjectAction, ObjectActionsAdmin, current_user
from survey import actions
from survey.actions import ANSWERS_UPLOAD
from survey.admin.downloads import private_csv
from survey.jobs import PREVIEW
from survey.models import Delivery, Instrument, Strand
from wording import day

MAX_SHOWN = 300
FATES = {
    RowStatus.NEW: "New: it will be loaded",
    RowStatus.UNCHANGED: "Here already: nothing changes",
    RowStatus.CONFLICT: "Conflict: it is left out",
    RowStatus.REJECTED: "Left out",
}
HEADS = ("file", "row", "submission", "on loading", "column", "why")
Line = tuple[str, int | None, str, str, str, str]


class DeliverForm(forms.Form):
    """The survey, the questionnaire that was answered, and the exported files."""

    strand = forms.ModelChoiceField(Strand.objects.none(), label="survey", empty_label=None)
    instrument = forms.ModelChoiceField(Instrument.objects.none(), label="questionnaire", required=False)
    uploads = MultipleFileField(
        label="files",
        help_text="The export of ODK Central or KoboToolbox, with names and values (XML) in place of labels: .xlsx, "
        ".ods, .csv or .zip, 10 MB at most. Take the tables of repeated groups as well. Nothing is loaded before you "
        "have seen it.",
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        strands = Strand.objects.online().select_related("study").order_by("-study__frame_on")
        cast(forms.ModelChoiceField, self.fields["strand"]).queryset = strands
        chosen = cast(forms.ModelChoiceField, self.fields["instrument"])
        chosen.queryset = Instrument.objects.order_by("name", "-published_at")
        chosen.empty_label = "The survey’s own questionnaire"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("strand") and not data.get("instrument") and "instrument" not in self.errors:
            data["instrument"] = data["strand"].instrument
        return data


@admin.register(Delivery)
class DeliveryAdmin(RoleAdmin[Delivery], ObjectActionsAdmin):
    """Admin of uploaded files of answers: their rows, the effect of loading each, and the rows left out."""

    permission = "study.manage"
    has_save_buttons = False
    list_display = [
        "__str__",
        "study",
        "stage",
        "row_count",
        "added_count",
        "unchanged_count",
        "rejected_count",
    ]
    list_filter = ["strand__study", "tool"]
    list_select_related = ["strand__study", "instrument"]
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ["study", "instrument", "tool", "file_name", "row_count", "stage", "rows"]
    fields = [*readonly_fields]
    object_actions = (
        ObjectAction(
            slug="load",
            button="Load",
            explanation="New answers without a fault are loaded and wait for review. Answers that are here already "
            "stay as they are, and every row with a problem is left out and listed. The file is not kept.",
            success_message="Loaded. See below what was left out.",
            perform=lambda row, data, by: uploads.apply(kind=ANSWERS_UPLOAD, upload=row, by=by),
            applies_to=lambda row: row.is_waiting,
        ),
        ObjectAction(
            slug="discard",
            button="Discard",
            explanation="The file is discarded and nothing is loaded from it.",
            success_message="The file is discarded.",
            perform=lambda row, data, by: uploads.discard(kind=ANSWERS_UPLOAD, upload=row, by=by),
            applies_to=lambda row: row.is_open,
        ),
        ObjectAction(
            slug="undo",
            button="Undo",
            explanation="The answers of this file are removed, as long as none was reviewed and no other file was "
            "loaded into the survey after it. The same file can be loaded again.",
            success_message="The answers of this file are removed.",
            perform=lambda row, data, by: uploads.undo(kind=ANSWERS_UPLOAD, upload=row, by=by),
            applies_to=lambda row: row.is_applied,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        found: QuerySet[Delivery] = super().get_queryset(request)
        listing = request.resolver_match and str(request.resolver_match.url_name).endswith("_changelist")
        return found.defer("content", "preview", "findings") if listing else found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.rows_view)
        return [path("<path:object_id>/rows/", view, name="survey_delivery_rows"), *super().get_urls()]

    def object_action_links(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        found = super().object_action_links(request, row)
        if row.is_waiting or row.applied_at:
            found.append(("Every row (CSV)", reverse("admin:survey_delivery_rows", args=[row.pk])))
        return found

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form for exported files; on POST store them and start the job that reads them.

        The result of the job is the page of the delivery with its rows.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = DeliverForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            made = actions.deliver(
                strand=data["strand"],
                instrument=data["instrument"],
                uploads=data["uploads"],
                by=current_user(request),
            )
            job = jobs.start(
                kind=PREVIEW,
                title=f"Read answers for {data['strand'].study}",
                by=current_user(request).pk,
                arguments={"delivery": made.pk},
                started_from=request.path,
            )
            if job.state == JobState.FINISHED:
                messages.success(request, job.message)
            if job.state != JobState.FAILED:
                return HttpResponseRedirect(job.next_address)
            form.add_error("uploads", job.errors)
        around = self.admin_site.each_context(request)
        context = {**around, "title": "Load answers from another tool", "opts": self.opts, "form": form}
        return TemplateResponse(request, "admin/survey/deliver.html", context)

    def rows_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return every row with the effect of loading it and its problems, as a CSV."""
        row: Delivery = self.get_changeable_row(request, object_id)
        lines = _lines(row)[0]
        return private_csv(f"rows-{row.pk}", [HEADS, *lines])

    @admin.display(ordering="strand__study")
    def study(self, delivery: Delivery) -> str:
        return str(delivery.strand.study)

    @admin.display(description="rows")
    def rows(self, delivery: Delivery) -> SafeString:
        """Return HTML with each row and the effect of loading it."""
        lines, notices, counts = _lines(delivery)
        context = {
            "upload": delivery,
            "key_head": "Submission",
            "counts": counts,
            "notices": notices,
            "lines": lines[:MAX_SHOWN],
            "more": max(0, len(lines) - MAX_SHOWN),
            "all_at": reverse("admin:survey_delivery_rows", args=[delivery.pk]),
        }
        return render_to_string("admin/uploads/rows.html", context)


def _lines(delivery: Delivery) -> tuple[list[Line], tuple[str, ...], list[tuple[str, int]]]:
    """Return the rows as lines of a table (problems first), the notices, and the number of rows by status."""
    if delivery.is_open:
        stored = delivery.preview
        if not delivery.previewed_at:
            return [], ("The file is being read. Its rows are shown here when that is done.",), []
        lines = [
            (file, row, key, FATES[RowStatus(status)], column, problem)
            for file, row, key, status, column, problem in stored.get("lines", ())
        ]
        counts = [(words, stored.get("counts", {}).get(fate, 0)) for fate, words in FATES.items()]
        seen = timezone.localtime(delivery.previewed_at)
        as_of = f"As of {day(seen.date())}, {seen:%H:%M}. The rows are compared again when they are loaded."
        return lines, (*stored.get("notices", ()), as_of), counts
    left = [(file, row, "", "Was left out", column, why) for file, row, column, why in delivery.findings]
    counts = [
        ("Loaded", delivery.added_count),
        ("Were here already", delivery.unchanged_count),
        ("Left out", delivery.rejected_count),
    ]
    return left, (), counts if delivery.applied_at else []
