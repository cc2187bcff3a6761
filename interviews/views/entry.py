"""The page of an interview: the guide, the organisations named, and every save of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.access import requires
from interviews import actions
from interviews.case_locks import active_lock
from interviews.errors import StaleVersionError, SubmissionConflictError
from interviews.forms.entry import EntryPage
from interviews.forms.mentions import MentionForm
from interviews.interview_diff import EMPTY, differences, document_of, merged
from interviews.models import Interview, InterviewSave
from interviews.pii_warnings import texts_of, warnings_for
from interviews.views.cases import case_or_404, draft_of
from interviews.views.signed_in import SignedInRequest
from interviews.vocabulary import InterviewStatus
from interviews.worklist import ListedCase
from survey.fields import without_row
from survey.questionnaire import Questionnaire
from survey.views.repeat_rows import ADD, REMOVE, row_action

ALREADY_SENT = (
    "This page was already sent, with other words. Nothing is lost: what you typed is below. Save it again."
)
STATUS_OF = {"complete": InterviewStatus.COMPLETE, "partial": InterviewStatus.PARTIAL}
REDRAWN = {ADD, REMOVE, "lookup"}
"""What a button asks for that changes the page and saves nothing."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("interviews.enter")
def interview(request: SignedInRequest, study: str, pk: int) -> HttpResponse:
    """Show the interview, save it, or compare a text that came too late with the stored one."""
    unit = case_or_404(study, pk)
    held = Interview.objects.filter(unit=unit).select_related("instrument", "updated_by").first()
    if held is not None and held.status == InterviewStatus.WITHDRAWN:
        messages.info(request, "The respondent has withdrawn this interview. Nothing that was said is kept.")
        return redirect("case-detail", study, pk)
    instrument = held.instrument if held else unit.strand.instrument
    if instrument is None:
        messages.info(request, "This way of asking has no questionnaire yet, so there is nothing to enter.")
        return redirect("case-detail", study, pk)
    guide = instrument.questionnaire
    if request.method == "POST":
        return _sent(request, unit, held, guide)
    if held is not None:
        audit.record(by=request.user, verb="interview.read", subject=held, study=unit.strand.study)
    if late := request.GET.get("late", ""):
        save = get_object_or_404(
            InterviewSave,
            interview=held,
            version=None,
            settled_at=None,
            pk=int(late) if late.isdecimal() else 0,
        )
        return _compared(request, unit, guide, save)
    document = document_of(held) if held else EMPTY
    page = EntryPage.of_document(guide, document, version=held.version if held else 0)
    return _shown(request, unit, held, page)


def _sent(
    request: SignedInRequest, unit: ListedCase, held: Interview | None, guide: Questionnaire
) -> HttpResponse:
    action, group, place = row_action(request.POST.get("action", "save"))
    data = without_row(request.POST, f"q-{group}", place) if action == REMOVE else request.POST
    page = EntryPage.of_post(guide, data, more=group if action == ADD else "")
    is_autosave = action == "autosave"
    if action in REDRAWN:
        page = page.with_another() if action == ADD and not group else page
        return _shown(request, unit, held, page)
    if not page.is_valid():
        return _refused(request, unit, held, page, is_autosave)
    standing = held.status if held and held.is_finished else InterviewStatus.DRAFT
    status = STATUS_OF.get(action, standing)
    settles = page.sending.cleaned_data["settles"]
    try:
        save = actions.save_interview(
            unit=unit,
            submission_key=page.sending.cleaned_data["submission_key"],
            from_version=page.sending.cleaned_data["version"],
            answers=page.answers.answers(),
            notes=page.answers.notes(),
            mentions=[form.entry() for form in page.mentions],
            status=status,
            held_on=page.sending.cleaned_data["held_on"],
            contact=next(iter(unit.current_contacts), None),
            by=request.user,
            is_deliberate=not is_autosave,
            settles=InterviewSave.objects.filter(pk=settles, interview=held).first()
            if settles and held
            else None,
        )
    except ValidationError as error:
        page.add_errors(error)
        return _refused(request, unit, held, page, is_autosave)
    except SubmissionConflictError:
        if is_autosave:
            return JsonResponse({"reason": "Save the page yourself: it was already sent."}, status=409)
        page = page.with_fresh_key()
        page.add_errors(ValidationError(ALREADY_SENT))
        return _shown(request, unit, held, page, status=409)
    except StaleVersionError as stale:
        if is_autosave:
            address = reverse("interview-entry", args=[unit.strand.study.slug, unit.pk])
            return JsonResponse({"compare": f"{address}?late={stale.save.pk}"}, status=409)
        return _compared(request, unit, guide, stale.save, status=409)
    told = warnings_for(
        texts_of(
            guide, page.answers.answers(), page.answers.notes(), [form.entry() for form in page.mentions]
        )
    )
    if is_autosave:
        saved_at = timezone.localtime().strftime("%H:%M")
        return JsonResponse({"version": save.version, "saved_at": saved_at, "warnings": told})
    for sentence in told:
        messages.warning(request, sentence)
    return _saved(request, unit, save)


def _saved(request: SignedInRequest, unit: ListedCase, save: InterviewSave) -> HttpResponse:
    where = [unit.strand.study.slug, unit.pk]
    if save.status == InterviewStatus.DRAFT:
        messages.success(request, "Saved. The interview is still open: finish it when all is entered.")
        return redirect("interview-entry", *where)
    messages.success(request, f"The interview with {unit} is saved: {save.get_status_display().lower()}.")
    return redirect("case-detail", *where)


def _refused(
    request: SignedInRequest, unit: ListedCase, held: Interview | None, page: EntryPage, is_autosave: bool
) -> HttpResponse:
    if is_autosave:
        return JsonResponse(
            {"reason": "Something on the page cannot be saved yet. Press Save to see what."}, status=422
        )
    return _shown(request, unit, held, page)


def _compared(
    request: SignedInRequest, unit: ListedCase, guide: Questionnaire, save: InterviewSave, status: int = 200
) -> HttpResponse:
    """Both texts: the late one in the page, ready to be saved, and what is stored beside each difference."""
    held = save.interview
    held.refresh_from_db()
    stored, late = document_of(held), save.document or EMPTY
    page = EntryPage.of_document(guide, merged(stored, late), version=held.version, settles=save.pk)
    found = differences(guide, stored, late)
    return _shown(request, unit, held, page, status=status, late=save, found=found)


def _shown(
    request: SignedInRequest,
    unit: ListedCase,
    held: Interview | None,
    page: EntryPage,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    case_lock = active_lock(unit, now=timezone.now())
    context = {
        "study": unit.strand.study,
        "case": unit,
        "interview": held,
        "page": page,
        "sections": list(page.answers.sections()),
        "blank_mention": MentionForm.blank(prefix="mention-__place__"),
        **draft_of(request, unit, held),
        "is_unsaved": request.method == "POST" and "late" not in more,
        "contact": next(iter(unit.current_contacts), None),
        "case_lock": case_lock if case_lock and case_lock.by_id != request.user.pk else None,
        **more,
    }
    return render(request, "interviews/entry.html", context, status=status)
