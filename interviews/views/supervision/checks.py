"""The pages on which the study lead checks interviews, and the answers of interviewers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.access import AuthenticatedRequest, requires
from interviews.actions import checking as actions
from interviews.errors import SubmissionConflictError
from interviews.forms.checking import CheckForm, ChecklistForm
from interviews.models import Interview, InterviewCheck
from interviews.pii_warnings import warnings_for
from interviews.planning.rules import rules_for
from interviews.supervision import checking
from interviews.supervision.reading import read_interview
from interviews.views.cases import add_errors
from interviews.views.progress import strand_of
from noms.pagination import address_with, page_of
from survey.models import Strand, Study

PAGE_SIZE = 25
OPEN, DONE = "open", "done"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def checks(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """List what is to be checked in a strand, and the checks; on POST set the checklist. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    form = ChecklistForm(
        request.POST if request.method == "POST" else None,
        initial={"points": "\n".join(checking.points_of(subject))},
    )
    if form.is_valid():
        try:
            actions.set_checklist(study=subject, points=form.cleaned_data["points"], by=request.user)
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "The checklist is saved. Checks made before keep their points.")
            return redirect("checks", study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    context: dict[str, object] = {
        "study": subject,
        "strand": strand,
        "strands": Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"),
        "form": form,
        "submitted_form": form if form.is_bound else None,
    }
    if strand is not None:
        context |= _lists(request, strand)
    return render(request, "interviews/supervision/checks.html", context)


def _lists(request: AuthenticatedRequest, strand: Strand) -> dict[str, object]:
    overview = checking.overview(strand)
    made = checking.checks_of(strand)
    open_checks = checking.open_checks(made)
    number, number_open = made.count(), open_checks.count()
    selected = request.GET.get("list", "")
    if selected not in {OPEN, DONE}:
        selected = ""
        to_check = (
            Interview.objects.filter(unit__in=overview.to_check)
            .select_related("unit__service", "unit__region", "unit__organisation", "interviewer")
            .order_by("unit")
        )
        page = page_of(to_check, query=request.GET, size=PAGE_SIZE, count=len(overview.to_check))
    else:
        is_open = selected == OPEN
        page = page_of(
            open_checks if is_open else made,
            query=request.GET,
            size=PAGE_SIZE,
            count=number_open if is_open else number,
        )
    return {
        "rules": rules_for(strand),
        "rows": list(page),
        "page": page,
        "selected": selected,
        "people": overview.rows,
        "lists": [
            ("", "To check", len(overview.to_check), address_with(request.GET, list="")),
            (OPEN, "Open", number_open, address_with(request.GET, list=OPEN)),
            (DONE, "All checks", number, address_with(request.GET, list=DONE)),
        ],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def check(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show one interview to read, with the checklist; on POST record the check. A fixed number of queries."""
    interview = get_object_or_404(
        Interview.objects.select_related(
            "unit__strand__study",
            "unit__service",
            "unit__region",
            "unit__organisation",
            "instrument",
            "interviewer",
        ),
        unit=pk,
        unit__strand__study__slug=study,
    )
    if not interview.is_finished:
        messages.info(request, "This interview is not finished, so there is nothing to check yet.")
        return redirect("case-detail", study, pk)
    subject = interview.unit.strand.study
    if request.method != "POST":
        audit.record(by=request.user, verb="interview.read", subject=interview, study=subject)
    earlier = list(interview.checks.select_related("created_by", "interviewer"))
    fresh = {"submission_key": uuid.uuid4(), "version": interview.version, "seen": len(earlier)}
    sent = request.POST if request.method == "POST" else None
    form = CheckForm(sent, points=checking.points_of(subject), initial=fresh)
    status = 200
    if form.is_valid():
        try:
            return _save(request, interview, form)
        except ValidationError as refusal:
            add_errors(form, refusal)
        except SubmissionConflictError as conflict:
            form.add_error(None, str(conflict))
            status = 409
    if sent is not None and form.errors:
        # The page now shows the interview as it is: what is sent next was decided on this version.
        data = request.POST.copy()
        for name, value in fresh.items():
            data[name] = str(value)
        form.data = data
    context = {
        "study": subject,
        "interview": interview,
        "reading": read_interview(interview),
        "earlier": earlier,
        "form": form,
        "submitted_form": form if sent is not None else None,
        "is_own": interview.interviewer_id == request.user.pk,
    }
    return render(request, "interviews/supervision/check.html", context, status=status)


def _save(request: AuthenticatedRequest, interview: Interview, form: CheckForm) -> HttpResponse:
    data = form.cleaned_data
    actions.check_interview(
        interview=interview,
        verdict=data["verdict"],
        points=form.answered_points,
        note=data["note"],
        version=data["version"],
        seen=data["seen"],
        submission_key=data["submission_key"],
        by=request.user,
    )
    told = f" {interview.interviewer} is told." if data["note"] else ""
    messages.success(request, f"The check of {interview.unit} is kept.{told}")
    for sentence in warnings_for([("Note to the interviewer", data["note"])]):
        messages.warning(request, sentence)
    strand = interview.unit.strand
    return redirect(f"{reverse('checks', args=[strand.study.slug])}?strand={strand.kind}")


@never_cache
@require_POST
@requires("interviews.enter")
def answer(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Record that the interviewer has read the note of a check, and the answer."""
    found = get_object_or_404(
        InterviewCheck.objects.select_related("interview__unit"),
        pk=pk,
        interview__unit__strand__study__slug=study,
        interviewer=request.user,
    )
    reply = request.POST.get("reply", "").replace("\r\n", "\n").strip()
    try:
        actions.acknowledge_check(check=found, reply=reply, by=request.user)
    except ValidationError as refusal:
        kept = f" You wrote now: “{reply}”" if reply else ""
        messages.error(request, " ".join(refusal.messages) + kept)
    else:
        messages.success(request, f"Thank you: the note about {found.interview.unit} is marked as read.")
    return redirect("case-detail", study, found.interview.unit_id)


@never_cache
@require_POST
@requires("study.manage")
def settle(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Record that nothing more is to be done about a check."""
    found = get_object_or_404(
        InterviewCheck.objects.select_related("interview__unit__strand"),
        pk=pk,
        interview__unit__strand__study__slug=study,
    )
    try:
        actions.settle_check(check=found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"The check of {found.interview.unit} is settled.")
    kind = found.interview.unit.strand.kind
    return redirect(f"{reverse('checks', args=[study])}?strand={kind}&list={OPEN}")
