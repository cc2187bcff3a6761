"""The page on which the study lead sets quotas."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from interviews.actions.quotas import set_quotas
from interviews.forms.quotas import QuotaForm
from interviews.planning import quotas as planning
from interviews.planning.rules import rules_for
from interviews.progress.quotas import cells_of
from interviews.views.cases import add_errors
from interviews.views.progress import strand_of
from interviews.vocabulary import QuotaBy
from interviews.worklist import ordered_cases
from survey.models import Strand, Study

DIVISIONS = (("", "Not divided: one target for all"), *QuotaBy.choices)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def quotas(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the cells of a strand by the division chosen with `by`; on POST set their quotas.

    A fixed number of queries.
    """
    subject = get_object_or_404(Study.objects.opened().select_related("frame"), slug=study)
    strand = strand_of(subject, request.GET.get("strand", ""))
    if strand is None:
        raise Http404("This study has no sample yet.")
    present = planning.division_of(strand)
    divided_by = request.GET.get("by", present)
    if divided_by not in dict(DIVISIONS):
        divided_by = present
    rules = rules_for(strand)
    cases = ordered_cases(subject, now=timezone.now()).filter(strand=strand)
    cells = cells_of(strand, cases, divided_by=divided_by, target=rules.target)
    names, kinds = planning.region_names(subject), subject.frame.words().kinds
    labelled = [
        (planning.label_of(cell.key, names, kinds), cell) for cell in cells if cell.key != planning.ALL
    ]
    seen = planning.fingerprint(present, planning.quotas_of([strand.pk]).get(strand.pk, {}))
    sent = request.POST if request.method == "POST" else None
    form = QuotaForm(sent, cells=labelled)
    if form.is_valid():
        try:
            set_quotas(
                strand=strand,
                divided_by=divided_by,
                quotas=form.quotas,
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except ValidationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(
                request,
                "The quotas are saved." if divided_by else "There are no quotas: one target holds for all.",
            )
            return redirect(f"{reverse('progress', args=[study])}?strand={strand.kind}")
    context = {
        "study": subject,
        "strand": strand,
        "strands": Strand.objects.filter(study=subject, units__isnull=False).distinct().order_by("pk"),
        "rules": rules,
        "form": form,
        "submitted_form": form if sent is not None else None,
        "seen": seen,
        "divided_by": divided_by,
        "present": present,
        "divisions": [(value, label, f"?strand={strand.kind}&by={value}") for value, label in DIVISIONS],
    }
    return render(request, "interviews/planning/quotas.html", context)
