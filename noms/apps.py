"""The National Offender Management Service's regions, prisons and probation services."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NomsConfig(AppConfig):
    name = "noms"
    verbose_name = "Prisons, probation and places"

    def ready(self) -> None:
        from noms.reference_rows import store_reference_rows

        post_migrate.connect(store_reference_rows, sender=self, dispatch_uid="reference_rows")
