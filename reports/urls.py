"""Addresses of a study's reports: page, file, chart, and all of them in one archive."""

from django.urls import include, path

from reports import views
from reports.archive import views as archive
from reports.documents import views as documents
from reports.quality import views as quality
from reports.quotations import views as quotations

urlpatterns = [
    # Before the reports of a release, whose names stand in the same place.
    path(
        "studies/<slug:slug>/releases/<int:number>/report/",
        documents.release_study_report,
        name="release-study-report",
    ),
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
    path("studies/<slug:slug>/report/", documents.study_report, name="study-report"),
    path("studies/<slug:slug>/report/draft/", documents.draft, name="study-report-draft"),
    path(
        "studies/<slug:slug>/report/draft.<slug:format>", documents.draft_file, name="study-report-draft-file"
    ),
    path("studies/<slug:slug>/report/texts/", documents.texts, name="report-texts"),
    path("studies/<slug:slug>/report/texts/figures/", documents.figures, name="report-figures"),
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
