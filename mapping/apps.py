"""The pages that join the floors: home, map, directory, studies. It owns no tables."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Mapping"
