"""Addresses of a study's reports: page, file, chart, and all of them in one archive."""

from django.urls import path

from reports.views import reports

urlpatterns = [
    path("studies/<slug:slug>/reports.zip", reports.report_archive, name="report-archive"),
    path("studies/<slug:slug>/reports/<slug:name>/", reports.report_detail, name="report-detail"),
    path(
        "studies/<slug:slug>/reports/<slug:name>.<slug:format>",
        reports.report_download,
        name="report-download",
    ),
    path(
        "studies/<slug:slug>/reports/<slug:name>/<slug:chart>.<slug:picture>",
        reports.report_chart,
        name="report-chart",
    ),
]
