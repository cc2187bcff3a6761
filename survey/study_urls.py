"""URLs of the pages on which a study lead runs the online survey of a study, and of the questionnaires."""

from django.urls import path

from survey.views import (
    answer_downloads,
    answer_uploads,
    invitation_lists,
    invitations,
    question_library,
    questionnaire_comparison,
    questionnaire_publishing,
    questionnaires,
    review,
    survey_settings,
)

urlpatterns = [
    path("questionnaires/", questionnaires.questionnaires, name="questionnaire-list"),
    path("questionnaires/new/", questionnaire_publishing.new, name="questionnaire-new"),
    path("questionnaire-uploads/<int:pk>/", questionnaire_publishing.upload, name="questionnaire-upload"),
    path("questionnaires/compare/", questionnaire_comparison.comparison, name="questionnaire-compare"),
    path("questionnaires/library/", question_library.question_library, name="questionnaire-library"),
    path("questionnaires/library/copy/", question_library.copy, name="questionnaire-copy"),
    # A version may have slashes in it, as a day has.
    path("questionnaires/<slug:name>/<path:version>/file/", questionnaires.file, name="questionnaire-file"),
    path(
        "questionnaires/<slug:name>/<path:version>/retire/",
        questionnaire_publishing.retire,
        name="questionnaire-retire",
    ),
    path(
        "questionnaires/<slug:name>/<path:version>/restore/",
        questionnaire_publishing.restore,
        name="questionnaire-restore",
    ),
    path("questionnaires/<slug:name>/<path:version>/", questionnaires.preview, name="questionnaire-preview"),
    path("studies/<slug:study>/survey/", survey_settings.survey_settings, name="study-survey"),
    path("studies/<slug:study>/answers/", review.answers, name="study-answers"),
    path("studies/<slug:study>/answers/download/", answer_downloads.download, name="answers-download"),
    path("studies/<slug:study>/answers/uploads/", answer_uploads.uploads, name="answer-uploads"),
    path("studies/<slug:study>/answers/uploads/<int:pk>/", answer_uploads.upload, name="answer-upload"),
    path(
        "studies/<slug:study>/answers/uploads/<int:pk>/rows/", answer_uploads.rows, name="answer-upload-rows"
    ),
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
