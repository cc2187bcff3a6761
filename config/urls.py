"""The root URL configuration."""

from django.contrib import admin
from django.urls import include, path

from mapping import api
from mapping.views import crawling, site_pages

urlpatterns = [
    path("search/", include("search.urls")),
    path("", include("mapping.urls")),
    path("work/", include("interviews.urls")),
    path("frames/", include("noms.urls")),
    path("survey/", include("survey.urls")),
    path("learning/", include("learning.urls")),
    path("", include("enterprises.urls")),
    path("account/", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
    path("api/", api.docs, name="api-docs"),
    path("api/v1/", include(api.urlpatterns)),
    path("sources/", site_pages.sources, name="sources"),
    path("accessibility/", site_pages.accessibility, name="accessibility"),
    path("privacy/", site_pages.privacy, name="privacy"),
    path("cookies/", site_pages.cookies, name="cookies"),
    path("robots.txt", crawling.robots, name="robots-txt"),
    path(".well-known/security.txt", crawling.security, name="security-txt"),
    path("sitemap.xml", crawling.sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", crawling.sitemap, name="sitemap"),
    path("healthz", site_pages.healthz, name="healthz"),
    path("readyz", site_pages.readyz, name="readyz"),
]

handler400 = "mapping.views.site_pages.bad_request"
handler403 = "mapping.views.site_pages.permission_denied"
handler404 = "mapping.views.site_pages.not_found"
