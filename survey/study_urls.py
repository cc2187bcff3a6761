"""URLs of the pages on which a study lead runs the online survey of a study, and of the questionnaires."""

from django.urls import path

from survey.views import questionnaires, review, survey_settings

urlpatterns = [
    path("questionnaires/", questionnaires.questionnaires, name="questionnaire-list"),
    path("questionnaires/<slug:name>/<str:version>/", questionnaires.preview, name="questionnaire-preview"),
    path("questionnaires/<slug:name>/<str:version>/file/", questionnaires.file, name="questionnaire-file"),
    path("studies/<slug:study>/survey/", survey_settings.survey_settings, name="study-survey"),
    path("studies/<slug:study>/answers/", review.answers, name="study-answers"),
    path("studies/<slug:study>/answers/<slug:reference>/", review.answer, name="study-answer"),
]
