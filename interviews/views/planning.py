"""The pages of planning: calling rules, sharing out of cases, and giving chosen cases to one person."""

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
from interviews.forms.planning import AssignmentForm, HandOverForm, RulesForm
from interviews.planning import assignment as assigning
from interviews.planning.rules import rules_for
from interviews.views.cases import add_errors
from interviews.views.progress import strand_of
from interviews.views.worklist import case_caption
from noms.parsing import parse_whole_number
from survey.models import SampledUnit, Strand, Study
from wording import counted, listed

MAX_CHOSEN = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def plan(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the rules and the sharing out of one strand. On POST `what` names the form that was sent.

    Sharing out is shown first, with what would move, and carried out when the lead sends that page.
    """
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    if strand is None:
        if request.method == "POST":
            raise Http404
        return render(request, "interviews/planning/plan.html", {"study": subject})
    what = request.POST.get("what", "") if request.method == "POST" else ""
    rules = RulesForm(request.POST if what == "rules" else None, instance=rules_for(strand))
    sharing = AssignmentForm(request.POST if what == "share" else None, study=subject)
    if what == "rules" and rules.is_valid():
        try:
            planning.set_rules(strand=strand, by=request.user, **rules.cleaned_data)
        except ValidationError as refusal:
            add_errors(rules, refusal)
        else:
            messages.success(request, "The rules are saved.")
            return _redirect_to(strand)
    if what == "share" and sharing.is_valid():
        return _share_out(request, strand, sharing)
    loads = assigning.loads_of(assigning.open_cases(strand))
    context = {
        "study": subject,
        "strand": strand,
        "strands": Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"),
        "rules": rules,
        "assignment": sharing,
        "submitted_form": {"rules": rules, "share": sharing}.get(what),
        "open_cases": sum(loads.values()),
        "unassigned": loads.get(None, 0),
        "left": assigning.people_who_left(strand),
    }
    return render(request, "interviews/planning/plan.html", context)


def _redirect_to(strand: Strand) -> HttpResponse:
    return redirect(f"{reverse('fieldwork-plan', args=[strand.study.slug])}?strand={strand.kind}")


def _share_out(request: AuthenticatedRequest, strand: Strand, form: AssignmentForm) -> HttpResponse:
    """Show what would move or, if the page with it was sent, carry it out."""
    data = form.cleaned_data
    chosen = {
        "people": list(data["people"]),
        "method": data["way"],
        "region": data["region"],
        "which": data["which"],
    }
    proposal = assigning.share_out(strand=strand, **chosen)
    if data["seen"]:
        try:
            planning.distribute_cases(strand=strand, seen=data["seen"], by=request.user, **chosen)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            gains = [f"{change.person} {change.gained}" for change in proposal.changes if change.gained]
            messages.success(request, f"{_number(len(proposal.moves))} moved: {listed(gains)}.")
            return _redirect_to(strand)
    context = {"study": strand.study, "strand": strand, "form": form, "proposal": proposal}
    return render(request, "interviews/planning/proposal.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def assign(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the cases chosen with `unit`, who has each, and who may get them; on POST give them to one person."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    keys = (request.POST if request.method == "POST" else request.GET).getlist("unit")[:MAX_CHOSEN]
    numbers = [number for number in map(parse_whole_number, keys) if number is not None]
    units = list(
        SampledUnit.objects.of_study(subject)
        .filter(pk__in=numbers)
        .select_related("service__kind", "region", "organisation", "strand__study", "assigned_to")
        .order_by("pk")
    )
    if not units:
        messages.info(request, "Tick the cases to assign in the work list first.")
        return redirect("worklist-study", study)
    loads = assigning.loads_of(SampledUnit.objects.of_study(subject).filter(code__in=assigning.OPEN_CODES))
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, loads=loads)
    if form.is_valid():
        try:
            moved = planning.assign_cases(
                units=units, to=form.person, seen=form.cleaned_data["seen"], by=request.user
            )
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _handed_over(units, moved, form.person))
            if len(units) == 1:
                return redirect("case-detail", study, units[0].pk)
            return redirect("worklist-study", study)
    context = {
        "study": subject,
        "form": form,
        "submitted_form": form if sent is not None else None,
        "seen": assigning.fingerprint_of(units),
        "cases": [(unit, case_caption(unit)) for unit in units],
    }
    return render(request, "interviews/planning/assign.html", context)


def _number(number: int) -> str:
    return counted(number, "case", "cases")


def _handed_over(units: list[SampledUnit], moved: int, to: object) -> str:
    same = len(units) - moved
    sentence = (
        f"{_number(moved)} moved to {to}." if to else f"{_number(moved)} taken back: nobody has them now."
    )
    if same:
        sentence += f" {_number(same)} needed no change."
    return sentence
