"""Addresses of releases. Those of public ones never change."""

from django.urls import path

from reports.releases.views import comparison, machine_readable, preparing, public

urlpatterns = [
    path("releases/", public.calendar, name="release-calendar"),
    path("releases.atom", machine_readable.release_feed, name="release-feed"),
    path("catalogue.jsonld", machine_readable.release_catalogue, name="catalogue"),
    path("studies/<slug:slug>/release/", preparing.prepare, name="release-prepare"),
    path("studies/<slug:slug>/release/compare/", comparison.compare, name="release-compare"),
    path("studies/<slug:slug>/release/preview/", preparing.preview, name="release-preview"),
    path("studies/<slug:slug>/release/details/", preparing.revise, name="release-revise"),
    path("studies/<slug:slug>/release/early-access/", preparing.early_access, name="release-early-access"),
    path(
        "studies/<slug:slug>/release/early-access/<int:pk>/end/",
        preparing.end_early_access,
        name="release-early-access-end",
    ),
    path("studies/<slug:slug>/release/ready/", preparing.make_ready, name="release-ready"),
    path("studies/<slug:slug>/release/publish/", preparing.release, name="release-publish"),
    path(
        "studies/<slug:slug>/release/reports/<slug:name>/",
        preparing.preview_report,
        name="release-preview-report",
    ),
    path(
        "studies/<slug:slug>/release/reports/<slug:name>/<slug:chart>.<slug:picture>",
        preparing.preview_chart,
        name="release-preview-chart",
    ),
    path(
        "studies/<slug:slug>/release/report.<slug:kind>",
        preparing.preview_document,
        name="release-preview-document",
    ),
    path("studies/<slug:slug>/releases/", public.release_list, name="release-list"),
    path("studies/<slug:slug>/releases.atom", machine_readable.release_feed, name="study-release-feed"),
    path(
        "studies/<slug:slug>/releases/<int:number>.jsonld",
        machine_readable.release_entry,
        name="release-entry",
    ),
    path("studies/<slug:slug>/releases/latest/", public.latest, name="release-latest"),
    path("studies/<slug:slug>/releases/latest/<path:rest>", public.latest, name="release-latest-page"),
    path("studies/<slug:slug>/releases/<int:number>/", public.release_detail, name="release-detail"),
    path("studies/<slug:slug>/releases/<int:number>/withdraw/", preparing.withdraw, name="release-withdraw"),
    path(
        "studies/<slug:slug>/releases/<int:number>/report.<slug:kind>",
        public.release_document,
        name="release-document",
    ),
    path(
        "studies/<slug:slug>/releases/<int:number>/<slug:name>/", public.release_report, name="release-report"
    ),
    path(
        "studies/<slug:slug>/releases/<int:number>/<slug:name>.<slug:format>",
        public.release_report_file,
        name="release-report-file",
    ),
    path(
        "studies/<slug:slug>/releases/<int:number>/<slug:name>/<slug:chart>.<slug:picture>",
        public.release_report_chart,
        name="release-report-chart",
    ),
]
