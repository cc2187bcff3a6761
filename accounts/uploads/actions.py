"""Actions on uploads of any kind: stage, preview, apply, discard and undo."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.uploads import files
from accounts.uploads.models import StagedUpload
from accounts.uploads.preview import APPLIED, SKIPPED, Content, Preview, PreviewRow, RowStatus
from accounts.uploads.rows import Sheet

if TYPE_CHECKING:
    from accounts.models import User

Upload = TypeVar("Upload", bound=StagedUpload)
Parsed = TypeVar("Parsed")
Report = Callable[[int, int], None]
"""A function that is called with the number of rows read and of all rows; it may raise an exception to stop."""

RETENTION = dt.timedelta(days=30)
"""The time after which files that nobody loaded are discarded."""
NOT_OPEN = "This file was loaded or discarded already."
NOT_READ = "This file is still being read."
NOT_APPLIED = "This file is not loaded, or was undone already."


class UploadKind(ABC, Generic[Upload, Parsed, Content]):
    """The functions of one kind of upload. `noun` is the first word of its audit verbs."""

    noun: str

    def sheets(self, upload: Upload) -> Sequence[Sheet]:
        """Return the tables in the files of the upload.

        :raises UnreadableError: with every reason, for files that are no tables.
        """
        return files.read_sheets(files.unpack(upload.content))

    @abstractmethod
    def read(self, upload: Upload, sheets: Sequence[Sheet], report: Report) -> Parsed:
        """Return the content of the sheets. This is the long part, and needs no transaction.

        :raises ValidationError: with every reason, for sheets that cannot be read at all.
        """

    @abstractmethod
    def preview(self, upload: Upload, parsed: Parsed) -> Preview[Content]:
        """Return the effect of applying the content to the current data; set the upload's fields that describe it."""

    @abstractmethod
    def lock(self, upload: Upload) -> Upload:
        """Lock the upload and all rows that two uploads must not change at once, and return the upload read again."""

    @abstractmethod
    def write(self, upload: Upload, rows: Sequence[PreviewRow[Content]], *, by: User | None) -> None:
        """Write the rows that are new or changed."""

    @abstractmethod
    def reason_not_to_undo(self, upload: Upload) -> str:
        """Return a sentence that says why the upload cannot be undone, or "" if it can."""

    @abstractmethod
    def remove_rows(self, upload: Upload, *, by: User | None) -> int:
        """Remove the rows that the upload added, and return their number."""

    @abstractmethod
    def study(self, upload: Upload) -> Any:
        """Return the study of the upload, for the audit trail; None if it has none."""


@transaction.atomic
def stage(
    *, kind: UploadKind[Upload, Any, Any], upload: Upload, uploads: files.Uploads, by: User | None
) -> Upload:
    """Save an upload with its files, by name, without reading them.

    :raises ValidationError: for an upload that its model refuses.
    """
    uploads = list(uploads)
    upload.file_name = ", ".join(name for name, _ in uploads)[:200]
    upload.content = files.pack(uploads)
    upload.stamp(by=by)
    upload.full_clean()
    upload.save(force_insert=True)
    detail = {"files": len(uploads)}
    audit.record(by=by, verb=f"{kind.noun}.received", subject=upload, study=kind.study(upload), detail=detail)
    return upload


def preview(
    *,
    kind: UploadKind[Upload, Any, Any],
    upload: Upload,
    by: User | None,
    report: Report = lambda done, of: None,
) -> Upload:
    """Read the files and store the preview of applying them to the current data. Call it outside transactions.

    Files that cannot be read, or whose reading is stopped, are deleted together with the upload.

    :raises ValidationError: with every reason, for files that cannot be read, and for an upload that is not open.
    """
    _must_be_open(upload)
    try:
        parsed = kind.read(upload, kind.sheets(upload), report)
    except BaseException:
        _forget(kind=kind, upload=upload, by=by)
        raise
    with transaction.atomic():
        upload = kind.lock(upload)
        _must_be_open(upload)
        found = kind.preview(upload, parsed)
        upload.row_count = len(found.rows)
        upload.preview, upload.previewed_at = found.as_json(), timezone.now()
        upload.stamp(by=by)
        upload.full_clean()
        upload.save()
    return upload


