"""Pages of one organisation, one prison or probation service, one probation area, one region."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from enterprises.models import Organisation
from mapping.atlas import DEFINITION
from mapping.pages import AreaProfile, OrganisationProfile, RegionProfile, ServiceProfile
from noms.models import ProbationArea, Region, Service


def whole(request: HttpRequest, row: Organisation | Service | ProbationArea | Region) -> str:
    """The one address of a row's page, with its host."""
    return request.build_absolute_uri(row.get_absolute_url())


@require_safe
@requires("directory.view")
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What an organisation does, with whom, and what the definition says of it and why.

    One that was merged leads to the one it was merged into; an unpublished one is there for research roles.
    """
    sees_unpublished = may(request.user, "unpublished.view")
    found = get_object_or_404(Organisation.objects.select_related("merged_into"), slug=slug)
    standing = found.merged_into or found
    if not standing.is_published and not sees_unpublished:
        raise Http404("This organisation is not published.")
    if standing != found:
        return redirect(standing)
    profile = OrganisationProfile(found, definition=DEFINITION, sees_unpublished=sees_unpublished)
    return render(
        request,
        "mapping/organisation_detail.html",
        {"organisation": found, "profile": profile, "canonical": whole(request, found)},
    )


@require_safe
@requires("directory.view")
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """A prison or probation service: its facts, who works there, and who is near."""
    services = Service.objects.select_related("region", "area", "successor").with_sites()
    found = get_object_or_404(services, slug=slug)
    profile = ServiceProfile(
        found,
        definition=DEFINITION,
        today=timezone.localdate(),
        sees_unpublished=may(request.user, "unpublished.view"),
        sees_outcomes=may(request.user, "outcomes.view"),
    )
    return render(
        request,
        "mapping/service_detail.html",
        {"service": found, "profile": profile, "canonical": whole(request, found)},
    )


@require_safe
@requires("directory.view")
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """A probation area: its figures, services, organisations, and what nobody provides there."""
    found = get_object_or_404(ProbationArea.objects.select_related("region", "service", "trust"), slug=slug)
    profile = AreaProfile(found, sees_outcomes=may(request.user, "outcomes.view"))
    return render(
        request,
        "mapping/area_detail.html",
        {"area": found, "profile": profile, "canonical": whole(request, found)},
    )


@require_safe
@requires("directory.view")
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region: its figures, areas, services and organisations."""
    found = get_object_or_404(Region, slug=slug)
    context = {"region": found, "profile": RegionProfile(found), "canonical": whole(request, found)}
    return render(request, "mapping/region_detail.html", context)
