"""Addresses of a study's reports: page, file, chart, and all of them in one archive."""

from django.urls import include, path

from reports import views
from reports.archive import views as archive
from reports.quality import views as quality
from reports.quotations import views as quotations

urlpatterns = [
    path("", include("reports.releases.urls")),
    path("studies/<slug:slug>/archive/", archive.archive_package, name="archive-package"),
    path("studies/<slug:slug>/archive/study/", archive.archive_study, name="study-archive"),
    path("studies/<slug:slug>/quality/", quality.quality, name="study-quality"),
    path("studies/<slug:slug>/quality/edit/", quality.edit_quality, name="study-quality-edit"),
    path("studies/<slug:slug>/quotations/", quotations.quotation_list, name="quotation-list"),
    path(
        "studies/<slug:slug>/quotations/new/<slug:kind>/<int:pk>/",
        quotations.quotation_new,
        name="quotation-new",
    ),
    path("studies/<slug:slug>/quotations/<int:pk>/", quotations.quotation_detail, name="quotation-detail"),
    path(
        "studies/<slug:slug>/quotations/<int:pk>/decide/",
        quotations.quotation_decide,
        name="quotation-decide",
    ),
    path("studies/<slug:slug>/reports.zip", views.report_archive, name="report-archive"),
    path("studies/<slug:slug>/reports/<slug:name>/", views.report_detail, name="report-detail"),
    path(
        "studies/<slug:slug>/reports/<slug:name>.<slug:format>",
        views.report_download,
        name="report-download",
    ),
    path(
        "studies/<slug:slug>/reports/<slug:name>/<slug:chart>.<slug:picture>",
        views.report_chart,
        name="report-chart",
    ),
]