@transaction.atomic
def _forget(*, kind: UploadKind[Upload, Any, Any], upload: Upload, by: User | None) -> None:
    audit.record(by=by, verb=f"{kind.noun}.not_read", subject=upload, study=kind.study(upload))
    upload.delete()


def apply(*, kind: UploadKind[Upload, Any, Any], upload: Upload, by: User | None) -> Upload:
    """Write the new and changed rows in one transaction, and delete the files.

    The files are read again before the transaction, and compared with the data within it. Unchanged rows stay as they
    are. Conflicts and rows with a problem are skipped and listed in `findings`. Applying the same file again changes
    nothing.

    :raises ValidationError: for an upload that is not waiting.
    """
    _must_be_waiting(upload)
    parsed = kind.read(upload, kind.sheets(upload), lambda done, of: None)
    with transaction.atomic():
        upload = kind.lock(upload)
        _must_be_waiting(upload)
        result = kind.preview(upload, parsed)
        kind.write(upload, result.of(*APPLIED), by=by)
        detail = {
            "added": len(result.of(RowStatus.NEW)),
            "changed": len(result.of(RowStatus.CHANGED)),
            "unchanged": len(result.of(RowStatus.UNCHANGED)),
            "rejected": len(result.of(*SKIPPED)),
        }
        for name, number in detail.items():
            setattr(upload, f"{name}_count", number)
        upload.findings = [list(found[:4]) for row in result.of(*SKIPPED) for found in row.findings]
        upload.applied_at, upload.content, upload.preview = timezone.now(), "", {}
        upload.stamp(by=by)
        upload.full_clean()
        upload.save()
        audit.record(
            by=by, verb=f"{kind.noun}.loaded", subject=upload, study=kind.study(upload), detail=detail
        )
    return upload


@transaction.atomic
def discard(*, kind: UploadKind[Upload, Any, Any], upload: Upload, by: User | None) -> Upload:
    """Delete the files of an upload that is not to be applied.

    :raises ValidationError: for an upload that was applied or discarded.
    """
    upload = kind.lock(upload)
    _must_be_open(upload)
    upload.discarded_at, upload.content, upload.preview = timezone.now(), "", {}
    upload.stamp(by=by)
    upload.save()
    audit.record(by=by, verb=f"{kind.noun}.discarded", subject=upload, study=kind.study(upload))
    return upload


def discard_expired(*, kind: UploadKind[Upload, Any, Any], uploads: QuerySet[Upload], dry_run: bool) -> int:
    """Discard the open uploads among these that were received more than `RETENTION` ago, and return their number.

    `manage.py housekeeping` runs this for each kind of upload. With `dry_run` they are only counted.
    """
    expired = uploads.filter(
        applied_at__isnull=True, discarded_at__isnull=True, created_at__lt=timezone.now() - RETENTION
    )
    if dry_run:
        return expired.count()
    waiting = list(expired.defer("content", "preview", "findings"))
    for upload in waiting:
        discard(kind=kind, upload=upload, by=None)
    return len(waiting)


@transaction.atomic
def undo(*, kind: UploadKind[Upload, Any, Any], upload: Upload, by: User | None) -> Upload:
    """Remove the rows that an upload wrote. The upload itself stays, marked as undone.

    :raises ValidationError: for an upload that is not applied, and if newer data depend on it.
    """
    upload = kind.lock(upload)
    if not upload.is_applied:
        raise ValidationError(NOT_APPLIED)
    if reason := kind.reason_not_to_undo(upload):
        raise ValidationError(reason)
    rows = kind.remove_rows(upload, by=by)
    upload.undone_at = timezone.now()
    upload.stamp(by=by)
    upload.full_clean()
    upload.save()
    audit.record(
        by=by, verb=f"{kind.noun}.undone", subject=upload, study=kind.study(upload), detail={"rows": rows}
    )
    return upload


def _must_be_open(upload: StagedUpload) -> None:
    if not upload.is_open:
        raise ValidationError(NOT_OPEN)


def _must_be_waiting(upload: StagedUpload) -> None:
    _must_be_open(upload)
    if not upload.is_waiting:
        raise ValidationError(NOT_READ)
