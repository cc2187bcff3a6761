"""URLs of the public survey. Tokens are private and never logged."""

from django.urls import path

from survey.views import after_sending, answers, save_and_resume, start

urlpatterns = [
    path("<slug:study>/", start.start, name="survey-start"),
    path("answers/<str:token>/", start.invited, name="survey-link"),
    path("answers/<str:token>/declined/", start.declined, name="survey-declined"),
    path("answers/<str:token>/all/", save_and_resume.resume, name="survey-resume"),
    path("answers/<str:token>/questions/<str:section>/", answers.page, name="survey-page"),
    path("answers/<str:token>/check/", answers.check, name="survey-check"),
    path("answers/<str:token>/saved/", save_and_resume.saved, name="survey-saved"),
    path("answers/<str:token>/copy/", save_and_resume.copy, name="survey-copy"),
    path("answers/<str:token>/change/", after_sending.change, name="survey-change"),
    path("answers/<str:token>/withdraw/", after_sending.withdraw, name="survey-withdraw"),
    path("answers/<str:token>/language/", save_and_resume.language, name="survey-language"),
]
