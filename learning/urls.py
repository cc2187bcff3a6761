"""The URLs of case studies and lessons."""

from django.urls import path

from learning import views

urlpatterns = [
    path("", views.learning, name="learning"),
    path("case-studies/", views.case_study_list, name="case-study-list"),
    path("case-studies.csv", views.case_study_csv, name="case-study-csv"),
    path("case-studies/<slug:slug>/", views.case_study_detail, name="case-study-detail"),
    path("programmes/<slug:slug>/", views.programme_detail, name="programme-detail"),
    path("what-works/", views.what_works, name="what-works"),
]
