"""Saving, comparing and rendering the page of an interview, for the views of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format

from accounts.access import AuthenticatedRequest, may
from interviews import actions, mention_entry
from interviews.actions.case_locks import active_lock
from interviews.errors import StaleVersionError, SubmissionConflictError
from interviews.forms.end_of_call import EndOfCallForm
from interviews.forms.entry import EntryPage
from interviews.forms.mentions import MentionForm
from interviews.interview_diff import EMPTY_DOCUMENT, Document, document_of
from interviews.interview_merge import Merged, merge, read_fingerprints
from interviews.interview_times import Times
from interviews.models import Call, Interview, InterviewSave
from interviews.pii_warnings import free_texts, warnings_for
from interviews.views.cases import (
    draft_data,
    may_correct_after_closing,
)
from interviews.words import with_words, words_for
from interviews.worklist import ListedCase
from survey.questionnaire import Questionnaire

ALREADY_SENT = (
    "This page was already sent, with other words. Nothing is lost: what you typed is below. Save it again."
)
NOT_LOGGED_YET = "The call is not logged yet. Save this page first, then log it."
NOTHING_KEPT = "Nothing else is kept of this interview."


def save_page(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    page: EntryPage,
    *,
    status: str,
    is_deliberate: bool,
) -> InterviewSave:
    """Save a valid page with this status. Raises what actions.save_interview raises."""
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
        correction_reason=submission["correction_reason"],
    )


def save_or_answer(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    page: EntryPage,
    *,
    status: str,
    end_of_call: EndOfCallForm | None = None,
) -> InterviewSave | HttpResponse:
    """Save a valid page because a button was pressed. Return the save, or the page that says why nothing was saved.

    A save that came late is merged where both texts agree; else both are compared, and `end_of_call`, the call that the
    page would have logged, is kept there.
    """
    try:
        return save_page(request, unit, interview, page, status=status, is_deliberate=True)
    except ValidationError as error:
        page.add_errors(error)
        return render_page(request, unit, interview, page)
    except SubmissionConflictError:
        page.renew_key()
        page.add_errors(ValidationError(ALREADY_SENT))
        return render_page(request, unit, interview, page, status=409)
    except StaleVersionError as error:
        save = save_merged(request, unit, page.questionnaire, error.save)
        if save is None and end_of_call is not None:
            messages.warning(request, NOT_LOGGED_YET)
        return save or compare(
            request, unit, page.questionnaire, error.save, status=409, end_of_call=end_of_call
        )


def _merged(questionnaire: Questionnaire, save: InterviewSave) -> tuple[Document, Merged]:
    """Return the stored interview as it is now, and a late save merged with it."""
    save.interview.refresh_from_db()
    stored, late = document_of(save.interview), save.document or EMPTY_DOCUMENT
    return stored, merge(questionnaire, stored, late, late.get("base", {}))


def save_merged(
    request: AuthenticatedRequest, unit: ListedCase, questionnaire: Questionnaire, late: InterviewSave
) -> InterviewSave | None:
    """Save a late text together with what only the stored one had changed, or return None if somebody must choose."""
    _, merged = _merged(questionnaire, late)
    if merged.conflicts:
        return None
    document, interview = merged.document, late.interview
    told = who_saved(request, interview)
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


def who_saved(request: AuthenticatedRequest, interview: Interview) -> str:
    """Say who saved the interview after the page was opened, and when."""
    at = timezone.localtime(interview.updated_at)
    moment = (
        f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{at:%H:%M} on {date_format(at, 'j F Y')}"
    )
    if interview.updated_by_id == request.user.pk:
        return f"You saved this interview in another tab or window at {moment}."
    return f"{interview.updated_by or 'Somebody'} saved this interview at {moment}, while you had it open."


def warnings(page: EntryPage) -> list[str]:
    """Return the warnings about texts of the page that may identify a person."""
    texts = free_texts(
        page.questionnaire, page.answers.answers(), page.answers.notes(), page.mention_entries()
    )
    return warnings_for(texts)


def compare(
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
    return render_page(
        request,
        unit,
        interview,
        page,
        status=status,
        late=save,
        merged=merged,
        who_saved=who_saved(request, interview),
    )


def render_page(
    request: AuthenticatedRequest,
    unit: ListedCase,
    interview: Interview | None,
    page: EntryPage,
    *,
    status: int = 200,
    **comparison: Any,
) -> HttpResponse:
    """Render the page of an interview; `comparison` is the context of two texts that are compared."""
    lock = active_lock(unit, now=timezone.now())
    page.mark_personal_data()
    is_comparison = "late" in comparison
    is_finished = interview is not None and interview.is_finished
    answers = dict(page.answers.current_answers())
    call_form = page.end_of_call or EndOfCallForm.for_answers(answers, unit=unit, by=request.user)
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
        "end_of_call": None if is_finished or not unit.strand.study.takes_calls else call_form,
        "asks_reason": may_correct_after_closing(interview, unit, may(request.user, "study.manage")),
        "case_lock": lock if lock and lock.by_id != request.user.pk else None,
        **comparison,
    }
    return render(request, "interviews/entry.html", context, status=status)
