"""The pages that join the other apps: home, map, directory, studies. It has no tables."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Mapping"
