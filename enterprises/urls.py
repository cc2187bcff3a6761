"""URLs of the directory."""

from django.urls import path

from enterprises import views

urlpatterns = [
    path("organisations/suggest.json", views.organisation_suggest, name="organisation-suggest"),
]
