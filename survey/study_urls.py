"""URLs of the pages on which a study lead runs the online survey of a study."""

from django.urls import path

from survey.views import review

urlpatterns = [
    path("studies/<slug:study>/answers/", review.answers, name="study-answers"),
    path("studies/<slug:study>/answers/<slug:reference>/", review.answer, name="study-answer"),
]
