"""The page of one case: its contact, its calls, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.access import AuthenticatedRequest, may, requires
from interviews import actions, contact_faults
from interviews.actions.case_locks import active_lock
from interviews.call_backs import moment_in_words
from interviews.call_history import history_of
from interviews.first_interview import first_interview
from interviews.forms.calls import CallForm, ContactForm, NewContactForm
from interviews.models import Call, Interview, InterviewSave, LateChange
from interviews.supervision.checking import notes_for
from interviews.views.worklist import STATUS_COLOURS, case_caption, rest_end
from interviews.vocabulary import (
    EXCLUSIONS,
    REFUSALS,
    Disposition,
    InterviewStatus,
)
from interviews.words import words_of_case
from interviews.worklist import ListedCase, WorklistStatus, ordered_cases, with_row_details
from survey.models import SampledUnit, Study
from survey.vocabulary import StudyState

ARRANGED = (WorklistStatus.CALL_BACK_DUE, WorklistStatus.CALL_BACK_LATER)
"""The states in which the page says for when a call is arranged."""

UNDONE = "This call to {0} was logged and undone at {1:%H:%M}. If it was made all the same, log it again."

MAX_KNOWN_KEYS = 20
"""The number of recent saves listed in a page, so that the browser deletes drafts that were received."""

NEXT_STEPS = {
    WorklistStatus.CALL_BACK_DUE: "Ring now. Arranged for",
    WorklistStatus.NEW_CONTACT: "Ring now.",
    WorklistStatus.INTERVIEW_OWED: (
        "A call says that the interview was held: enter it now. Until then it does not count. "
        "If none was held, undo or correct the call, or ask the study lead to."
    ),
    WorklistStatus.INTERVIEW_STARTED: "Ring to go on with it, or enter what was said.",
    WorklistStatus.NOT_CALLED: "Ring now.",
    WorklistStatus.CALL_AGAIN: "Nobody reached yet.",
    WorklistStatus.CALLED_RECENTLY: "Ring another case first.",
    WorklistStatus.QUOTA_MET: "Ring others first: enough services of its region and kind are interviewed.",
    WorklistStatus.ATTEMPTS_EXHAUSTED: "It was rung as often as the rules allow. The study lead decides how to go on.",
    WorklistStatus.CALL_BACK_LATER: "Ring back on",
    WorklistStatus.FINISHED: "Nobody rings this case again.",
}


def case_or_404(study: str, pk: int) -> ListedCase:
    """Return the case of this study with its details, or raise Http404."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    return get_object_or_404(with_row_details(ordered_cases(subject, now=timezone.now())), pk=pk)


