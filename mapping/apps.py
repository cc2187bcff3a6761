"""The app of the pages that combine data of several apps: home, map, directory, studies. It has no tables."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Mapping"

    def ready(self) -> None:
        from accounts import housekeeping
        from mapping import release_part
        from mapping.atlas.news import erase_old_news

        release_part.register()
        housekeeping.register("old news of saved views", erase_old_news)
