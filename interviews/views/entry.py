"""The page on which an interview is entered, autosaved and corrected."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.access import AuthenticatedRequest, requires
from interviews import actions, mention_entry
from interviews.actions.case_locks import active_lock
from interviews.actions.cases import REFUSED
from interviews.errors import CaseLockedError, StaleVersionError, SubmissionConflictError
from interviews.forms.end_of_call import EndOfCallForm
from interviews.forms.entry import EntryPage
from interviews.forms.mentions import MentionForm
from interviews.interview_diff import EMPTY_DOCUMENT, Document, document_of
from interviews.interview_merge import Merged, fingerprints, merge, read_fingerprints
from interviews.interview_times import Times
from interviews.models import Call, Interview, InterviewSave
from interviews.pii_warnings import free_texts, warnings_for
from interviews.views.cases import (
    add_errors,
    case_or_404,
    draft_data,
    is_refused,
    report_logged_call,
)
from interviews.vocabulary import Consent, InterviewStatus
from interviews.words import with_words, words_for
from interviews.worklist import ListedCase
from survey import answers as answering
from survey.fields import ADD, REMOVE, data_without_row, row_action
from survey.models import Instrument
from survey.questionnaire import Questionnaire
from wording import counted

WITHDRAWN = "The respondent has withdrawn this interview. Nothing that was said is kept."
NO_QUESTIONNAIRE = "This way of asking has no questionnaire yet, so there is nothing to enter."
ALREADY_SENT = (
    "This page was already sent, with other words. Nothing is lost: what you typed is below. Save it again."
)
AUTOSAVE_ALREADY_SENT = "Save the page yourself: it was already sent."
AUTOSAVE_INVALID = "Not saved on the server yet; kept in this browser. Correct this first: {problem}."

NOT_AGREED = "The respondent does not agree to take part: log the call as a refusal."
NOTHING_KEPT = "Nothing else is kept of this interview."

ALREADY_FINISHED = "This interview is finished. Log another call on the page of the case."
NOT_LOGGED_YET = "The call is not logged yet. Save this page first, then log it."
CALL_ALREADY_SENT = "This page was already sent, and that call is logged. Send it again if there were two."
REFUSED_UNSAVED = (
    "What this page had not saved yet is not stored. What was saved before stays unfinished and counts nowhere; "
    "the study lead can erase it."
)

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
    if request.method == "POST":
        # A page that was open when the refusal was logged may still be saved unfinished, so that nothing is lost.
        return _handle_post(request, unit, interview, instrument.questionnaire)
    if is_refused(unit, interview):
        messages.info(request, REFUSED)
        return redirect("case-detail", study, pk)
    return _handle_get(request, unit, interview, instrument.questionnaire)


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
        return _compare(request, unit, questionnaire, get_object_or_404(unresolved, pk=pk))
    document = document_of(interview) if interview else EMPTY_DOCUMENT
    page = EntryPage.from_document(questionnaire, document, version=interview.version if interview else 0)
    return _render_page(request, unit, interview, page)


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
        return _render_page(request, unit, interview, page)
    page = EntryPage.from_post(questionnaire, request.POST)
    if action == "autosave":
        return _autosave(request, unit, interview, page)
    if action == "log":
        return _log_call(request, unit, interview, page)
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
        return _render_page(request, unit, interview, page)
    try:
        save = _save_page(request, unit, interview, page, status=status, is_deliberate=True)
    except ValidationError as error:
        page.add_errors(error)
        return _render_page(request, unit, interview, page)
    except SubmissionConflictError:
        page.renew_key()
        page.add_errors(ValidationError(ALREADY_SENT))
        return _render_page(request, unit, interview, page, status=409)
    except StaleVersionError as error:
        merged_save = _save_merged(request, unit, page.questionnaire, error.save)
        if merged_save is None:
            return _compare(request, unit, page.questionnaire, error.save, status=409)
        save = merged_save
    for sentence in _warnings(page):
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


def _log_call(
    request: AuthenticatedRequest, unit: ListedCase, interview: Interview | None, page: EntryPage
) -> HttpResponse:
    """Save the page unfinished and log how the call ended. After a refusal nothing of the page is saved."""
    form = page.end_of_call = EndOfCallForm(request.POST)
    is_refusal = form.is_valid() and form.is_refusal
    if not form.is_valid() or not (is_refusal or page.is_valid()):
        page.is_valid()
        return _render_page(request, unit, interview, page)
    if interview is not None and interview.is_finished:
        form.add_error(None, ALREADY_FINISHED)
        return _render_page(request, unit, interview, page)
    save = None
    erases = is_refusal and interview is not None and _leaves_nothing(page)
    if erases or not is_refusal:
        try:
            save = _save_page(
                request, unit, interview, page, status=InterviewStatus.DRAFT, is_deliberate=True
            )
        except ValidationError as error:
            page.add_errors(error)
            return _render_page(request, unit, interview, page)
        except SubmissionConflictError:
            page.renew_key()
            page.add_errors(ValidationError(ALREADY_SENT))
            return _render_page(request, unit, interview, page, status=409)
        except StaleVersionError as error:
            save = _save_merged(request, unit, page.questionnaire, error.save)
            if save is None:
                messages.warning(request, NOT_LOGGED_YET)
                return _compare(request, unit, page.questionnaire, error.save, status=409, end_of_call=form)
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
        form = page.end_of_call = EndOfCallForm.with_new_key(request.POST)
        form.add_error(None, CALL_ALREADY_SENT)
    except ValidationError as error:
        add_errors(form, error)
    else:
        return _after_call(request, unit, page, call, is_refusal=is_refusal, erases=erases)
    if save is not None:
        page.saved_as(save.version or 0)
    return _render_page(request, unit, save.interview if save else interview, page)


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
        for sentence in _warnings(page):
            messages.warning(request, sentence)
    for sentence in warnings_for([("Note", call.note)]):
        messages.warning(request, sentence)
    return redirect("case-detail", unit.strand.study.slug, unit.pk)


def _autosave(
    request: AuthenticatedRequest, unit: ListedCase, interview: Interview | None, page: EntryPage
) -> JsonResponse:
    """Save the page because the browser sent it by itself, and answer in JSON."""
    if not page.is_valid():
        return _invalid_autosave(page)
    status = _status_after("autosave", interview)
    try:
        save = _save_page(request, unit, interview, page, status=status, is_deliberate=False)
    except ValidationError as error:
        page.add_errors(error)
        return _invalid_autosave(page)
    except SubmissionConflictError:
        return JsonResponse({"reason": AUTOSAVE_ALREADY_SENT}, status=409)
    except StaleVersionError as error:
        return JsonResponse(
            {"late": error.save.pk, "reason": _who_saved(request, error.save.interview)}, status=409
        )
    saved_at = timezone.localtime().strftime("%H:%M")
    return JsonResponse(
        {
            "version": save.version,
            "saved_at": saved_at,
            "warnings": _warnings(page),
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


def _save_page(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    page: EntryPage,
    *,
    status: str,
    is_deliberate: bool,
) -> InterviewSave:
    submission = page.submission.cleaned_data
    late = None
    if interview is not None and submission["settles"]:
        late = InterviewSave.objects.filter(pk=submission["settles"], interview=interview).first()
    return actions.save_interview(
        unit=unit,
        submission_key=submission["submission_key"],
        from_version=submission["version"],
        answers=page.answers.answers(),
        notes=page.answers.notes(),
        mentions=page.mention_entries(),
        status=status,
        held_on=submission["held_on"],
        times=page.submission.times,
        contact=next(iter(unit.current_contacts), None),
        by=request.user,
        is_deliberate=is_deliberate,
        settles=late,
        base=read_fingerprints(submission["base"]),
    )


def _merged(questionnaire: Questionnaire, save: InterviewSave) -> tuple[Document, Merged]:
    """Return the stored interview as it is now, and a late save merged with it."""
    save.interview.refresh_from_db()
    stored, late = document_of(save.interview), save.document or EMPTY_DOCUMENT
    return stored, merge(questionnaire, stored, late, late.get("base", {}))


def _save_merged(
    request: AuthenticatedRequest, unit: ListedCase, questionnaire: Questionnaire, late: InterviewSave
) -> InterviewSave | None:
    """Save a late text together with what only the stored one had changed, or return None if somebody must choose."""
    _, merged = _merged(questionnaire, late)
    if merged.conflicts:
        return None
    document, interview = merged.document, late.interview
    told = _who_saved(request, interview)
    try:
        save = actions.save_interview(
            unit=unit,
            submission_key=uuid.uuid4(),
            from_version=interview.version,
            answers=document["answers"],
            notes=document["notes"],
            mentions=[
                mention_entry.parse(raw, submission_key=late.submission_key, place=place)
                for place, raw in enumerate(document["mentions"], 1)
            ],
            status=late.status,
            held_on=dt.date.fromisoformat(document["held_on"]) if document["held_on"] else None,
            times=Times(*(_moment(document[name]) for name in ("began_at", "ended_at"))),
            contact=next(iter(unit.current_contacts), None),
            by=request.user,
            settles=late,
        )
    except (ValidationError, StaleVersionError):
        return None
    if merged.taken_over:
        told += f" Taken over from that text: {'; '.join(f'“{label}”' for label in merged.taken_over)}."
    messages.info(request, f"{told} Nothing is lost.")
    return save


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _who_saved(request: AuthenticatedRequest, interview: Interview) -> str:
    """Say who saved the interview after the page was opened, and when."""
    at = timezone.localtime(interview.updated_at)
    moment = (
        f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{at:%H:%M} on {date_format(at, 'j F Y')}"
    )
    if interview.updated_by_id == request.user.pk:
        return f"You saved this interview in another tab or window at {moment}."
    return f"{interview.updated_by or 'Somebody'} saved this interview at {moment}, while you had it open."


def _warnings(page: EntryPage) -> list[str]:
    texts = free_texts(
        page.questionnaire, page.answers.answers(), page.answers.notes(), page.mention_entries()
    )
    return warnings_for(texts)


def _compare(
    request: AuthenticatedRequest,
    unit: ListedCase,
    questionnaire: Questionnaire,
    save: InterviewSave,
    status: int = 200,
    end_of_call: EndOfCallForm | None = None,
) -> HttpResponse:
    """Show a late save, merged with the stored interview, ready to be saved, with what both changed differently."""
    stored, merged = _merged(questionnaire, save)
    interview = save.interview
    page = EntryPage.from_document(
        questionnaire, merged.document, version=interview.version, settles=save.pk, base=stored
    )
    page.end_of_call = end_of_call
    return _render_page(
        request,
        unit,
        interview,
        page,
        status=status,
        late=save,
        merged=merged,
        who_saved=_who_saved(request, interview),
    )


def _render_page(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    page: EntryPage,
    *,
    status: int = 200,
    **comparison: Any,
) -> HttpResponse:
    lock = active_lock(unit, now=timezone.now())
    page.mark_personal_data()
    is_comparison = "late" in comparison
    is_finished = interview is not None and interview.is_finished
    answers = dict(page.answers.current_answers())
    context = {
        "study": unit.strand.study,
        "case": unit,
        "interview": interview,
        "page": page,
        "sections": with_words(
            page.answers.sections(), words_for(unit, page.questionnaire, interviewer=request.user)
        ),
        "blank_mention": MentionForm.blank(prefix="mention-__place__"),
        **draft_data(request, unit, interview, Call.with_undone.filter(unit=unit).only("submission_key")),
        "is_unsaved": request.method == "POST" and not is_comparison,
        "is_browser_only": is_comparison or is_finished,
        "contact": next(iter(unit.current_contacts), None),
        "end_of_call": None if is_finished else page.end_of_call or EndOfCallForm.for_answers(answers),
        "case_lock": lock if lock and lock.by_id != request.user.pk else None,
        **comparison,
    }
    return render(request, "interviews/entry.html", context, status=status)
