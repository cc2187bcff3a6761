"""The page on which an interview is entered, autosaved and corrected."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.access import AuthenticatedRequest, may, requires
from interviews.actions.case_locks import refuse_if_locked
from interviews.actions.cases import REFUSED
from interviews.errors import CaseLockedError, StaleVersionError, SubmissionConflictError
from interviews.forms.entry import EntryPage
from interviews.interview_diff import EMPTY_DOCUMENT, document_of
from interviews.interview_merge import fingerprints
from interviews.models import Interview, InterviewSave
from interviews.views.cases import case_or_404, is_refused, may_correct_after_closing
from interviews.views.end_of_call import log_end_of_call
from interviews.views.entry_page import (
    NOTHING_KEPT,
    compare,
    render_page,
    save_or_answer,
    save_page,
    warnings,
    who_saved,
)
from interviews.vocabulary import FINISHED, Consent, InterviewStatus
from interviews.worklist import ListedCase
from survey.fields import ADD, REMOVE, data_without_row, questionnaire_in_order, row_action
from survey.models import Instrument
from survey.questionnaire import Questionnaire
from wording import counted

WITHDRAWN = "The respondent has withdrawn this interview. Nothing that was said is kept."
NO_QUESTIONNAIRE = "This way of asking has no questionnaire yet, so there is nothing to enter."
AUTOSAVE_ALREADY_SENT = "Save the page yourself: it was already sent."
AUTOSAVE_INVALID = "Not saved on the server yet; kept in this browser. Correct this first: {problem}."

NOT_AGREED = "The respondent does not agree to take part: log the call as a refusal."

STATUS_OF = {"complete": InterviewStatus.COMPLETE, "partial": InterviewStatus.PARTIAL}
"""The status that a button gives to the interview. The other buttons keep its status."""

ACTIONS_WITHOUT_SAVE = {ADD, REMOVE, "lookup"}
"""Buttons that change the page and save nothing."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("interviews.enter")
def edit_interview(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show the interview of a case; on POST save it. `?late=` compares a late save with the stored interview."""
    unit = case_or_404(study, pk)
    interview = Interview.objects.filter(unit=unit).select_related("instrument", "updated_by").first()
    if interview is not None and interview.status == InterviewStatus.WITHDRAWN:
        messages.info(request, WITHDRAWN)
        return redirect("case-detail", study, pk)
    instrument: Instrument | None = interview.instrument if interview else unit.strand.instrument
    if instrument is None:
        messages.info(request, NO_QUESTIONNAIRE)
        return redirect("case-detail", study, pk)
    answers = interview.answers if interview else {}
    questionnaire = questionnaire_in_order(instrument.questionnaire.readable, f"case {unit.pk}", answers)
    if request.method == "POST":
        # A page that was open when the refusal was logged may still be saved unfinished, so that nothing is lost.
        return _handle_post(request, unit, interview, questionnaire)
    if is_refused(unit, interview):
        messages.info(request, REFUSED)
        return redirect("case-detail", study, pk)
    if not unit.strand.study.takes_calls and not may_correct_after_closing(
        interview, unit, may(request.user, "study.manage")
    ):
        messages.info(request, unit.strand.study.why_no_fieldwork)
        return redirect("case-detail", study, pk)
    return _handle_get(request, unit, interview, questionnaire)


def _handle_get(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    questionnaire: Questionnaire,
) -> HttpResponse:
    if interview is not None:
        audit.record(by=request.user, verb="interview.read", subject=interview, study=unit.strand.study)
    if late := request.GET.get("late", ""):
        pk = int(late) if late.isdecimal() else 0
        unresolved = InterviewSave.objects.filter(interview=interview, version=None, settled_at=None)
        return compare(request, unit, questionnaire, get_object_or_404(unresolved, pk=pk))
    document = document_of(interview) if interview else EMPTY_DOCUMENT | {"answers": questionnaire.begun()}
    page = EntryPage.from_document(questionnaire, document, version=interview.version if interview else 0)
    return render_page(request, unit, interview, page)


def _handle_post(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    questionnaire: Questionnaire,
) -> HttpResponse:
    action, group, place = row_action(request.POST.get("action", "save"))
    if action in ACTIONS_WITHOUT_SAVE:
        data = data_without_row(request.POST, f"q-{group}", place) if action == REMOVE else request.POST
        page = EntryPage.from_post(questionnaire, data, more=group if action == ADD else "")
        if action == ADD and not group:
            page.add_mention()
        return render_page(request, unit, interview, page)
    page = EntryPage.from_post(questionnaire, request.POST)
    if action == "autosave":
        return _autosave(request, unit, interview, page)
    if action == "log":
        return log_end_of_call(request, unit, interview, page)
    return _save(request, unit, interview, page, status=_status_after(action, interview))


def _status_after(action: str, interview: Interview | None) -> str:
    is_finished = interview is not None and interview.is_finished
    return STATUS_OF.get(action, interview.status if interview and is_finished else InterviewStatus.DRAFT)


def _save(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    page: EntryPage,
    *,
    status: str,
) -> HttpResponse:
    """Save the page because a button was pressed, and answer with a page."""
    if not page.is_valid():
        return render_page(request, unit, interview, page)
    is_finishing = status in FINISHED and not (interview is not None and interview.is_finished)
    if is_finishing and not page.submission.is_despite_lock:
        try:
            refuse_if_locked(unit, by=request.user)
        except CaseLockedError as error:
            page.submission.ask_despite_lock(error)
            return render_page(request, unit, interview, page)
    save = save_or_answer(request, unit, interview, page, status=status)
    if isinstance(save, HttpResponse):
        return save
    for sentence in warnings(page):
        messages.warning(request, sentence)
    study = unit.strand.study
    if save.status == InterviewStatus.DRAFT and save.interview.consents.get(Consent.TAKE_PART) == "no":
        messages.info(request, NOT_AGREED)
        if set(save.interview.answers) == {Consent.TAKE_PART}:
            messages.info(request, NOTHING_KEPT)
        return redirect("case-detail", study.slug, unit.pk)
    if save.status == InterviewStatus.DRAFT:
        messages.success(request, "Saved. The interview is still open: finish it when all is entered.")
        return redirect("interview-entry", study.slug, unit.pk)
    messages.success(request, f"The interview with {unit} is saved: {save.get_status_display().lower()}.")
    if interview is None or interview.status != save.status:
        _report_call(request, unit)
    return redirect("case-detail", study.slug, unit.pk)


def _report_call(request: AuthenticatedRequest, unit: ListedCase) -> None:
    """Say whether the call of an interview that was just finished is logged."""
    call = unit.calls.of_interviews().first()
    if call is None:
        messages.info(
            request, "No call of this interview is logged, because its time is not known. Log it below."
        )
    else:
        length = f", {counted(call.minutes, 'minute', 'minutes')}" if call.minutes else ""
        messages.info(request, f"Its call is logged: {call}{length}.")


def _autosave(
    request: AuthenticatedRequest, unit: ListedCase, interview: Interview | None, page: EntryPage
) -> JsonResponse:
    """Save the page because the browser sent it by itself, and answer in JSON."""
    if not page.is_valid():
        return _invalid_autosave(page)
    status = _status_after("autosave", interview)
    try:
        save = save_page(request, unit, interview, page, status=status, is_deliberate=False)
    except ValidationError as error:
        page.add_errors(error)
        return _invalid_autosave(page)
    except SubmissionConflictError:
        return JsonResponse({"reason": AUTOSAVE_ALREADY_SENT}, status=409)
    except StaleVersionError as error:
        return JsonResponse(
            {"late": error.save.pk, "reason": who_saved(request, error.save.interview)}, status=409
        )
    saved_at = timezone.localtime().strftime("%H:%M")
    return JsonResponse(
        {
            "version": save.version,
            "saved_at": saved_at,
            "warnings": warnings(page),
            "fields": page.mark_personal_data(),
            "base": json.dumps(fingerprints(page.questionnaire, page.document())),
        }
    )


def _invalid_autosave(page: EntryPage) -> JsonResponse:
    """Answer an autosave with errors: the first one, and each one by its field."""
    by_field = page.errors_by_field()
    problem = next(iter([*by_field.values(), *page.non_field_errors]), "")
    reason = AUTOSAVE_INVALID.format(problem=str(problem).rstrip("."))
    return JsonResponse({"reason": reason, "fields": page.mark_personal_data() | by_field}, status=422)
