"""The page on which the study lead reviews refusals."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from interviews.actions.supervision import review_refusal
from interviews.forms.supervision import RefusalForm
from interviews.supervision.refusals import refusals_of, to_review, with_details
from interviews.vocabulary import RefusalDecision
from noms.pagination import address_with, page_of
from survey.models import Study

PAGE_SIZE = 25
REVIEWED = "reviewed"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def refusals(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """List the refusals to review, or those reviewed; on POST record a decision. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    if request.method == "POST":
        return _decide(request, subject)
    waiting, every_refusal = to_review(subject), refusals_of(subject)
    number_waiting, number = waiting.count(), every_refusal.count()
    is_reviewed = request.GET.get("list") == REVIEWED
    listed = every_refusal.exclude(refusal_review=None) if is_reviewed else waiting
    count = number - number_waiting if is_reviewed else number_waiting
    page = page_of(with_details(listed), query=request.GET, size=PAGE_SIZE, count=count)
    context = {
        "study": subject,
        "page": page,
        "rows": list(page),
        "selected": REVIEWED if is_reviewed else "",
        "lists": [
            ("", "To review", number_waiting, address_with(request.GET, list="")),
            (REVIEWED, "Reviewed", number - number_waiting, address_with(request.GET, list=REVIEWED)),
        ],
        "decisions": RefusalDecision,
    }
    return render(request, "interviews/supervision/refusals.html", context)


def _decide(request: AuthenticatedRequest, study: Study) -> HttpResponse:
    form = RefusalForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say whether the refusal stands or the case is to be reopened.")
        return redirect("refusals", study.slug)
    call = get_object_or_404(refusals_of(study).select_related("unit"), pk=form.cleaned_data["call"])
    decision = form.cleaned_data["decision"]
    try:
        review_refusal(call=call, decision=decision, seen=form.cleaned_data["seen"], by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("refusals", study.slug)
    if decision == RefusalDecision.REOPEN:
        messages.success(
            request, f"Your decision about {call.unit} is kept. Reopen the case here, with the reason."
        )
        return redirect("case-change", study.slug, call.unit_id)
    messages.success(request, f"The refusal of {call.unit} stands.")
    return redirect("refusals", study.slug)
