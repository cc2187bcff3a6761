"""Every address of Gatehouse."""

from django.contrib import admin
from django.urls import include, path

from mapping import api
from mapping.views import plain

urlpatterns = [
    path("", include("mapping.pages")),
    path("work/", include("interviews.urls")),
    path("survey/", include("survey.urls")),
    path("", include("enterprises.urls")),
    path("account/", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
    path("api/", api.docs, name="api-docs"),
    path("api/v1/", include(api.urlpatterns)),
    path("sources/", plain.sources, name="sources"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("privacy/", plain.privacy, name="privacy"),
    path("cookies/", plain.cookies, name="cookies"),
    path("healthz", plain.healthz, name="healthz"),
    path("readyz", plain.readyz, name="readyz"),
]

handler400 = "mapping.views.errors.bad_request"
handler404 = "mapping.views.errors.not_found"
