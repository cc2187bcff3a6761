"""The app of the pages that combine data of several apps: home, map, directory, studies. It has no tables."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Mapping"

    def ready(self) -> None:
        from mapping import release_part

        release_part.register()
