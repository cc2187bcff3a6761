"""Logging a call from the page of an interview, before the interview is finished."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.access import AuthenticatedRequest
from interviews import actions
from interviews.errors import CaseLockedError, SubmissionConflictError
from interviews.forms.end_of_call import EndOfCallForm
from interviews.forms.entry import EntryPage
from interviews.models import Call, Interview
from interviews.pii_warnings import warnings_for
from interviews.views.cases import (
    add_errors,
    report_logged_call,
)
from interviews.views.entry_page import (
    NOTHING_KEPT,
    render_page,
    save_or_answer,
    warnings,
)
from interviews.vocabulary import Consent, InterviewStatus
from interviews.worklist import ListedCase
from survey import answers as answering

ALREADY_FINISHED = "This interview is finished. Log another call on the page of the case."
CALL_ALREADY_SENT = "This page was already sent, and that call is logged. Send it again if there were two."
REFUSED_UNSAVED = (
    "What this page had not saved yet is not stored. What was saved before stays unfinished and counts nowhere; "
    "the study lead can erase it."
)


def log_end_of_call(
    request: AuthenticatedRequest, unit: ListedCase, interview: Interview | None, page: EntryPage
) -> HttpResponse:
    """Save the page unfinished and log how the call ended. After a refusal nothing of the page is saved."""
    form = page.end_of_call = EndOfCallForm(request.POST, unit=unit, by=request.user)
    is_refusal = form.is_valid() and form.is_refusal
    if not form.is_valid() or not (is_refusal or page.is_valid()):
        page.is_valid()
        return render_page(request, unit, interview, page)
    if interview is not None and interview.is_finished:
        form.add_error(None, ALREADY_FINISHED)
        return render_page(request, unit, interview, page)
    save = None
    erases = is_refusal and interview is not None and _leaves_nothing(page)
    if erases or not is_refusal:
        answer = save_or_answer(
            request, unit, interview, page, status=InterviewStatus.DRAFT, end_of_call=form
        )
        if isinstance(answer, HttpResponse):
            return answer
        save = answer
    data = form.cleaned_data
    try:
        call = actions.log_call(
            unit=unit,
            disposition=data["disposition"],
            submission_key=data["submission_key"],
            by=request.user,
            note=data["note"],
            call_back_at=data["call_back_at"],
            contact=next(iter(unit.current_contacts), None),
            despite_lock=form.is_despite_lock,
        )
    except CaseLockedError as error:
        form.ask_despite_lock(error)
    except SubmissionConflictError:
        form.renew()
        form.add_error(None, CALL_ALREADY_SENT)
    except ValidationError as error:
        add_errors(form, error)
    else:
        return _after_call(request, unit, page, call, is_refusal=is_refusal, erases=erases)
    if save is not None:
        page.saved_as(save.version or 0)
    return render_page(request, unit, save.interview if save else interview, page)


def _leaves_nothing(page: EntryPage) -> bool:
    """Return True if saving the page erases all that was said, because consent was asked first and not given."""
    first = next(page.questionnaire.answerable_questions()).name
    is_no = answering.read(page.answers.answers().get(Consent.TAKE_PART)).value == "no"
    return first == Consent.TAKE_PART and is_no and page.is_valid()


def _after_call(
    request: AuthenticatedRequest,
    unit: ListedCase,
    page: EntryPage,
    call: Call,
    *,
    is_refusal: bool,
    erases: bool,
) -> HttpResponse:
    """Say what was logged and saved, and go to the case."""
    if not report_logged_call(request, unit, call):
        return redirect("case-detail", unit.strand.study.slug, unit.pk)
    if is_refusal:
        messages.info(request, NOTHING_KEPT if erases else REFUSED_UNSAVED)
    else:
        messages.info(request, "What was said so far is saved. Go on with the interview at the next call.")
        for sentence in warnings(page):
            messages.warning(request, sentence)
    for sentence in warnings_for([("Note", call.note)]):
        messages.warning(request, sentence)
    return redirect("case-detail", unit.strand.study.slug, unit.pk)
