"""The roof: it owns no tables and nobody imports it."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Mapping"

    def ready(self) -> None:
        from mapping import checks  # noqa: F401  (registers the system checks)
