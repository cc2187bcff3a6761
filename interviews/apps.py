"""Contacts, calls, interviews, mentions: floor 4, where personal data stays."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Telephone interviews"
