"""The pages about times to ring back: a time in words, and cancelling an appointment."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AuthenticatedRequest, requires
from interviews import actions
from interviews.appointments import open_appointments
from interviews.call_backs import moment_in_words
from interviews.forms.call_backs import CallBackTimeForm, CancelAppointmentForm
from interviews.forms.fields import typed_day_and_time
from interviews.views.cases import add_errors, case_or_404


@never_cache
@require_safe
@requires("interviews.enter")
def time_in_words(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Return the time that was chosen or typed as JSON, before the call is logged.

    `words` is the time in words, `day` and `time` as they would be typed, `questions` the reasons to check it, and
    `errors` says why it cannot be taken.
    """
    form = CallBackTimeForm(request.GET, unit=case_or_404(study, pk), by=request.user)
    is_refused = not form.is_valid() and form.question is None
    moment = None if is_refused else form.moment
    day, time = typed_day_and_time(moment) if moment else ("", "")
    return JsonResponse(
        {
            "words": moment_in_words(moment) if moment else "",
            "day": day,
            "time": time,
            "questions": form.question.sentences if form.question else [],
            "errors": form.errors.get("call_back_at", []) if is_refused else [],
        }
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("interviews.enter")
def cancel(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Ask why the open appointment of a case is cancelled; on POST cancel it."""
    unit = case_or_404(study, pk)
    call = open_appointments().filter(unit=unit).first()
    if call is None or call.call_back_at is None:
        messages.info(request, "There is no call-back to cancel: it was kept, moved or cancelled.")
        return redirect("case-detail", study, pk)
    form = CancelAppointmentForm(
        request.POST if request.method == "POST" else None, call_back_at=call.call_back_at
    )
    if form.is_valid():
        try:
            actions.cancel_appointment(call=call, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(
                request, f"The call-back to {unit} on {moment_in_words(call.call_back_at)} is cancelled."
            )
            return redirect("case-detail", study, pk)
    context = {
        "study": unit.strand.study,
        "case": unit,
        "form": form,
        "when": moment_in_words(call.call_back_at),
    }
    return render(request, "interviews/cancel_appointment.html", context)
