"""The work list: every case of a study in the order to ring it."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import requires
from interviews import case_locks
from interviews.forms.worklist import WorklistFilter
from interviews.views.query_strings import address_with, query_with
from interviews.views.signed_in import SignedInRequest
from interviews.vocabulary import Disposition
from interviews.worklist import Turn, cases_of, turns_of, with_everything_shown
from noms.pagination import page_of
from survey.models import Strand, Study

SIZE = 25
COLOURS = {
    Turn.DUE: "red",
    Turn.BEGUN: "orange",
    Turn.FRESH: "teal",
    Turn.AGAIN: "blue",
    Turn.RESTING: "magenta",
    Turn.LATER: "purple",
    Turn.ENOUGH: "yellow",
    Turn.DONE: "grey",
}


@never_cache
@require_safe
@requires("interviews.enter")
def studies(request: SignedInRequest) -> HttpResponse:
    """The studies with cases; straight on to the only one in the field."""
    found = list(Study.objects.annotate(cases=Count("strands__units")).filter(cases__gt=0))
    today = timezone.localdate()
    running = [study for study in found if study.closed_on is None or study.closed_on >= today]
    only = running if len(running) == 1 else found
    if len(only) == 1:
        return redirect("worklist-study", only[0].slug)
    return render(request, "interviews/studies.html", {"studies": found, "today": today})


@never_cache
@require_safe
@requires("interviews.enter")
def cases(request: SignedInRequest, study: str) -> HttpResponse:
    """One page of the list; the same few queries at any size."""
    subject = get_object_or_404(Study, slug=study)
    now = timezone.now()
    strands = Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk")
    form = WorklistFilter(request.GET, strands=list(strands.values_list("kind", flat=True)))
    narrowed = form.narrow(cases_of(subject, now=now), user=request.user)
    counts = turns_of(narrowed)
    wanted = form.turn_wanted
    total = counts.get(wanted, 0) if wanted else sum(counts.values())
    shown = narrowed.filter(turn=wanted) if wanted else narrowed
    query = query_with(request.GET, turn=wanted or "")
    page = page_of(with_everything_shown(shown), query=query, size=SIZE, count=total)
    rows = list(page)
    for row in rows:
        row.last_label = Disposition(row.last_disposition).label if row.last_disposition else ""
        row.turn_label, row.turn_colour = Turn(row.turn).label, COLOURS[Turn(row.turn)]
        row.is_done = row.turn == Turn.DONE
        row.locked_by = case_locks.locked_by(row, now=now)
    context = {
        "study": subject,
        "form": form,
        "is_narrowed": any(
            form.cleaned_data.get(name) for name in ("q", "kind", "region", "strand", "whose")
        ),
        "turns": [(None, "All", sum(counts.values()), address_with(request.GET, turn=""))]
        + [
            (turn.value, turn.label, counts.get(turn, 0), address_with(request.GET, turn=turn.value))
            for turn in Turn
        ],
        "wanted": wanted,
        "rows": rows,
        "page": page,
        "now": now,
    }
    return render(request, "interviews/worklist.html", context)
