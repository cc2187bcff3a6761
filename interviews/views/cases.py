"""One case: whom to ring, what happened so far, and what to do next."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from interviews import actions
from interviews.case_locks import active_lock
from interviews.errors import SubmissionConflictError
from interviews.forms.calls import CallForm, ContactForm, NewContactForm
from interviews.models import Interview, InterviewSave, LateChange
from interviews.pii_warnings import warnings_for
from interviews.views.signed_in import SignedInRequest
from interviews.views.worklist import COLOURS
from interviews.vocabulary import OUT, Disposition
from interviews.worklist import ListedCase, Turn, cases_of, next_case, with_everything_shown
from survey.models import SampledUnit, Study

QUICK = (Disposition.NO_ANSWER, Disposition.BUSY, Disposition.VOICEMAIL, Disposition.LEFT_MESSAGE)
"""What most calls come to: logged by one press of a button."""

KNOWN_KEYS = 20
"""How many of the last saves a page names, so that the browser forgets a draft that has arrived."""

ONWARDS = {
    Turn.DUE: "Ring now: the call-back is due.",
    Turn.BEGUN: "An interview was begun. Ring again to go on with it, or enter what was said.",
    Turn.FRESH: "Nobody has rung this case yet. Ring now.",
    Turn.AGAIN: "Ring again: nobody has talked to the respondent yet.",
    Turn.RESTING: "It was rung a short while ago. Give it a rest and ring another first.",
    Turn.ENOUGH: "It was rung as often as the rules allow. The study lead decides how to go on.",
    Turn.LATER: "Wait for the time that was arranged.",
    Turn.DONE: "Nobody rings this case again.",
}


def case_or_404(study: str, pk: int) -> ListedCase:
    """The case with all that its page shows; a case of another study is not found."""
    subject = get_object_or_404(Study, slug=study)
    return get_object_or_404(with_everything_shown(cases_of(subject, now=timezone.now())), pk=pk)


@never_cache
@require_safe
@requires("interviews.enter")
def case(request: SignedInRequest, study: str, pk: int) -> HttpResponse:
    """The page of one case; the same few queries whatever happened in it."""
    return _page(request, case_or_404(study, pk))


@never_cache
@require_POST
@requires("interviews.enter")
def log(request: SignedInRequest, study: str, pk: int) -> HttpResponse:
    """Log a call, then show the case again or the next one."""
    unit = case_or_404(study, pk)
    form, told = CallForm(request.POST), NewContactForm(request.POST)
    told.instance.unit = unit
    if not (form.is_valid() & told.is_valid()):
        return _page(request, unit, call_form=form, new_contact_form=told)
    given = form.cleaned_data
    contact = next(iter(unit.current_contacts), None)
    try:
        call = actions.log_call(
            unit=unit,
            disposition=given["disposition"],
            submission_key=given["submission_key"],
            by=request.user,
            made_at=given["made_at"],
            note=given["note"],
            call_back_at=given["call_back_at"],
            contact=contact,
            new_contact=told.given,
        )
    except SubmissionConflictError:
        return _page(request, unit, call_form=_already_sent(form), new_contact_form=told, status=409)
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, unit, call_form=form, new_contact_form=told)
    messages.success(request, f"Call to {unit} logged: {call.get_disposition_display().lower()}.")
    if told.given:
        messages.success(request, "The case goes on with the new contact.")
    for sentence in warnings_for([("Note", given["note"])]):
        messages.warning(request, sentence)
    if given["disposition"] == Disposition.NOT_THE_RIGHT_OFFICE and not told.given:
        return redirect(reverse("case-detail", args=[study, pk]) + "#new-contact")
    if "next" in request.POST:
        following = next_case(unit.strand.study, now=timezone.now(), after=unit, user=request.user)
        if following is not None:
            return redirect("case-detail", study, following.pk)
        return redirect("worklist-study", study)
    return redirect("case-detail", study, pk)


@never_cache
@require_POST
@requires("interviews.enter")
def contact(request: SignedInRequest, study: str, pk: int) -> HttpResponse:
    """Put another person in the contact's place."""
    unit = case_or_404(study, pk)
    form = ContactForm(request.POST)
    form.instance.unit = unit
    if not form.is_valid():
        return _page(request, unit, contact_form=form)
    try:
        new = actions.replace_contact(unit=unit, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return _page(request, unit, contact_form=form)
    messages.success(request, f"The person to ring is now {new}.")
    return redirect("case-detail", study, pk)


@never_cache
@require_POST
@requires("interviews.enter")
def ring(request: SignedInRequest, study: str, pk: int) -> HttpResponse:
    """Take a case to ring it, or let it go."""
    unit = case_or_404(study, pk)
    if "release" in request.POST:
        actions.release_case(unit=unit, by=request.user)
        return redirect("case-detail", study, pk)
    try:
        actions.take_case(unit=unit, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("case-detail", study, pk)


def draft_of(request: SignedInRequest, unit: SampledUnit, interview: Interview | None) -> dict[str, str]:
    """Where this person's browser keeps the words of this case, and the keys of the last saves that arrived."""
    known = (
        interview.saves.order_by("-pk").values_list("submission_key", flat=True)[:KNOWN_KEYS]
        if interview
        else []
    )
    return {
        "draft_key": f"gatehouse:{request.user.pk}:{unit.strand.study.slug}:{unit.pk}",
        "known_keys": " ".join(str(key) for key in known),
    }


def onwards_of(unit: ListedCase, turn: Turn, changes: list[LateChange]) -> str:
    """What to do next, in a sentence; `changes` the latest first."""
    if unit.last_change in OUT:
        standing = next(change for change in changes if change.is_out)
        return f"Not in the sample any more: {actions.out_in_words(standing)}."
    return ONWARDS[turn]


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Show what an action refused at the fields it names, and the rest at the head of the form."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _already_sent(form: CallForm) -> CallForm:
    """The same form with a fresh key, so that what was typed can be sent as another call."""
    data = {name: form.data.get(name) for name in form.data} | {"submission_key": str(uuid.uuid4())}
    again = CallForm(data)
    again.add_error(
        None,
        "This page was already sent with other words, and that call is logged. Send it again if there were two.",
    )
    return again


def _page(
    request: SignedInRequest,
    unit: ListedCase,
    *,
    call_form: CallForm | None = None,
    contact_form: ContactForm | None = None,
    new_contact_form: NewContactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    study = unit.strand.study
    changes = list(
        unit.late_changes.select_related("same_as__service", "same_as__organisation", "created_by").order_by(
            "-pk"
        )
    )
    interview = Interview.objects.filter(unit=unit).select_related("interviewer").first()
    turn = Turn(unit.turn)
    now = timezone.now()
    case_lock = active_lock(unit, now=now)
    context: dict[str, Any] = {
        "study": study,
        "case": unit,
        "turn": turn,
        "turn_colour": COLOURS[turn],
        "onwards": onwards_of(unit, turn, changes),
        "may_ring": turn != Turn.DONE,
        "is_done": turn == Turn.DONE,
        "case_lock": case_lock,
        "is_mine": case_lock is not None and case_lock.by_id == request.user.pk,
        "contact": next(iter(unit.current_contacts), None),
        "earlier_contacts": list(unit.contacts.filter(is_current=False).order_by("-pk")),
        "changes": changes,
        "doubles": list(
            unit.changed_into.filter(change__in=OUT).select_related("unit__service", "unit__organisation")
        ),
        "calls": list(unit.calls.select_related("contact", "created_by")),
        "interview": interview,
        "late_saves": InterviewSave.objects.filter(
            interview=interview, version__isnull=True, settled_at__isnull=True
        ).select_related("created_by")
        if interview
        else [],
        "next_case": next_case(study, now=now, after=unit, user=request.user),
        "call_form": call_form or CallForm.fresh(),
        "contact_form": contact_form or ContactForm(),
        "new_contact_form": new_contact_form or NewContactForm(),
        "shown_form": new_contact_form
        if new_contact_form and new_contact_form.errors
        else call_form or contact_form,
        "quick": QUICK,
        **draft_of(request, unit, interview),
    }
    return render(request, "interviews/case.html", context, status=status)
