"""The page on which the study lead records late changes of a case."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from interviews import actions
from interviews.actions.late_changes import possible_changes
from interviews.forms.late_changes import LateChangeForm
from interviews.views.cases import add_errors, case_or_404
from interviews.vocabulary import EXCLUSIONS, REFUSALS, Change
from survey.models import SampledUnit

MESSAGES = {
    Change.TAKEN_BACK: "{0} is in the sample after all.",
    Change.REOPENED: "{0} is to be rung again.",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def change(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show the possible changes of a case; on POST record one."""
    unit = case_or_404(study, pk)
    possible = possible_changes(unit)
    is_refused = unit.last_disposition in REFUSALS and not unit.is_reopened
    form = LateChangeForm(request.POST or None, unit=unit, possible=possible, is_refused=is_refused)
    if form.is_valid() and _save_change(request, unit, form):
        return redirect("case-detail", study, pk)
    context = {
        "study": unit.strand.study,
        "case": unit,
        "form": form,
        "is_possible": bool(possible),
        "takes_out": bool(EXCLUSIONS & set(possible)),
        "is_out": Change.TAKEN_BACK in possible,
    }
    return render(request, "interviews/late_change.html", context)


def _save_change(request: AuthenticatedRequest, unit: SampledUnit, form: LateChangeForm) -> bool:
    data = form.cleaned_data
    kind, reason = data["change"], data["reason"]
    try:
        if kind == Change.TAKEN_BACK:
            actions.reinstate_case(unit=unit, reason=reason, by=request.user)
        elif kind == Change.REOPENED:
            actions.reopen_case(
                unit=unit, reason=reason, is_requested=data.get("is_requested", False), by=request.user
            )
        else:
            actions.exclude_case(
                unit=unit, change=kind, reason=reason, same_as=data.get("same_as"), by=request.user
            )
    except ValidationError as refusal:
        add_errors(form, refusal)
        return False
    sentence = MESSAGES.get(Change(kind), "{0} stays in the sample and counts as not eligible.")
    messages.success(request, sentence.format(unit))
    return True
