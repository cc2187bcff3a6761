"""The app of the search: the index of documents, its two engines, and the reading of what people type."""

from collections.abc import Collection
from typing import Any

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from accounts import changes
        from enterprises import text_search
        from noms.signals import frame_changed
        from search import index, text_filter
        from search.documents import frame, learning, organisations, studies
        from search.registry import register_documents

        of_the_frame = {
            frame.SERVICE: frame.build_services,
            frame.AREA: frame.build_areas,
            frame.REGION: frame.build_regions,
        }
        others = {
            frame.TOWN: frame.build_towns,
            studies.REPORT: studies.build_reports,
            studies.DEFINITION: studies.build_definitions,
            organisations.KIND: organisations.build,
            learning.CASE_STUDY: learning.build,
        }
        for kind, build in {**of_the_frame, **others}.items():
            register_documents(kind, build)

        def update(kind: str, slugs: Collection[str]) -> None:
            # Which study the public pages show, and whether it has a release, decides which reports are public.
            if kind == "study":
                index.refresh([studies.REPORT])
                return
            index.update(kind, slugs)
            if kind == organisations.KIND:
                index.update(learning.CASE_STUDY, learning.provided_by(slugs))

        def refresh(**signal: Any) -> None:
            index.refresh(tuple(of_the_frame))

        changes.register_listener(update)
        text_search.register(text_filter.find)
        frame_changed.connect(refresh, weak=False, dispatch_uid="search")
