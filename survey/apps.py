"""Study, sample, instruments: floor 3."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "survey"
    verbose_name = "Studies and questionnaires"
