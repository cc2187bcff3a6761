"""Progress of fieldwork, for the study lead."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, requires
from interviews.models import Interview
from interviews.outcome_rates import of_frame
from interviews.planning import quotas
from interviews.planning.rules import rules_for
from interviews.progress import calling, coverage
from interviews.progress.forecast import forecast
from interviews.progress.quotas import cells_of
from interviews.vocabulary import FINISHED
from interviews.worklist import ordered_cases, owed_interviews
from survey.models import Strand, Study
from survey.vocabulary import StrandKind

MAX_OVERDUE_ROWS = 25


def strand_of(study: Study, kind: str) -> Strand | None:
    """Return the strand of this kind, else the first strand with a sample, else None."""
    strands = list(
        Strand.objects.filter(study=study, units__isnull=False)
        .select_related("study__frame")
        .distinct()
        .order_by("pk")
    )
    return next((strand for strand in strands if strand.kind == kind), strands[0] if strands else None)


@never_cache
@require_safe
@requires("study.manage")
def progress(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the progress of one strand. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    context: dict[str, object] = {
        "study": subject,
        "strand": strand,
        "strands": Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"),
    }
    if strand is not None:
        context |= _figures(strand, now=timezone.now())
    return render(request, "interviews/progress/page.html", context)


def _figures(strand: Strand, *, now: dt.datetime) -> dict[str, object]:
    rules = rules_for(strand)
    cases = ordered_cases(strand.study, now=now).filter(strand=strand)
    kinds = strand.study.frame.words().kinds
    cells = coverage.cells_of(strand)
    regions = coverage.by_region(cells, kinds, target=rules.target)
    total = regions[-1].total
    divided_by = quotas.division_of(strand)
    quota_cells = cells_of(strand, cases, divided_by=divided_by, target=rules.target)
    names = quotas.region_names(strand.study)
    wanted = quotas.still_wanted(quota_cells)
    overdue = calling.overdue_cases(cases)
    held_on = Interview.objects.filter(unit__strand=strand, status__in=FINISHED).values_list(
        "held_on", flat=True
    )
    closes_on = strand.study.closed_on
    today = min(timezone.localdate(now), closes_on) if closes_on else timezone.localdate(now)
    expected = forecast(held_on, remaining=wanted, today=today)
    counts = coverage.counts_of(cells)
    return {
        "rules": rules,
        "kinds": [noun.heading for noun in kinds.values()],
        "regions": regions,
        "total": total,
        "wanted": wanted,
        "target_note": "by the quotas" if divided_by else f"the target is {rules.target}%",
        "quota_cells": [(quotas.label_of(cell.key, names, kinds), cell) for cell in quota_cells]
        if divided_by
        else [],
        "counts": [(name, getattr(counts, name), label) for name, label in CODE_LABELS],
        # Only the initial strand calls a whole frame, so the others have counts but no rates.
        "rates": coverage.rates_of(of_frame(counts)) if strand.kind == StrandKind.INITIAL_INTERVIEW else [],
        "times": calling.call_times(strand),
        "loads": calling.loads(strand, overdue=overdue, now=now),
        "overdue": overdue[:MAX_OVERDUE_ROWS],
        "overdue_number": len(overdue),
        "owed": list(owed_interviews(cases)),
        "forecast": expected,
        "today": today,
        "is_late": bool(
            closes_on and expected.remaining and (expected.ends_on is None or expected.ends_on > closes_on)
        ),
        "now": now,
    }


CODE_LABELS = (
    ("I", "Interviewed"),
    ("P", "Partly interviewed"),
    ("R", "Refused or broken off"),
    ("NC", "Not reached"),
    ("O", "Other, not interviewed"),
    ("UH", "Not attempted"),
    ("UO", "Not known if eligible"),
    ("NE", "Not eligible: closed, merged, found twice"),
)
