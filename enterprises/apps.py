"""The directory of organisations, its evidence and its assessments: floor 2."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class EnterprisesConfig(AppConfig):
    name = "enterprises"
    verbose_name = "Directory of organisations"

    def ready(self) -> None:
        from accounts.models import AuditEvent
        from enterprises import cache_version

        def renew(**kwargs: Any) -> None:
            cache_version.bump()

        post_save.connect(cache_version.follow, sender=AuditEvent, dispatch_uid="edition")
        # A new release may write the same data otherwise.
        post_migrate.connect(renew, sender=self, weak=False, dispatch_uid="edition")
