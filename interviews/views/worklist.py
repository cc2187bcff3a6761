"""The page of the work list."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, may, requires
from interviews import case_search
from interviews.actions import case_locks
from interviews.forms.words import SPOKEN_STRANDS
from interviews.forms.worklist import WHOSE, WorklistFilter, last_days
from interviews.supervision.checking import notes_for
from interviews.vocabulary import Disposition
from interviews.worklist import (
    ListedCase,
    WorklistStatus,
    ordered_cases,
    owed_interviews,
    rows_of,
    status_counts,
)
from noms.pagination import address_with, page_of, query_with
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
from wording import moment

PAGE_SIZE = 25
MAX_TEXT = 100
STATUS_COLOURS = {
    WorklistStatus.CALL_BACK_DUE: "red",
    WorklistStatus.NEW_CONTACT: "red",
    WorklistStatus.INTERVIEW_OWED: "red",
    WorklistStatus.INTERVIEW_STARTED: "orange",
    WorklistStatus.NOT_CALLED: "teal",
    WorklistStatus.CALL_AGAIN: "blue",
    WorklistStatus.CALLED_RECENTLY: "magenta",
    WorklistStatus.CALL_BACK_LATER: "purple",
    WorklistStatus.QUOTA_MET: "yellow",
    WorklistStatus.ATTEMPTS_EXHAUSTED: "yellow",
    WorklistStatus.FINISHED: "grey",
}


@never_cache
@require_safe
@requires("interviews.enter")
def studies(request: AuthenticatedRequest) -> HttpResponse:
    """List the studies that have cases and search all of them; redirect if only one of them is in the field.

    With `all` in the address the page is shown although only one is.
    """
    text = request.GET.get("q", "").strip()[:MAX_TEXT]
    with_cases = Study.objects.visible_to(request.user).annotate(cases=Count("strands__units"))
    found = list(with_cases.filter(cases__gt=0))
    running = [study for study in found if study.is_running]
    only = running if len(running) == 1 else found
    if len(only) == 1 and not text and "all" not in request.GET:
        return redirect("worklist-study", only[0].slug)
    context = {
        "studies": found,
        "text": text,
        "matches": case_search.in_studies(text, user=request.user) if text else [],
        "most": case_search.MAX_ELSEWHERE,
    }
    return render(request, "interviews/studies.html", context)


@never_cache
@require_safe
@requires("interviews.enter")
def cases(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show one page of the work list. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.opened().select_related("frame"), slug=study)
    now = timezone.now()
    sees_all = may(request.user, "study.manage")
    strands = list(Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"))
    form = WorklistFilter(
        request.GET, study=subject, sees_all=sees_all, strands=[strand.kind for strand in strands]
    )
    every_case = ordered_cases(subject, now=now)
    filtered = form.filter(every_case, user=request.user)
    counts = status_counts(filtered)
    selected = form.selected_status
    total = counts.get(selected, 0) if selected else sum(counts.values())
    listed = form.in_order(filtered.filter(worklist_status=selected) if selected else filtered)
    keys = listed.values_list("pk", flat=True)
    page = page_of(keys, query=query_with(request.GET), size=PAGE_SIZE, count=total)
    text = form.cleaned_data.get("q", "")
    today = timezone.localdate(now)
    context = {
        "study": subject,
        "form": form,
        "text": text,
        "owed": list(owed_interviews(every_case, held_by=None if sees_all else request.user)),
        "may_assign": sees_all,
        "check_notes": list(notes_for(request.user, subject)),
        "whose": [
            (
                value,
                words,
                value == form.chosen_whose and not text,
                address_with(request.GET, whose=value, q=""),
            )
            for value, words in WHOSE
        ],
        "periods": [
            (words, address_with(request.GET, since=first, until=last))
            for words, first, last in last_days(today)
        ],
        "statuses": [(None, "All", sum(counts.values()), address_with(request.GET, turn=""))]
        + [
            (status.value, status.label, counts[status], address_with(request.GET, turn=status.value))
            for status in WorklistStatus
            if status in counts
        ],
        "selected": selected,
        "without_filters": f"?{urlencode({'whose': form.chosen_whose})}",
        "elsewhere": case_search.in_studies(text, user=request.user, but=subject) if text else [],
        "rows": [described(row, now=now) for row in rows_of(every_case, list(page))],
        "page": page,
        "on_paper": [
            strand for strand in strands if strand.kind in SPOKEN_STRANDS and strand.instrument_id is not None
        ],
    }
    return render(request, "interviews/worklist.html", context)


def described(row: ListedCase, *, now: dt.datetime) -> ListedCase:
    """Return a case of the list with the words that its row shows."""
    row.last_label = Disposition(row.last_disposition).label if row.last_disposition else ""
    row.status_label = WorklistStatus(row.worklist_status).label
    row.status_colour = STATUS_COLOURS[row.worklist_status]
    row.status_detail = status_detail(row)
    row.caption = case_caption(row)
    row.active_lock = case_locks.active_lock(row, now=now)
    return row


def status_detail(case: ListedCase) -> str:
    """Return a note on the status of a case in the list, or an empty string."""
    if case.worklist_status == WorklistStatus.INTERVIEW_OWED:
        return "a call says that it was held"
    if case.worklist_status == WorklistStatus.FINISHED:
        return str(case.get_code_display())
    if case.call_back_at:
        return moment(timezone.localtime(case.call_back_at), timezone.localdate())
    if case.worklist_status == WorklistStatus.INTERVIEW_STARTED:
        return str(case.interview.get_status_display())
    if case.worklist_status == WorklistStatus.CALLED_RECENTLY:
        return f"until {rest_end(case)}"
    if case.worklist_status == WorklistStatus.CALL_AGAIN and case.is_same_part:
        return "last rung at this time of day"
    return ""


def rest_end(case: ListedCase) -> str:
    """Return the end of the rest after the last call, such as “14:30”, with its day unless it is today."""
    end = timezone.localtime(case.rests_until)
    return date_format(end, "H:i" if end.date() == timezone.localdate() else "D j M, H:i")


def case_caption(unit: ListedCase) -> str:
    """Return the kind and region of a case, and its strand unless it is an initial interview."""
    caption = "Organisation"
    if unit.service is not None:
        region = f", {unit.region}" if unit.region else ""
        caption = f"{unit.service.kind}{region}"
    if unit.strand.kind != StrandKind.INITIAL_INTERVIEW:
        caption += f" · {unit.strand.get_kind_display()}"
    return caption
