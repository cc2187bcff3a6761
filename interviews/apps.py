"""Telephone interviews: contacts, calls, interviews, mentions. Personal data stays in this app."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Telephone interviews"

    def ready(self) -> None:
        from accounts import housekeeping
        from interviews import consent
        from interviews.actions.retention import erase_contacts

        consent.register()
        housekeeping.register("contacts on their day of erasure", erase_contacts)
