"""Study, sample, instruments: floor 3."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "survey"
    verbose_name = "Studies and questionnaires"

    def ready(self) -> None:
        from enterprises.actions import register_versions
        from survey import consent
        from survey.models import Study

        register_versions(lambda: Study.objects.order_by().values_list("definition", "definition_version"))
        consent.register()
