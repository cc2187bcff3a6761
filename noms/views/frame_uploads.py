"""The page of an uploaded spreadsheet of units: preview, words for new kinds, load, discard, report, undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AuthenticatedRequest, requires
from accounts.uploads import pages
from accounts.uploads.preview import RowStatus
from noms import actions
from noms.forms import KindWordsForm
from noms.models import FrameUpload
from noms.own_frames.upload import UNITS_UPLOAD
from wording import csv_export

MAX_SHOWN = 200
WORDS = {
    RowStatus.REJECTED: "Left out",
    RowStatus.CHANGED: "Changed",
    RowStatus.NEW: "New",
    RowStatus.UNCHANGED: "Unchanged",
}
HEADS = ("file", "row", "unit", "on loading", "column", "what is to be said")
DONE = {
    "load": "The units are loaded. A study can draw them now.",
    "discard": "The file is discarded. Nothing was loaded from it.",
    "undo": "What this file did is undone.",
}
WHAT_UNDO_DOES = (
    "The units that this file added are removed, and those that it changed get back what they had. That is possible "
    "until a study uses one of the new units, regions or kinds, or a newer file is loaded."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def upload(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a file would do or did, row by row. `what` names the action that was chosen."""
    row = _row(slug, pk)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    words = KindWordsForm(request.POST if what == "kinds" else None, upload=row)
    if what in pages.ACTIONS or (what == "kinds" and words.is_valid()):
        try:
            if what == "kinds":
                actions.name_kinds(upload=row, words=words.words, by=request.user)
                messages.success(request, "The words are saved. Load the units now.")
            else:
                pages.ACTIONS[what](kind=UNITS_UPLOAD, upload=row, by=request.user)
                messages.success(request, DONE[what])
            return redirect("frame-upload", slug, pk)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            row = _row(slug, pk)
    lines, notices, counts = _shown(row)
    context: dict[str, Any] = {
        "upload": row,
        "frame": row.frame,
        "lines": lines[:MAX_SHOWN],
        "more": max(0, len(lines) - MAX_SHOWN),
        "has_several_files": len({line[0] for line in lines}) > 1,
        "notices": notices,
        "counts": counts,
        "words": words if row.is_waiting and row.open_kinds else None,
        "submitted_form": words if words.is_bound else None,
        "reason_not_to_undo": UNITS_UPLOAD.reason_not_to_undo(row) if row.is_applied else "",
        "what_undo_does": WHAT_UNDO_DOES,
    }
    return render(request, "noms/frame_upload.html", context)


@never_cache
@require_safe
@requires("study.manage")
def rows(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Download every row with what loading does to it, or what was left out."""
    found = _shown(_row(slug, pk))[0]
    text = csv_export.BYTE_ORDER_MARK + "".join(csv_export.csv_rows([HEADS, *found]))
    file = HttpResponse(text, content_type="text/csv; charset=utf-8")
    file.headers["Content-Disposition"] = f'attachment; filename="rows-{pk}.csv"'
    return file


def _row(slug: str, pk: int) -> FrameUpload:
    return get_object_or_404(FrameUpload.objects.select_related("frame", "created_by"), frame=slug, pk=pk)


def _shown(row: FrameUpload) -> tuple[Sequence[pages.Line], list[str], list[tuple[str, int]]]:
    """Return the rows as lines of a table (problems first), what is to be said of the file, and counts."""
    lines = pages.lines_of(row, WORDS)
    if row.is_open:
        notices = [*row.preview.get("notices", ()), *([pages.as_of(row)] if row.previewed_at else [])]
        return lines, notices, pages.counts_by_status(row, WORDS)
    counts = [
        ("New", row.added_count),
        ("Changed", row.changed_count),
        ("Unchanged", row.unchanged_count),
        ("Left out", row.rejected_count),
    ]
    return lines, [], counts if row.applied_at else []
