"""URLs of the directory."""

from django.urls import path

from enterprises import views
from enterprises.corrections import views as corrections
from enterprises.corrections.feedback import feedback

urlpatterns = [
    path("organisations/suggest.json", views.organisation_suggest, name="organisation-suggest"),
    path("feedback/", feedback, name="feedback"),
    path("corrections/new/", corrections.new, name="correction-new"),
    path("corrections/confirm/<str:token>/", corrections.confirm, name="correction-confirm"),
    path("corrections/<slug:slug>/", corrections.status, name="correction-status"),
]
