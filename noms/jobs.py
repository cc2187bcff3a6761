"""The job of this app: read an uploaded spreadsheet of units."""

from __future__ import annotations

from django.urls import reverse

from accounts.jobs.kinds import Result, register
from accounts.jobs.progress import JobHandle
from accounts.uploads import actions as uploads
from noms.models import FrameUpload
from noms.own_frames.upload import UNITS_UPLOAD

PREVIEW = "units-preview"


@register(PREVIEW, permission="study.manage")
def preview_units(handle: JobHandle, *, upload: int) -> Result:
    """Read a spreadsheet of units and store its preview. Nothing is loaded.

    :raises ValidationError: if it is no spreadsheet of units, with every reason.
    """
    row = FrameUpload.objects.select_related("frame").get(pk=upload)
    uploads.preview(kind=UNITS_UPLOAD, upload=row, by=handle.by, report=handle.report)
    return Result(
        message="Nothing is loaded yet. Look at the rows, then load them.",
        address=reverse("frame-upload", args=[row.frame_id, row.pk]),
    )
