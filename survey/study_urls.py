"""URLs of the pages on which a study lead runs the online survey of a study, and of the questionnaires."""

from django.urls import path

from survey.views import invitation_lists, invitations, questionnaires, review, survey_settings

urlpatterns = [
    path("questionnaires/", questionnaires.questionnaires, name="questionnaire-list"),
    path("questionnaires/<slug:name>/<str:version>/", questionnaires.preview, name="questionnaire-preview"),
    path("questionnaires/<slug:name>/<str:version>/file/", questionnaires.file, name="questionnaire-file"),
    path("studies/<slug:study>/survey/", survey_settings.survey_settings, name="study-survey"),
    path("studies/<slug:study>/answers/", review.answers, name="study-answers"),
    path("studies/<slug:study>/answers/<slug:reference>/", review.answer, name="study-answer"),
    path("studies/<slug:study>/invitations/", invitations.invitations, name="invitations"),
    path("studies/<slug:study>/invitations/add/", invitation_lists.add, name="invitation-list-add"),
    path(
        "studies/<slug:study>/invitations/lists/<int:pk>/",
        invitation_lists.upload,
        name="invitation-list-upload",
    ),
    path("studies/<slug:study>/invitations/<int:pk>/", invitations.invitation, name="invitation"),
]
