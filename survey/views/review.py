"""The pages on which answers to the online survey are reviewed: the lists, and one answer at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.access import AuthenticatedRequest, may, requires
from accounts.idempotency import fingerprint
from enterprises.matching import candidates
from enterprises.models import Organisation
from noms.pagination import address_with, page_of, query_with
from survey import actions, consent
from survey.models import Response, Study
from survey.online import acceptance_preview
from survey.online.acceptance_preview import Candidate
from survey.online.pages import pages_of
from survey.review import marks, queue
from survey.review.forms import (
    AcceptForm,
    PutOffForm,
    RejectForm,
    TakeBackForm,
    TakeOutForm,
    WithdrawForm,
)
from survey.reviewers import study_to_review
from survey.views.page_context import answer_summary
from survey.vocabulary import ResponseStatus
from wording import day

PAGE_SIZE = 25
MAX_TEXT = 100
MAX_FOUND = 8
NEW = "new"
CHANGED = "The respondent changed the answers while this page was open. Read them again, then decide."


@never_cache
@require_safe
@requires("survey.assist")
def answers(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """List the answers of a study by what is to be done with them. A fixed number of queries."""
    subject = study_to_review(request, study)
    text = request.GET.get("q", "").replace("\0", " ").strip()[:MAX_TEXT]
    found = queue.searched(queue.answers_of(subject), text)
    counts = queue.counts_by_queue(found)
    selected = request.GET.get("list", "")
    if selected not in queue.LABELS or selected == ResponseStatus.DRAFT:
        selected = str(ResponseStatus.SUBMITTED)
    page = page_of(
        queue.rows_of(found, selected),
        query=query_with(request.GET),
        size=PAGE_SIZE,
        count=counts.get(selected, 0),
    )
    context = {
        "study": subject,
        "text": text,
        "selected": selected,
        "lists": [
            (key, label, counts.get(key, 0), address_with(request.GET, list=key))
            for key, label in queue.LABELS.items()
            if key != ResponseStatus.DRAFT and (key in queue.WAITING_FIRST or key in counts)
        ],
        "rows": list(page),
        "page": page,
    }
    return render(request, "survey/review/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("survey.assist")
def answer(request: AuthenticatedRequest, study: str, reference: str) -> HttpResponse:
    """Show one answer with the entry that it may mean and what would change; on POST decide it.

    `what` names the decision. Reading is written to the audit trail.
    """
    subject = study_to_review(request, study)
    row = get_object_or_404(
        Response.objects.select_related(
            "strand__study",
            "instrument",
            "invitation__organisation",
            "organisation",
            "delivery",
            "decided_by",
        )
        .of_study(subject)
        .exclude(status=ResponseStatus.DRAFT),
        reference=reference,
    )
    what = request.POST.get("what", "") if request.method == "POST" else ""
    review = _Review(request, subject, row, what)
    if what and (response := review.decide()):
        return response
    if request.method != "POST":
        audit.record(by=request.user, verb="response.read", subject=row, study=subject)
    may_quote = may(request.user, "interviews.enter")
    return render(request, "survey/review/answer.html", {**review.context(), "may_quote": may_quote})


class _Review:
    """One answer as the page shows it, with the form that was sent."""

    def __init__(self, request: AuthenticatedRequest, study: Study, row: Response, what: str) -> None:
        self.request, self.study, self.row, self.what = request, study, row, what
        self.seen = fingerprint(response=row.pk, answers=row.answers)
        self.is_waiting = row.status == ResponseStatus.SUBMITTED
        self.likely = acceptance_preview.candidates_for(row) if self.is_waiting else []
        data = request.POST if what else request.GET
        self.organisation, self.trouble = _choose(data.get("match", ""), self.likely)
        named = acceptance_preview.named_services(row) if self.is_waiting else []
        self.accept = AcceptForm(
            request.POST if what == "accept" else None,
            named=named,
            frame=acceptance_preview.frame_of(row) if named else [],
        )
        self.reject = RejectForm(request.POST if what == "reject" else None)
        self.put_off = PutOffForm(request.POST if what == "put-off" else None)
        self.take_back = TakeBackForm(request.POST if what == "take-back" else None)
        self.take_out = TakeOutForm(request.POST if what == "take-out" else None)
        self.withdraw = WithdrawForm(request.POST if what == "withdraw" else None)
        self.changes = acceptance_preview.changes(row, self.organisation) if self.is_waiting else []
        ticked = set(request.POST.getlist("take")) if what == "accept" else None
        self.left_out = [
            change.key
            for change in self.changes
            if change.is_offered and ticked is not None and change.key not in ticked
        ]

    def decide(self) -> HttpResponse | None:
        """Carry out what was sent and return the next page, or None with the errors in the form."""
        decisions: dict[str, tuple[forms.Form | None, Callable[[], str]]] = {
            "accept": (self.accept, self._accept),
            "reject": (self.reject, self._reject),
            "put-off": (self.put_off, self._put_off),
            "take-back": (self.take_back, self._take_back),
            "take-out": (self.take_out, self._take_out),
            "withdraw": (self.withdraw, self._withdraw),
            "take-up": (None, self._take_up),
            "release": (None, self._release),
            "undo": (None, self._undo),
        }
        if self.what not in decisions:
            return redirect("study-answer", self.study.slug, self.row.reference)
        form, perform = decisions[self.what]
        if form is not None and not form.is_valid():
            return None
        if self.request.POST.get("seen") != self.seen:
            messages.warning(self.request, CHANGED)
            return None
        try:
            sentence = perform()
        except ValidationError as refusal:
            if form is None:
                messages.error(self.request, " ".join(refusal.messages))
                return redirect("study-answer", self.study.slug, self.row.reference)
            form.add_error(None, refusal.messages)
            return None
        messages.success(self.request, sentence)
        return self._next_page()

    def _next_page(self) -> HttpResponse:
        """Redirect to the next answer of the queue after a decision, to this one after a step back."""
        if self.what in ("take-up", "release", "undo", "take-back", "take-out", "withdraw"):
            return redirect("study-answer", self.study.slug, self.row.reference)
        following = queue.next_waiting(self.study, but=self.row)
        if following is None:
            return redirect("study-answers", self.study.slug)
        return redirect("study-answer", self.study.slug, following.reference)

    def _accept(self) -> str:
        if self.trouble:
            raise ValidationError(self.trouble)
        held = actions.accept_response(
            response=self.row,
            organisation=self.organisation,
            services=self.accept.services(),
            left_out=self.left_out,
            by=self.request.user,
        )
        return f"{self.row} is accepted: {held.organisation}."

    def _reject(self) -> str:
        actions.reject_response(
            response=self.row, reason=self.reject.cleaned_data["reason"], by=self.request.user
        )
        return f"{self.row} is rejected. You can undo it on its page."

    def _put_off(self) -> str:
        actions.postpone_response(
            response=self.row, reason=self.put_off.cleaned_data["reason"], by=self.request.user
        )
        return f"{self.row} is put off."

    def _take_back(self) -> str:
        actions.withdraw_listing(
            response=self.row, reason=self.take_back.cleaned_data["reason"], by=self.request.user
        )
        return f"Nothing that only {self.row} says is public any more."

    def _take_out(self) -> str:
        reason = self.take_out.cleaned_data["reason"]
        became = actions.undo_acceptance(response=self.row, reason=reason, by=self.request.user)
        return f"{self.row} waits for review again. {became}".strip()

    def _withdraw(self) -> str:
        reason = self.withdraw.cleaned_data["reason"]
        actions.withdraw_response(response=self.row, reason=reason, by=self.request.user)
        return f"{self.row} is withdrawn. Nothing that was answered is kept."

    def _take_up(self) -> str:
        actions.take_up_response(response=self.row, by=self.request.user)
        return f"{self.row} waits for review again."

    def _release(self) -> str:
        actions.release_response(response=self.row, by=self.request.user)
        return f"{self.row} waits for review."

    def _undo(self) -> str:
        actions.undo_rejection(response=self.row, by=self.request.user)
        return f"{self.row} waits for review again."

    def context(self) -> dict[str, Any]:
        row, text = self.row, _search_text(self.request)
        sent = {
            "accept": self.accept,
            "reject": self.reject,
            "put-off": self.put_off,
            "take-back": self.take_back,
            "take-out": self.take_out,
            "withdraw": self.withdraw,
        }
        was_accepted, differences = marks.differences_of(row)
        chosen = next((one for one in self.likely if one.organisation == self.organisation), None)
        return {
            "study": self.study,
            "row": row,
            "seen": self.seen,
            "facts": _facts(row),
            "contradictions": marks.contradictions_of(row),
            "differences": differences,
            "was_accepted": was_accepted,
            "pages": [answer_summary(page, {}) for page in pages_of(row.questionnaire.readable, row.answers)],
            "is_waiting": self.is_waiting,
            "is_set_aside": row.status == ResponseStatus.QUARANTINED,
            "is_rejected": row.status == ResponseStatus.REJECTED,
            "may_take_back": row.status == ResponseStatus.ACCEPTED and not consent.is_refused(row.answers),
            "likely": self.likely,
            "organisation": self.organisation,
            "is_guess": self.organisation is not None and not (chosen is not None and chosen.is_sure),
            "trouble": self.trouble,
            "match": self.organisation.slug if self.organisation else NEW,
            "changes": [(change, change.key not in self.left_out) for change in self.changes],
            "text": text,
            "found": _search(text, but=[one.organisation for one in self.likely]),
            "accept": self.accept,
            "reject": self.reject,
            "put_off": self.put_off,
            "take_back": self.take_back,
            "take_out": self.take_out,
            "withdraw": None if row.is_withdrawn else self.withdraw,
            "is_accepted": row.status == ResponseStatus.ACCEPTED,
            "submitted_form": sent.get(self.what),
        }


def _choose(choice: str, likely: list[Candidate]) -> tuple[Organisation | None, str]:
    """Return the entry with this slug (without a choice the first that is sure), and an error message."""
    if choice == NEW:
        return None, ""
    if not choice:
        return next((one.organisation for one in likely if one.is_sure), None), ""
    known = next((one.organisation for one in likely if one.organisation.slug == choice), None)
    found = known or Organisation.objects.filter(merged_into__isnull=True, slug=choice[:200]).first()
    return found, "" if found else "There is no such entry any more. Choose another, or a new entry."


def _search_text(request: AuthenticatedRequest) -> str:
    return " ".join(request.GET.get("find", "").replace("\0", " ").split())[:MAX_TEXT]


def _search(text: str, *, but: list[Organisation]) -> list[tuple[Organisation, str]]:
    """Return the other entries whose names are like a text, the best first, each with the reason."""
    found = candidates(text, limit=MAX_FOUND) if text else []
    rows = Organisation.objects.in_bulk([one.organisation_id for one in found])
    return [
        (rows[one.organisation_id], one.why)
        for one in found
        if one.organisation_id in rows and rows[one.organisation_id] not in but
    ]


def _facts(row: Response) -> list[tuple[str, str]]:
    """Return what there is to know about an answer besides what it says."""
    came = str(row.source.label)
    if row.delivery is not None:
        came += f" on {day(timezone.localdate(row.delivery.created_at))}"
    invited = row.invitation.name if row.invitation is not None else ""
    decided = ""
    if row.decided_at is not None:
        decided = day(timezone.localdate(row.decided_at))
        decided += f", {row.decided_by}" if row.decided_by else ""
    facts = [
        ("Status", str(row.get_status_display())),
        ("Sent", day(timezone.localdate(row.submitted_at)) if row.submitted_at else ""),
        ("How it came", came),
        ("Invited as", invited),
        ("Questionnaire", str(row.instrument)),
        ("Why it was set aside", row.suspicion),
        ("Put off, because", row.postponed_because),
        ("Decided", decided),
        ("Reason", row.reason),
        ("Withdrawn", day(timezone.localdate(row.withdrawn_at)) if row.withdrawn_at else ""),
        ("Entry", str(row.organisation or "")),
    ]
    return [(name, words) for name, words in facts if words]
