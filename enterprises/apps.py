"""The directory of organisations, its evidence and its assessments."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EnterprisesConfig(AppConfig):
    name = "enterprises"
    verbose_name = "Directory of organisations"

    def ready(self) -> None:
        from accounts import housekeeping
        from enterprises import cache_version
        from enterprises.actions.corrections import erase_corrections
        from enterprises.corrections.feedback import erase_feedback
        from noms.signals import frame_changed

        def bump(**kwargs: Any) -> None:
            cache_version.bump()

        frame_changed.connect(bump, weak=False, dispatch_uid="cache_version")
        # A new release may render the same data differently.
        post_migrate.connect(bump, sender=self, weak=False, dispatch_uid="cache_version")
        housekeeping.register("corrections whose time is over", erase_corrections)
        housekeeping.register("answers about pages whose time is over", erase_feedback)