@never_cache
@require_safe
@requires("interviews.enter")
def case(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show one case. A fixed number of queries."""
    return render_case(request, case_or_404(study, pk))


def draft_data(
    request: AuthenticatedRequest,
    unit: SampledUnit,
    interview: Interview | None,
    calls: Iterable[Call],
) -> dict[str, str]:
    """Return the key of this case's draft in the browser, and the keys of the latest saves and calls received."""
    known = [call.submission_key for call in calls]
    if interview:
        saves = interview.saves.order_by("-pk")
        known += saves.values_list("submission_key", flat=True)[:MAX_KNOWN_KEYS]
    return {
        "draft_key": f"gatehouse:{request.user.pk}:{unit.strand.study.slug}:{unit.pk}",
        "known_keys": " ".join(str(key) for key in known),
    }


def arrangement(unit: ListedCase) -> str:
    """Describe the time that was arranged, such as “An appointment on Friday 4 December 2026 at 14:00”."""
    what = "An appointment" if unit.arranged_as == Disposition.APPOINTMENT else "A call-back"
    return f"{what} on {moment_in_words(unit.call_back_at)}"


def report_logged_call(
    request: AuthenticatedRequest, unit: ListedCase, call: Call, *, consequences: Sequence[str] = ()
) -> bool:
    """Say that a call is logged and what follows from it, in one message with the button that undoes the call.

    If the same call was sent before and undone since, say that instead, and return False.
    """
    if call.undone_at is not None:
        messages.info(request, UNDONE.format(unit, timezone.localtime(call.undone_at)))
        return False
    when = f", on {moment_in_words(call.call_back_at)}" if call.call_back_at else ""
    messages.success(
        request,
        " ".join([f"Call to {unit} logged: {call.get_disposition_display().lower()}{when}.", *consequences]),
        extra_tags=reverse("call-undo", args=[unit.strand.study.slug, unit.pk, call.pk]),
    )
    return True


def is_refused(unit: ListedCase, interview: Interview | None) -> bool:
    """Return True if the respondent refused and no interview is finished, so that none is offered."""
    is_finished = interview is not None and interview.is_finished
    return unit.last_disposition in REFUSALS and not unit.is_reopened and not is_finished


def may_correct_after_closing(interview: Interview | None, unit: ListedCase, may_manage: bool) -> bool:
    """Return True if this is a finished interview of a closed study, which a study lead corrects with a reason."""
    is_closed = unit.strand.study.state == StudyState.CLOSED
    return may_manage and is_closed and interview is not None and interview.is_finished


def interview_link(unit: ListedCase, interview: Interview | None, *, may_manage: bool) -> str:
    """Return the text of the link to the interview, empty where none can be held or the one held was withdrawn."""
    if not unit.strand.study.takes_calls:
        return "Correct the interview" if may_correct_after_closing(interview, unit, may_manage) else ""
    if is_refused(unit, interview):
        return ""
    if interview is None:
        return "" if _is_outside_the_sample(unit) else "Enter the interview"
    if interview.status == InterviewStatus.WITHDRAWN:
        return ""
    return "Open the interview" if interview.is_finished else "Go on with the interview"


def _is_outside_the_sample(unit: ListedCase) -> bool:
    is_closed = unit.last_disposition == Disposition.CLOSED_OR_MERGED and not unit.is_reopened
    return is_closed or unit.last_change in EXCLUSIONS


def next_step(unit: ListedCase, status: WorklistStatus, changes: list[LateChange]) -> str:
    """Return a sentence that says what to do next. `changes` has the latest first."""
    if unit.last_change in EXCLUSIONS:
        exclusion = next(change for change in changes if change.is_exclusion)
        return f"Not in the sample any more: {actions.describe_exclusion(exclusion)}."
    if status == WorklistStatus.CALLED_RECENTLY:
        return f"Give it a rest until {rest_end(unit)}. {NEXT_STEPS[status]}"
    return NEXT_STEPS[status]


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Add the errors of an action to the fields of a form; those of unknown fields become non-field errors."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def render_case(
    request: AuthenticatedRequest,
    unit: ListedCase,
    *,
    call_form: CallForm | None = None,
    contact_form: ContactForm | None = None,
    new_contact_form: NewContactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page of a case, with the forms that were refused. A fixed number of queries."""
    study = unit.strand.study
    changes = list(
        unit.late_changes.select_related("same_as__service", "same_as__organisation", "created_by").order_by(
            "-pk"
        )
    )
    interview = Interview.objects.filter(unit=unit).select_related("interviewer").first()
    status_now = WorklistStatus(unit.worklist_status)
    now = timezone.now()
    case_lock = active_lock(unit, now=now)
    is_mine = case_lock is not None and case_lock.by_id == request.user.pk
    is_reserved = case_lock is not None and case_lock.is_reservation
    may_manage = may(request.user, "study.manage")
    is_withdrawn = interview is not None and interview.status == InterviewStatus.WITHDRAWN
    history = history_of(unit, reader=request.user, now=now)
    is_finished = status_now == WorklistStatus.FINISHED
    is_held = unit.is_interview_owed and unit.last_disposition == Disposition.COMPLETED
    calls = [entry.call for entry in history if not entry.call.undone_at]
    is_call_missing = (
        interview is not None and interview.is_finished and not any(call.is_interview for call in calls)
    )
    may_call = study.takes_calls and (is_call_missing or not (is_finished or is_held))
    contact = next(iter(unit.current_contacts), None)
    is_contact_wanted = may_call and contact is None and unit.last_disposition in contact_faults.FAULTS
    if is_contact_wanted and contact_form is None:
        is_number_wrong = unit.last_disposition == Disposition.WRONG_NUMBER
        contact_form = ContactForm.in_place_of(calls[0].contact, is_number_wrong=is_number_wrong)
    has_focus = is_mine and not is_reserved and not is_contact_wanted
    first = first_interview(unit)
    if first is not None:
        audit.record(by=request.user, verb="interview.read", subject=first.interview, study=study)
    context: dict[str, Any] = {
        "study": study,
        "case": unit,
        "status_label": status_now.label,
        "status_colour": STATUS_COLOURS[status_now],
        "next_step": study.why_no_fieldwork
        or ("Find out whom to ring." if is_contact_wanted else next_step(unit, status_now, changes)),
        "may_call": may_call,
        # Also a form that was refused because the case was closed meanwhile, so that nothing typed is lost.
        "shows_call_form": may_call or call_form is not None,
        "is_call_missing": is_call_missing,
        "may_lock": is_mine or (study.takes_calls and case_lock is None and not (is_finished or is_held)),
        "is_mine": is_mine and not is_reserved,
        "is_reserved": is_mine and is_reserved,
        "call_back_at": unit.call_back_at if status_now in ARRANGED else None,
        "case_lock": case_lock,
        "is_locked_by_another": case_lock is not None and not is_mine,
        "caption": case_caption(unit),
        "interview_link": interview_link(unit, interview, may_manage=may_manage),
        "may_manage": may_manage,
        "may_check": may_manage and interview is not None and interview.is_finished,
        "check_notes": list(notes_for(request.user, study).filter(interview=interview)) if interview else [],
        "may_withdraw": may_manage and interview is not None and not is_withdrawn,
        "contact": contact,
        "reserves": list(contact_faults.in_reserve().filter(unit=unit.pk)),
        "earlier_contacts": contact_faults.not_to_ring(unit.contacts.all()),
        "changes": changes,
        "doubles": list(
            unit.changed_into.filter(change__in=EXCLUSIONS).select_related(
                "unit__service", "unit__organisation"
            )
        ),
        "history": history,
        "last_call": calls[0] if calls else None,
        "noted_call": next((call for call in calls if call.note), None),
        "is_contact_wanted": is_contact_wanted,
        "wanted_because": contact_faults.FAULTS.get(unit.last_disposition, ""),
        "interview": interview,
        "first": first,
        "late_saves": InterviewSave.objects.filter(
            interview=interview, version__isnull=True, settled_at__isnull=True
        ).select_related("created_by")
        if interview
        else [],
        "call_form": call_form or CallForm.fresh(unit=unit, by=request.user, has_focus=has_focus),
        "contact_form": contact_form or ContactForm(),
        "new_contact_form": new_contact_form or NewContactForm(),
        "submitted_form": new_contact_form
        if new_contact_form and new_contact_form.errors
        else call_form or contact_form,
        "letters": list(unit.letters.select_related("template", "contact", "created_by")),
        "may_write": study.takes_calls and not is_finished,
        "words": words_of_case(unit, interview, interviewer=request.user),
        **draft_data(request, unit, interview, [entry.call for entry in history]),
    }
    return render(request, "interviews/case.html", context, status=status)
