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
from interviews.views.query_strings import query_with
from noms.pagination import page_of
from survey.models import SampledUnit, Study
from survey.vocabulary import RespondentCategory, StrandKind

PAGE_SIZE = 25
LATER = (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def sample(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Draw or choose units, nominate organisations, set categories. `what` names the form that was sent."""
    subject = get_object_or_404(Study, slug=study)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    if what == "category":
        return _category_set(request, subject)
    sent = request.POST if request.method == "POST" else None
    forms: dict[str, Form] = {
        "random": RandomDrawForm(
            sent if what == "random" else None, initial={"seed": str(secrets.randbelow(10**6))}
        ),
        "services": ChooseServicesForm(sent if what == "services" else None, study=subject),
        "organisations": ChooseOrganisationsForm(sent if what == "organisations" else None, study=subject),
        "nomination": NominationForm(sent if what == "nomination" else None),
    }
    done = _nominated if what == "nomination" else _drawn
    if what in forms and forms[what].is_valid() and done(request, subject, what, forms[what]):
        return redirect("sample", study)
    return _shown(request, subject, forms, shown=forms.get(what))


def _drawn(request: AuthenticatedRequest, study: Study, what: str, form: Form) -> bool:
    given = form.cleaned_data
    try:
        if what == "random":
            drawn = actions.draw_services(study=study, by=request.user, **given)
        elif what == "services":
            drawn = actions.choose_units(
                study=study,
                kind=StrandKind.EXTENDED_INTERVIEW,
                chosen=given["services"],
                reason=given["reason"],
                by=request.user,
            )
        else:
            drawn = actions.choose_units(
                study=study,
                kind=StrandKind.ENTERPRISE_INTERVIEW,
                chosen=list(given["organisations"]),
                reason=given["reason"],
                by=request.user,
            )
    except ValidationError as refusal:
        add_errors(form, refusal)
        return False
    number = drawn.units.count()
    messages.success(request, f"{number} drawn into the sample of {drawn.strand.get_kind_display().lower()}.")
    return True


def _nominated(request: AuthenticatedRequest, study: Study, _: str, form: Form) -> bool:
    given = form.cleaned_data
    told = {"nominated_by": given["nominated_by"], "reason": given["reason"], "by": request.user}
    try:
        if given["organisation"] is None:
            nomination = actions.nominate_new(study=study, name=given["name"], **told)
        else:
            nomination = actions.nominate(study=study, organisation=given["organisation"], **told)
    except ValidationError as refusal:
        add_errors(form, refusal)
        return False
    messages.success(request, f"{nomination.organisation} is nominated. It can be chosen for the sample.")
    return True


def _category_set(request: AuthenticatedRequest, study: Study) -> HttpResponse:
    form = CategoryForm(request.POST)
    if form.is_valid():
        units = SampledUnit.objects.of_study(study).select_related("strand__study", "service", "organisation")
        unit = get_object_or_404(units, pk=form.cleaned_data["unit"])
        actions.set_category(unit=unit, category=form.cleaned_data["category"], by=request.user)
        messages.success(request, f"{unit}: {unit.get_category_display() or 'category not known'}.")
    return redirect("sample", study.slug)


def _shown(
    request: AuthenticatedRequest, study: Study, forms: dict[str, Form], *, shown: Form | None
) -> HttpResponse:
    units = (
        SampledUnit.objects.of_study(study)
        .filter(strand__kind__in=LATER)
        .select_related("strand", "service__region", "organisation")
        .prefetch_related("sources")
        .order_by("strand", "category", "pk")
    )
    page = page_of(units, query=query_with(request.GET), size=PAGE_SIZE)
    by_category = dict(units.order_by().values_list("category").annotate(number=Count("pk")))
    context = {
        "study": study,
        **{f"{name}_form": form for name, form in forms.items()},
        "shown_form": shown,
        "draws": Draw.objects.filter(strand__study=study)
        .select_related("strand", "created_by")
        .annotate(number=Count("units"))
        .order_by("-pk"),
        "rows": page.object_list,
        "page": page,
        "categories": [
            (number, label, by_category.get(number, 0)) for number, label in RespondentCategory.choices
        ],
        "agreed": len(sampling_frame.eligible_services(study, among=SamplingPool.AGREED)),
    }
    return render(request, "interviews/planning/sample.html", context)
