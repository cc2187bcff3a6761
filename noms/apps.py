"""The National Offender Management Service's regions, prisons and probation services."""

from django.apps import AppConfig


class NomsConfig(AppConfig):
    name = "noms"
    verbose_name = "Prisons, probation and places"
