"""The URLs of the home page, map, directory, definitions and studies, and of the reports of a study."""

from django.urls import include, path

from mapping.views import (
    atlas,
    definitions,
    directory,
    home,
    publishing,
    studies,
    study_tasks,
    what_if,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("atlas/", atlas.atlas, name="atlas"),
    path("atlas/feed.json", atlas.feed, name="atlas-feed"),
    path("atlas/measures.json", atlas.measures, name="atlas-measures"),
    path("atlas/geometry/<slug:layer>.json", atlas.geometry, name="atlas-geometry"),
    path("atlas/map.svg", atlas.svg, name="atlas-svg"),
    path("atlas/map.png", atlas.png, name="atlas-png"),
    path("atlas/views/", atlas.save, name="saved-view-save"),
    path("atlas/views/<int:pk>/forget/", atlas.forget, name="saved-view-forget"),
    path("atlas/list.csv", atlas.list_csv, name="atlas-csv"),
    path("atlas/list.geojson", atlas.list_geojson, name="atlas-geojson"),
    path("organisations/<slug:slug>/", directory.organisation, name="organisation-detail"),
    path("organisations/<slug:slug>/assessment/", directory.assessment, name="organisation-assessment"),
    path("definitions/", definitions.definition_list, name="definition-list"),
    path("definitions/what-if/", what_if.what_if, name="what-if"),
    path("definitions/what-if/<slug:curve>.<slug:picture>", what_if.what_if_chart, name="what-if-chart"),
    path("definitions/drafts/<slug:slug>/", definitions.draft_detail, name="definition-draft"),
    path("definitions/drafts/<slug:slug>.toml", definitions.draft_file, name="definition-draft-file"),
    path("definitions/<slug:name>/", definitions.definition_detail, name="definition-detail"),
    path("definitions/<slug:name>.toml", definitions.definition_file, name="definition-file"),
    path("services/<slug:slug>/", directory.service, name="service-detail"),
    path("regions/<slug:slug>/", directory.region, name="region-detail"),
    path("areas/<slug:slug>/", directory.area, name="area-detail"),
    path("studies/", studies.study_list, name="study-list"),
    path("studies/<slug:slug>/", studies.study_detail, name="study-detail"),
    path("tasks/", study_tasks.tasks_in_fieldwork, name="tasks"),
    path("studies/<slug:study>/tasks/", study_tasks.tasks, name="study-tasks"),
    path("studies/<slug:study>/publish/", publishing.publish, name="study-publish"),
    path("", include("survey.study_urls")),
    path("", include("reports.urls")),
]
