"""The directory of organisations, its evidence and its assessments: floor 2."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "enterprises"
    verbose_name = "Directory of organisations"
