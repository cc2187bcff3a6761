"""The pages that undo a call, correct it, or take it out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, requires
from interviews import actions
from interviews.actions.call_corrections import correction_problem, is_own_of_today
from interviews.actions.case_locks import refuse_if_locked
from interviews.errors import CaseLockedError, StaleCorrectionError, SubmissionConflictError
from interviews.forms.call_corrections import CallCorrectionForm, CallRemovalForm
from interviews.models import Call, Interview
from interviews.pii_warnings import warnings_for
from interviews.views.cases import add_errors, case_or_404
from interviews.vocabulary import FINISHED, INTERVIEW_CALLS

ALREADY_SENT = "This page was already sent with other words. Check what the call says now, and send it again."


def call_or_404(study: str, pk: int, call: int) -> Call:
    """Return a call to this case of the study, also one that was undone, or raise Http404."""
    calls = Call.with_undone.select_related(
        "unit__strand__study", "unit__service", "unit__organisation", "contact", "created_by", "undone_by"
    )
    return get_object_or_404(calls, pk=call, unit=pk, unit__strand__study__slug=study)


@never_cache
@require_POST
@requires("interviews.enter")
def undo(request: AuthenticatedRequest, study: str, pk: int, call: int) -> HttpResponse:
    """Undo the last call of a case, and show the case."""
    row = call_or_404(study, pk, call)
    try:
        undone = actions.undo_call(call=row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        given = undone.new_contact
        messages.success(
            request, f"The call to {row.unit} is undone: {row.get_disposition_display().lower()}."
        )
        if given is not None and not given.is_current:
            messages.info(request, f"{capfirst(str(given))} is not the person to ring any more.")
    return redirect("case-detail", study, pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("interviews.enter")
def correct(request: AuthenticatedRequest, study: str, pk: int, call: int) -> HttpResponse:
    """Show what a call says; on POST correct it, or take it out."""
    row = call_or_404(study, pk, call)
    now = timezone.now()
    problem = correction_problem(row, by=request.user, now=now)
    if problem and request.method != "POST":
        messages.error(request, problem)
        return redirect("case-detail", study, pk)
    is_reason_needed = not is_own_of_today(row, by=request.user, now=now)
    is_removal = "remove" in request.POST
    removal = CallRemovalForm(request.POST if is_removal else None)
    if request.method == "POST" and not is_removal:
        form = CallCorrectionForm(request.POST, call=row, is_reason_needed=is_reason_needed)
    else:
        form = CallCorrectionForm.of(
            row, corrections=row.corrections.count(), is_reason_needed=is_reason_needed
        )
    is_done = _remove(request, row, removal) if is_removal else _save(request, row, form)
    if is_done:
        return redirect("case-detail", study, pk)
    context = {
        "study": row.unit.strand.study,
        "case": case_or_404(study, pk),
        "call": row,
        "form": form,
        "removal": removal,
        "submitted_form": removal if is_removal else form,
    }
    return render(request, "interviews/call_correction.html", context)


def _save(request: AuthenticatedRequest, call: Call, form: CallCorrectionForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    names = ("disposition", "made_at", "call_back_at", "note", "contact", "reason")
    try:
        if not form.is_despite_lock:
            refuse_if_locked(call.unit, by=request.user)
        correction = actions.correct_call(
            call=call,
            submission_key=data["submission_key"],
            corrections=data["corrections"],
            by=request.user,
            **{name: data[name] for name in names},
        )
    except CaseLockedError as refusal:
        form.ask_despite_lock(refusal)
        return False
    except (StaleCorrectionError, SubmissionConflictError) as refusal:
        call.refresh_from_db()
        form.renew(corrections=str(call.corrections.count()))
        form.add_error(
            None, refusal.messages[0] if isinstance(refusal, StaleCorrectionError) else ALREADY_SENT
        )
        return False
    except ValidationError as error:
        add_errors(form, error)
        return False
    if correction is None:
        messages.info(request, "Nothing was changed: the call says this already.")
        return True
    messages.success(request, f"The call to {call.unit} is corrected.")
    for sentence in warnings_for([("Note", data["note"]), ("Reason", data["reason"])]):
        messages.warning(request, sentence)
    is_finished = Interview.objects.filter(unit=call.unit_id, status__in=FINISHED).exists()
    if data["disposition"] in INTERVIEW_CALLS and not is_finished:
        messages.info(request, "The interview counts when it is entered and finished.")
    return True


def _remove(request: AuthenticatedRequest, call: Call, form: CallRemovalForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.remove_call(call=call, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(
        request, f"The call does not count any more. It stays in the list of calls to {call.unit}."
    )
    return True
