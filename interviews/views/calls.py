"""What is sent from the page of a case: calls, contacts, who is ringing, and the way to the next case."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import AuthenticatedRequest, requires
from interviews import actions
from interviews.contact_faults import FAULTS
from interviews.errors import CaseLockedError, SubmissionConflictError
from interviews.forms.calls import CallForm, ContactForm, NewContactForm
from interviews.models import Call, Interview
from interviews.pii_warnings import warnings_for
from interviews.views.cases import (
    add_errors,
    arrangement,
    case_or_404,
    render_case,
    report_logged_call,
)
from interviews.vocabulary import INTERVIEW_CALLS, REACHED_NOBODY, InterviewStatus
from interviews.worklist import ListedCase
from noms.parsing import parse_whole_number
from survey.models import SampledUnit, Study

SENT_AND_UNDONE = "This page was already sent, and that call was undone. Send it again to log this one."
SENT_BEFORE = (
    "This page was already sent with other words, and that call is logged. Send it again if there were two."
)


@never_cache
@require_POST
@requires("interviews.enter")
def log(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Log a call; then show the case again, or the next one."""
    unit = case_or_404(study, pk)
    form, contact_form = CallForm(request.POST, unit=unit, by=request.user), NewContactForm(request.POST)
    contact_form.instance.unit = unit
    if not (form.is_valid() & contact_form.is_valid()):
        return render_case(request, unit, call_form=form, new_contact_form=contact_form)
    data = form.cleaned_data
    contact = next(iter(unit.current_contacts), None)
    try:
        call = actions.log_call(
            unit=unit,
            disposition=data["disposition"],
            submission_key=data["submission_key"],
            by=request.user,
            made_at=data["made_at"],
            note=data["note"],
            call_back_at=data["call_back_at"],
            contact=contact,
            new_contact=contact_form.entered,
            despite_lock=form.is_despite_lock,
        )
    except CaseLockedError as error:
        form.ask_despite_lock(error)
        return render_case(request, unit, call_form=form, new_contact_form=contact_form)
    except SubmissionConflictError:
        is_undone = Call.with_undone.filter(
            submission_key=data["submission_key"], undone_at__isnull=False
        ).exists()
        form.renew()
        form.add_error(None, SENT_AND_UNDONE if is_undone else SENT_BEFORE)
        return render_case(request, unit, call_form=form, new_contact_form=contact_form, status=409)
    except ValidationError as error:
        add_errors(form, error)
        return render_case(request, unit, call_form=form, new_contact_form=contact_form)
    consequences = []
    if contact_form.entered:
        consequences.append("The case goes on with the new contact.")
    if unit.call_back_at and data["disposition"] in REACHED_NOBODY:
        consequences.append(f"{arrangement(unit)} stands.")
    if not report_logged_call(request, unit, call, consequences=consequences):
        return redirect("case-detail", study, pk)
    for sentence in warnings_for([("Note", data["note"])]):
        messages.warning(request, sentence)
    if data["disposition"] in INTERVIEW_CALLS and not _has_finished_interview(unit):
        messages.info(request, "Enter the interview now: it counts when it is entered and finished.")
        return redirect("interview-entry", study, pk)
    is_contact_wanted = data["disposition"] in FAULTS and not contact_form.entered
    if "next" in request.POST and not is_contact_wanted:
        return go_to_next_case(request, unit.strand.study, after=unit)
    return redirect("case-detail", study, pk)


@never_cache
@require_POST
@requires("interviews.enter")
def contact(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Replace the contact of a case."""
    unit = case_or_404(study, pk)
    form = ContactForm(request.POST)
    form.instance.unit = unit
    if not form.is_valid():
        return render_case(request, unit, contact_form=form)
    try:
        new = actions.replace_contact(
            unit=unit, by=request.user, despite_lock=form.is_despite_lock, **form.cleaned_data
        )
    except CaseLockedError as error:
        form.ask_despite_lock(error)
        return render_case(request, unit, contact_form=form)
    except ValidationError as error:
        add_errors(form, error)
        return render_case(request, unit, contact_form=form)
    messages.success(request, f"The person to ring is now {new}.")
    return redirect("case-detail", study, pk)


@never_cache
@require_POST
@requires("interviews.enter")
def ring(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Lock a case for calling, or release it."""
    unit = case_or_404(study, pk)
    if "release" in request.POST:
        actions.release_case(unit=unit, by=request.user)
        return redirect("case-detail", study, pk)
    try:
        actions.lock_case(unit=unit, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("case-detail", study, pk)


@never_cache
@require_POST
@requires("interviews.enter")
def following(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Send the user to the next case, which is reserved for them. `after` is the case that they leave, if any."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    key = parse_whole_number(request.POST.get("after", ""))
    left = SampledUnit.objects.of_study(subject).filter(pk=key).first() if key else None
    return go_to_next_case(request, subject, after=left)


def go_to_next_case(
    request: AuthenticatedRequest, study: Study, *, after: SampledUnit | None
) -> HttpResponse:
    """Reserve the next case and redirect to it, or to the work list where there is none."""
    unit = actions.reserve_next_case(study=study, by=request.user, after=after)
    if unit is None:
        messages.info(request, "There is no other case for you to ring now.")
        return redirect("worklist-study", study.slug)
    return redirect("case-detail", study.slug, unit.pk)


def _has_finished_interview(unit: ListedCase) -> bool:
    interview: Interview | None = getattr(unit, "interview", None)
    return interview is not None and (interview.is_finished or interview.status == InterviewStatus.WITHDRAWN)
