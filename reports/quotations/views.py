"""The pages on which quotations are proposed, read beside what was said, and approved by a second person."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.access import AuthenticatedRequest, may, requires
from accounts.refusable import RefusableForm
from interviews.models import Interview
from reports import registry
from reports.models import Quotation, QuotationState
from reports.quotations import actions
from reports.quotations.differences import difference
from reports.quotations.flags import flags_of
from reports.quotations.forms import ApprovalForm, ProposalForm, ReasonForm, TextForm
from reports.quotations.published import SMALLEST_KIND, respondents_by_attribution
from reports.quotations.sources import may_quote, words_of
from survey.models import Response, Study
from survey.reviewers import may_review

ORDER = tuple(QuotationState)


@require_safe
@requires("interviews.enter")
def quotation_list(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The quotations of a study by what is to be done about them. Five queries at any number."""
    study = _study(slug)
    rows = Quotation.objects.of_study(study).select_related("study", "proposed_by", "approved_by")
    consented = set(rows.consented().values_list("pk", flat=True))
    titles = {kind.name: kind.title for kind in registry.every(study.frame)}
    groups = [
        (
            state.label,
            [
                (row, titles.get(row.theme, row.theme), row.pk in consented)
                for row in rows
                if row.state == state
            ],
        )
        for state in ORDER
    ]
    context = {"study": study, "groups": [(label, found) for label, found in groups if found]}
    return render(request, "reports/quotations/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("interviews.enter")
def quotation_new(request: AuthenticatedRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Propose words of one interview or of one answer to the online survey."""
    study = _study(slug)
    respondent = _respondent(request, study, kind, pk)
    found = words_of(respondent)
    form = ProposalForm(request.POST or None, words=found, frame=study.frame)
    if request.method == "POST" and form.is_valid():
        quotation = _done(
            form, lambda: actions.propose(respondent=respondent, by=request.user, **form.cleaned_data)
        )
        if quotation is not None:
            messages.success(request, "Proposed. A study lead who is somebody else than you approves it.")
            return redirect(quotation)
    else:
        verb = "interview.read" if isinstance(respondent, Interview) else "response.read"
        audit.record(by=request.user, verb=verb, subject=respondent, study=study)
    context = {
        "study": study,
        "form": form,
        "submitted_form": form if request.method == "POST" else None,
        "may_quote": may_quote(respondent),
        "has_words": bool(found),
        "respondent": respondent,
    }
    return render(request, "reports/quotations/new.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("interviews.enter")
def quotation_detail(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """One quotation beside what was said, with what must be looked at; on POST its text is changed."""
    study, quotation = _quotation(slug, pk)
    initial = {"text": quotation.text, "theme": quotation.theme}
    form = TextForm(request.POST or None, frame=study.frame, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = _done(
            form, lambda: actions.change(quotation=quotation, by=request.user, **form.cleaned_data)
        )
        if changed is not None:
            messages.success(request, "The text is saved and waits for a second person.")
            return redirect(quotation)
    else:
        audit.record(by=request.user, verb="quotation.read", subject=quotation, study=study)
    return _page(
        request, study, quotation, form=form, submitted_form=form if request.method == "POST" else None
    )


@never_cache
@require_POST
@requires("study.manage")
def quotation_decide(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Approve a quotation, send it back or take it out, as the button pressed says."""
    study, quotation = _quotation(slug, pk)
    decision = request.POST.get("decision", "")
    form: RefusableForm = ApprovalForm(request.POST) if decision == "approve" else ReasonForm(request.POST)
    decisions: dict[str, tuple[Callable[[], Quotation], str]] = {
        "approve": (
            lambda: actions.approve(quotation=quotation, by=request.user, **form.cleaned_data),
            "Approved. It is in the live reports and goes into the next release.",
        ),
        "send_back": (
            lambda: actions.send_back(quotation=quotation, by=request.user, **form.cleaned_data),
            "Sent back.",
        ),
        "take_out": (
            lambda: actions.take_out(quotation=quotation, by=request.user, **form.cleaned_data),
            "Taken out. A release that has it keeps it; later ones do not have it.",
        ),
    }
    if decision not in decisions:
        raise Http404("There is no such decision.")
    act, words = decisions[decision]
    if form.is_valid() and _done(form, act) is not None:
        messages.success(request, words)
        return redirect(quotation)
    text_form = TextForm(frame=study.frame, initial={"text": quotation.text, "theme": quotation.theme})
    return _page(request, study, quotation, form=text_form, submitted_form=form, decided=decision)


def _page(
    request: HttpRequest,
    study: Study,
    quotation: Quotation,
    *,
    form: TextForm,
    submitted_form: RefusableForm | None,
    decided: str = "",
) -> HttpResponse:
    respondent = quotation.respondent()
    may_read = isinstance(respondent, Interview) or may_review(request.user, study)
    answers = words_of(respondent) if may_read else []
    said = next((words for words in answers if words.key == quotation.source), None)
    waits = quotation.state == QuotationState.PROPOSED
    approval = submitted_form if isinstance(submitted_form, ApprovalForm) else ApprovalForm()
    reason = submitted_form if isinstance(submitted_form, ReasonForm) else ReasonForm()
    is_lead = may(request.user, "study.manage")
    number = respondents_by_attribution(study)[quotation.attribution]
    context = {
        "study": study,
        "quotation": quotation,
        "title": {kind.name: kind.title for kind in registry.every(study.frame)}.get(
            quotation.theme, quotation.theme
        ),
        "may_read": may_read,
        "said": said,
        "pieces": difference(" ".join(said.text.split()), quotation.text) if said else [],
        "flags": flags_of(quotation.text, respondent),
        "may_quote": may_quote(respondent),
        "is_rare": number < SMALLEST_KIND,
        "form": form,
        "submitted_form": submitted_form,
        "approval": approval,
        "reason": reason,
        "decided": decided,
        "may_change": quotation.can_change,
        "may_approve": is_lead and waits and quotation.proposed_by_id != request.user.pk,
        "is_own": is_lead and waits and quotation.proposed_by_id == request.user.pk,
        "may_send_back": is_lead and waits,
        "may_take_out": is_lead and quotation.state == QuotationState.APPROVED,
        "respondent_address": respondent.get_absolute_url() if isinstance(respondent, Interview) else "",
    }
    return render(request, "reports/quotations/detail.html", context)


def _done(form: RefusableForm, act: Callable[[], Quotation]) -> Quotation | None:
    """Return what an action made, or None with its refusal in the form."""
    try:
        return act()
    except ValidationError as refusal:
        form.add_errors(refusal)
        return None


def _study(slug: str) -> Study:
    return get_object_or_404(Study.objects.opened().select_related("frame"), slug=slug)


def _quotation(slug: str, pk: int) -> tuple[Study, Quotation]:
    study = _study(slug)
    rows = Quotation.objects.of_study(study).select_related(
        "study",
        "proposed_by",
        "approved_by",
        "interview__instrument",
        "interview__unit__service__kind",
        "interview__unit__organisation",
        "interview__unit__strand__study",
        "response__instrument",
        "response__organisation",
        "response__strand",
    )
    return study, get_object_or_404(rows, pk=pk)


def _respondent(request: AuthenticatedRequest, study: Study, kind: str, pk: int) -> Interview | Response:
    """Return the interview, or for those who review the answers of the survey the response; raise Http404 without."""
    if kind == "interview":
        interviews = Interview.objects.filter(unit__strand__study=study).select_related(
            "instrument", "unit__strand__study", "unit__service__kind", "unit__organisation"
        )
        return get_object_or_404(interviews, pk=pk)
    if kind == "answer" and may_review(request.user, study):
        responses = Response.objects.filter(strand__study=study).select_related(
            "instrument", "strand__study", "organisation"
        )
        return get_object_or_404(responses, pk=pk)
    raise Http404("There is no such interview or answer.")
