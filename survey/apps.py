"""The app of studies, their samples and questionnaires, and the online survey."""

from functools import partial

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "survey"
    verbose_name = "Studies and questionnaires"

    def ready(self) -> None:
        from accounts import housekeeping
        from accounts.uploads.actions import discard_expired
        from enterprises.actions import register_versions
        from survey import consent
        from survey.actions import ANSWERS_UPLOAD, INVITATIONS_UPLOAD, discard_expired_questionnaires
        from survey.models import Delivery, InvitationUpload, Study

        register_versions(lambda: Study.objects.order_by().values_list("definition", "definition_version"))
        consent.register()
        housekeeping.register(
            "uploaded answers that nobody loaded",
            partial(discard_expired, kind=ANSWERS_UPLOAD, uploads=Delivery.objects.all()),
        )
        housekeeping.register(
            "lists of invitations that nobody loaded",
            partial(discard_expired, kind=INVITATIONS_UPLOAD, uploads=InvitationUpload.objects.all()),
        )
        housekeeping.register("uploaded forms that nobody published", discard_expired_questionnaires)
