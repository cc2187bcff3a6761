"""The app of a study's reports: tables, disclosure control, charts and file formats."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports"
