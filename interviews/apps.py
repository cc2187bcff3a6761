"""Telephone interviews: contacts, calls, interviews, mentions. Personal data stays in this app."""

from functools import partial

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Telephone interviews"

    def ready(self) -> None:
        from accounts import housekeeping
        from accounts.uploads.actions import discard_expired
        from interviews import consent
        from interviews.actions import CONTACTS_UPLOAD
        from interviews.actions.retention import erase_contacts
        from interviews.models import ContactUpload
        from interviews.study_part import Fieldwork
        from survey import study_parts

        consent.register()
        study_parts.register(Fieldwork())
        housekeeping.register("contacts on their day of erasure", erase_contacts)
        housekeeping.register(
            "uploaded contacts that nobody loaded",
            partial(discard_expired, kind=CONTACTS_UPLOAD, uploads=ContactUpload.objects.all()),
        )
