"""Pages of organisations with their assessments, and of services, areas and regions."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from enterprises.classification import definitions
from enterprises.models import Organisation
from mapping.atlas import DEFINITION, AtlasFilters
from mapping.pages import AreaPage, AssessmentPage, OrganisationPage, RegionPage, ServicePage
from noms.models import ProbationArea, Region, Service


def canonical_address(request: HttpRequest, row: Organisation | Service | ProbationArea | Region) -> str:
    """The canonical address of a row's page, with its host."""
    return request.build_absolute_uri(row.get_absolute_url())


@require_safe
@requires("directory.view")
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The activities and partners of an organisation, and its outcome by the definition with the reasons.

    A merged organisation redirects to the one it was merged into; only research roles see unpublished ones.
    """
    sees_unpublished = may(request.user, "unpublished.view")
    found = get_object_or_404(Organisation.objects.select_related("merged_into"), slug=slug)
    current = found.merged_into or found
    if not current.is_published and not sees_unpublished:
        raise Http404("This organisation is not published.")
    if current != found:
        return redirect(current)
    page = OrganisationPage(found, definition=DEFINITION, sees_unpublished=sees_unpublished)
    return render(
        request,
        "mapping/organisation_detail.html",
        {"organisation": found, "page": page, "canonical": canonical_address(request, found)},
    )


@require_safe
@requires("directory.view")
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """A prison or probation service: its facts, the organisations that work there, and those nearby."""
    services = Service.objects.select_related(
        "region__system", "region_2021__system", "area__service", "area__trust", "successor", "kind"
    ).with_sites()
    found = get_object_or_404(services, slug=slug)
    page = ServicePage(
        found,
        definition=DEFINITION,
        today=timezone.localdate(),
        sees_unpublished=may(request.user, "unpublished.view"),
        sees_outcomes=may(request.user, "outcomes.view"),
    )
    return render(
        request,
        "mapping/service_detail.html",
        {"service": found, "page": page, "canonical": canonical_address(request, found)},
    )


@require_safe
@requires("directory.view")
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """A probation area: its figures, services and organisations, and the activities missing there."""
    areas = ProbationArea.objects.select_related("region__system", "region_2021__system", "service", "trust")
    found = get_object_or_404(areas, slug=slug)
    page = AreaPage(
        found,
        sees_outcomes=may(request.user, "outcomes.view"),
        filters=_time_of(request),
        params=request.GET,
    )
    return render(
        request,
        "mapping/area_detail.html",
        {"area": found, "page": page, "canonical": canonical_address(request, found)},
    )


@require_safe
@requires("directory.view")
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region: its figures, areas, services and organisations."""
    regions = Region.objects.select_related("system__frame")
    found = get_object_or_404(regions, slug=slug)
    context = {
        "region": found,
        "page": RegionPage(
            found,
            sees_outcomes=may(request.user, "outcomes.view"),
            filters=_time_of(request),
            params=request.GET,
        ),
        "canonical": canonical_address(request, found),
    }
    return render(request, "mapping/region_detail.html", context)


def _time_of(request: HttpRequest) -> AtlasFilters:
    """Return the study or the day that the address asks for; today without either."""
    params = QueryDict(mutable=True)
    for name in ("study", "on"):
        if name in request.GET:
            params[name] = request.GET[name]
    return AtlasFilters(params, sees_unpublished=may(request.user, "unpublished.view"))


@require_safe
@requires("directory.view")
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """The outcome with its reasons and evidence; `?definition=` applies another definition or version."""
    sees_all = may(request.user, "unpublished.view")
    organisation = get_object_or_404(Organisation.objects.select_related("merged_into"), slug=slug)
    current = organisation.merged_into or organisation
    if not current.is_published and not sees_all:
        raise Http404("This organisation is not published.")
    if current != organisation:
        return redirect("organisation-assessment", slug=current.slug)
    definition, notice = definitions.get(), ""
    try:
        definition = definitions.find(request.GET.get("definition", definitions.DEFAULT))
    except KeyError as error:
        notice = f"{error.args[0]} This page uses the study’s own definition."
    context = {
        "organisation": organisation,
        "page": AssessmentPage(organisation, definition=definition, sees_all=sees_all),
        "newest": definitions.get(definition.id),
        "notice": notice,
        "may_curate": may(request.user, "directory.curate"),
        "trail": [(reverse("atlas"), "Map"), (organisation.get_absolute_url(), organisation.name)],
    }
    return render(request, "mapping/assessment_detail.html", context)
