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
    share = AssignmentForm(request.POST if what == "share" else None)
    if what == "rules" and rules.is_valid():
        planning.set_rules(strand=strand, by=request.user, **rules.cleaned_data)
        messages.success(request, "The rules are settled.")
        return _again(strand)
    if what == "share" and share.is_valid() and _shared(request, strand, share):
        return _again(strand)
    context = {
        "study": subject,
        "strand": strand,
        "strands": Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"),
        "rules": rules,
        "share": share,
        "shown_form": {"rules": rules, "share": share}.get(what),
        "open": SampledUnit.objects.filter(strand=strand, code__in=OPEN_CODES).count(),
        "nobodys": SampledUnit.objects.filter(strand=strand, code__in=OPEN_CODES, assigned_to=None).count(),
        "defaults": FieldworkRules(strand=strand),
    }
    return render(request, "interviews/planning/plan.html", context)


def _again(strand: Strand) -> HttpResponse:
    return redirect(f"{reverse('fieldwork-plan', args=[strand.study.slug])}?strand={strand.kind}")


def _shared(request: AuthenticatedRequest, strand: Strand, form: AssignmentForm) -> bool:
    given = form.cleaned_data
    try:
        got = planning.distribute_cases(
            strand=strand,
            people=list(given["people"]),
            way=given["way"],
            region=given["region"],
            also_assigned=given["also_assigned"],
            by=request.user,
        )
    except ValidationError as refusal:
        add_errors(form, refusal)
        return False
    told = ", ".join(f"{person} {number}" for person, number in got.items())
    messages.success(
        request, f"Shared out: {told}." if any(got.values()) else "There was no case to share out."
    )
    return True
