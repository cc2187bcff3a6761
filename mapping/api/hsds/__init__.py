"""The directory as Open Referral (HSDS 3): organizations, services, locations, services at locations and taxonomies."""

from django.urls import URLPattern, path

from mapping.api.hsds import service_at_location, views

urlpatterns: list[URLPattern] = [
    path("", views.RootView.as_view(), name="api-hsds"),
    path("organizations/", views.OrganizationsView.as_view(), name="api-hsds-organization-list"),
    path("organizations/<uuid:id>/", views.OrganizationView.as_view(), name="api-hsds-organization-detail"),
    path("services/", views.ServicesView.as_view(), name="api-hsds-service-list"),
    path("services/<uuid:id>/", views.ServiceView.as_view(), name="api-hsds-service-detail"),
    path("locations/", views.LocationsView.as_view(), name="api-hsds-location-list"),
    path("locations/<uuid:id>/", views.LocationView.as_view(), name="api-hsds-location-detail"),
    path(
        "service_at_locations/",
        service_at_location.AtLocationsView.as_view(),
        name="api-hsds-service-at-location-list",
    ),
    path(
        "service_at_locations/<uuid:id>/",
        service_at_location.AtLocationView.as_view(),
        name="api-hsds-service-at-location-detail",
    ),
    path("taxonomies/", views.TaxonomiesView.as_view(), name="api-hsds-taxonomy-list"),
    path("taxonomy_terms/", views.TaxonomyTermsView.as_view(), name="api-hsds-taxonomy-term-list"),
]
