"""The page of the samples of the later strands."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from interviews import actions
from interviews.forms.sampling import (
    CategoryForm,
    ChooseOrganisationsForm,
    ChooseServicesForm,
    NominationForm,
    RandomDrawForm,
)
from interviews.models import Draw
from interviews.planning import sampling_frame
from interviews.planning.sampling_frame import SamplingPool
from interviews.views.cases import add_errors
from noms.pagination import page_of, query_with
from survey.models import SampledUnit, Study
from survey.vocabulary import RespondentCategory, StrandKind

PAGE_SIZE = 25
LATER_STRANDS = (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def sample(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Draw or choose units, nominate organisations, set categories. `what` names the form that was sent."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    if what == "category":
        return _set_category(request, subject)
    data = request.POST if request.method == "POST" else None
    forms: dict[str, Form] = {
        "random": RandomDrawForm(
            data if what == "random" else None, initial={"seed": str(secrets.randbelow(10**6))}
        ),
        "services": ChooseServicesForm(data if what == "services" else None, study=subject),
        "organisations": ChooseOrganisationsForm(data if what == "organisations" else None, study=subject),
        "nomination": NominationForm(data if what == "nomination" else None),
    }
    save = _nominate if what == "nomination" else _draw_sample
    if what in forms and forms[what].is_valid() and save(request, subject, what, forms[what]):
        return redirect("sample", study)
    return _render_page(request, subject, forms, submitted=forms.get(what))


def _draw_sample(request: AuthenticatedRequest, study: Study, what: str, form: Form) -> bool:
    data = form.cleaned_data
    try:
        if what == "random":
            sample = actions.draw_services(study=study, by=request.user, **data)
        elif what == "services":
            sample = actions.choose_units(
                study=study,
                kind=StrandKind.EXTENDED_INTERVIEW,
                chosen=data["services"],
                reason=data["reason"],
                by=request.user,
            )
        else:
            sample = actions.choose_units(
                study=study,
                kind=StrandKind.ENTERPRISE_INTERVIEW,
                chosen=list(data["organisations"]),
                reason=data["reason"],
                by=request.user,
            )
    except ValidationError as refusal:
        add_errors(form, refusal)
        return False
    number = sample.units.count()
    messages.success(
        request, f"{number} drawn into the sample of {sample.strand.get_kind_display().lower()}."
    )
    return True


def _nominate(request: AuthenticatedRequest, study: Study, _: str, form: Form) -> bool:
    data = form.cleaned_data
    details = {"nominated_by": data["nominated_by"], "reason": data["reason"], "by": request.user}
    try:
        if data["organisation"] is None:
            nomination = actions.nominate_new(study=study, name=data["name"], **details)
        else:
            nomination = actions.nominate(study=study, organisation=data["organisation"], **details)
    except ValidationError as refusal:
        add_errors(form, refusal)
        return False
    messages.success(request, f"{nomination.organisation} is nominated. It can be chosen for the sample.")
    return True


def _set_category(request: AuthenticatedRequest, study: Study) -> HttpResponse:
    form = CategoryForm(request.POST)
    if form.is_valid():
        units = SampledUnit.objects.of_study(study).select_related("strand__study", "service", "organisation")
        unit = get_object_or_404(units, pk=form.cleaned_data["unit"])
        actions.set_category(unit=unit, category=form.cleaned_data["category"], by=request.user)
        messages.success(request, f"{unit}: {unit.get_category_display() or 'category not known'}.")
    return redirect("sample", study.slug)


def _render_page(
    request: AuthenticatedRequest, study: Study, forms: dict[str, Form], *, submitted: Form | None
) -> HttpResponse:
    units = (
        SampledUnit.objects.of_study(study)
        .filter(strand__kind__in=LATER_STRANDS)
        .select_related("strand", "service", "region", "organisation")
        .prefetch_related("sources")
        .order_by("strand", "category", "pk")
    )
    page = page_of(units, query=query_with(request.GET), size=PAGE_SIZE)
    rows = list(page.object_list)
    for unit in rows:
        unit.known_through = "; ".join(str(source) for source in unit.sources.all())
    draws = (
        Draw.objects.filter(strand__study=study)
        .select_related("strand", "created_by")
        .annotate(number=Count("units"))
        .order_by("-pk")
    )
    by_category = dict(units.order_by().values_list("category").annotate(number=Count("pk")))
    context = {
        "study": study,
        **{f"{name}_form": form for name, form in forms.items()},
        "submitted_form": submitted,
        "draws": list(draws),
        "rows": rows,
        "page": page,
        "categories": [
            (number, label, by_category.get(number, 0)) for number, label in RespondentCategory.choices
        ],
        "agreed": len(sampling_frame.eligible_services(study, among=SamplingPool.AGREED)),
    }
    return render(request, "interviews/planning/sample.html", context)
