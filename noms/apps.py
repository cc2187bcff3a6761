"""The National Offender Management Service's regions, prisons and probation services."""

from functools import partial

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NomsConfig(AppConfig):
    name = "noms"
    verbose_name = "Prisons, probation and places"

    def ready(self) -> None:
        from accounts import housekeeping
        from accounts.uploads.actions import discard_expired
        from noms.models import FrameUpload
        from noms.own_frames.upload import UNITS_UPLOAD
        from noms.reference_rows import store_reference_rows

        post_migrate.connect(store_reference_rows, sender=self, dispatch_uid="reference_rows")
        housekeeping.register(
            "uploaded units that nobody loaded",
            partial(discard_expired, kind=UNITS_UPLOAD, uploads=FrameUpload.objects.all()),
        )
