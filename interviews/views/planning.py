"""The planning page: calling rules and assignment of cases."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from interviews.actions import planning
from interviews.forms.planning import AssignmentForm, RulesForm
from interviews.models import FieldworkRules
from interviews.planning.rules import rules_for
from interviews.progress.calling import OPEN_CODES
from interviews.views.cases import add_errors
from interviews.views.progress import strand_of
from survey.models import SampledUnit, Strand, Study


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def plan(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the rules and the assignment of one strand. On POST `what` names the form that was sent."""
    subject = get_object_or_404(Study, slug=study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    if strand is None:
        if request.method == "POST":
            raise Http404
        return render(request, "interviews/planning/plan.html", {"study": subject})
    what = request.POST.get("what", "") if request.method == "POST" else ""
    rules = RulesForm(request.POST if what == "rules" else None, instance=rules_for(strand))
    assignment = AssignmentForm(request.POST if what == "share" else None)
    if what == "rules" and rules.is_valid():
        planning.set_rules(strand=strand, by=request.user, **rules.cleaned_data)
        messages.success(request, "The rules are saved.")
        return _redirect_to(strand)
    if what == "share" and assignment.is_valid() and _assign_cases(request, strand, assignment):
        return _redirect_to(strand)
    context = {
        "study": subject,
        "strand": strand,
        "strands": Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"),
        "rules": rules,
        "assignment": assignment,
        "submitted_form": {"rules": rules, "share": assignment}.get(what),
        "open_cases": SampledUnit.objects.filter(strand=strand, code__in=OPEN_CODES).count(),
        "unassigned": SampledUnit.objects.filter(
            strand=strand, code__in=OPEN_CODES, assigned_to=None
        ).count(),
        "defaults": FieldworkRules(strand=strand),
    }
    return render(request, "interviews/planning/plan.html", context)


def _redirect_to(strand: Strand) -> HttpResponse:
    return redirect(f"{reverse('fieldwork-plan', args=[strand.study.slug])}?strand={strand.kind}")


def _assign_cases(request: AuthenticatedRequest, strand: Strand, form: AssignmentForm) -> bool:
    data = form.cleaned_data
    try:
        numbers = planning.distribute_cases(
            strand=strand,
            people=list(data["people"]),
            method=data["way"],
            region=data["region"],
            also_assigned=data["also_assigned"],
            by=request.user,
        )
    except ValidationError as refusal:
        add_errors(form, refusal)
        return False
    summary = ", ".join(f"{person} {number}" for person, number in numbers.items())
    messages.success(
        request, f"Shared out: {summary}." if any(numbers.values()) else "There was no case to share out."
    )
    return True
