"""The URLs of the API, its OpenAPI description, and its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from accounts.access import requires
from enterprises.api import AssessmentViewSet, EngagementViewSet, EvidenceViewSet
from mapping.api import hsds
from mapping.api.directory import OrganisationsView
from mapping.api.docs_page import operations
from mapping.api.studies import StudyViewSet
from noms.api import ProbationAreaViewSet, RegionViewSet, ServiceViewSet
from noms.api.conditional import ConditionalMixin
from reports.api import ReportListView, ReportView
from reports.releases.api import ReleaseListView, ReleaseView


class Router(DefaultRouter):
    """A router without a root view, because the root is the page of the API, and without format suffixes."""

    include_root_view = False
    include_format_suffixes = False


router = Router()
router.register("regions", RegionViewSet, basename="api-region")
router.register("areas", ProbationAreaViewSet, basename="api-area")
router.register("services", ServiceViewSet, basename="api-service")
router.register("organisations", OrganisationsView, basename="api-organisation")
router.register("engagements", EngagementViewSet, basename="api-engagement")
router.register("assessments", AssessmentViewSet, basename="api-assessment")
router.register("studies", StudyViewSet, basename="api-study")
router.register("evidence", EvidenceViewSet, basename="api-evidence")


class SchemaView(ConditionalMixin, SpectacularAPIView):
    """The OpenAPI description as JSON."""

    renderer_classes = [OpenApiJsonRenderer]
    required_permission = "atlas.view"


@require_safe
@requires("atlas.view")
def docs(request: HttpRequest) -> HttpResponse:
    """A page that lists every address of the API with its parameters, made from the OpenAPI description."""
    return render(request, "mapping/api_docs.html", {"operations": operations(request)})


urlpatterns = [
    path("schema.json", SchemaView.as_view(), name="api-schema"),
    path("studies/<slug:slug>/reports/", ReportListView.as_view(), name="api-report-list"),
    path("studies/<slug:slug>/reports/<slug:name>/", ReportView.as_view(), name="api-report-detail"),
    path("studies/<slug:slug>/releases/", ReleaseListView.as_view(), name="api-release-list"),
    path("studies/<slug:slug>/releases/<int:number>/", ReleaseView.as_view(), name="api-release-detail"),
    path("hsds/", include(hsds.urlpatterns)),
    *router.urls,
]
