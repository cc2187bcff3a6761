"""The API's root: which viewset answers where, its description and its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from accounts.access import requires
from enterprises.api import EngagementViewSet, OrganisationViewSet
from mapping.api_page import operations
from noms.api import ProbationAreaViewSet, RegionViewSet, ServiceViewSet
from survey.api import StudyViewSet


class Router(DefaultRouter):
    """Our router: addresses end with a slash, and the root is the page of the API."""

    include_root_view = False
    include_format_suffixes = False


router = Router()
router.register("regions", RegionViewSet, basename="api-region")
router.register("areas", ProbationAreaViewSet, basename="api-area")
router.register("services", ServiceViewSet, basename="api-service")
router.register("organisations", OrganisationViewSet, basename="api-organisation")
router.register("engagements", EngagementViewSet, basename="api-engagement")
router.register("studies", StudyViewSet, basename="api-study")


class SchemaView(SpectacularAPIView):
    """The OpenAPI description as JSON."""

    renderer_classes = [OpenApiJsonRenderer]
    required_permission = "atlas.view"


@require_safe
@requires("atlas.view")
def docs(request: HttpRequest) -> HttpResponse:
    """A page that lists every address of the API with its parameters, made from the description."""
    return render(request, "mapping/api_docs.html", {"operations": operations(request)})
