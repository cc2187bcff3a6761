"""Actions on uploads of any kind: stage, preview, apply, discard and undo."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.uploads.models import StagedUpload
from accounts.uploads.preview import APPLIED, SKIPPED, Content, Preview, PreviewRow, RowStatus

if TYPE_CHECKING:
    from accounts.models import User

Upload = TypeVar("Upload", bound=StagedUpload)
NOT_WAITING = "This file was loaded or discarded already."
NOT_APPLIED = "This file is not loaded, or was undone already."


class UploadKind(ABC, Generic[Upload, Content]):
    """The functions of one kind of upload. `noun` is the first word of its audit verbs."""

    noun: str

    @abstractmethod
    def preview(self, upload: Upload, texts: Mapping[str, str]) -> Preview[Content]:
        """Return the preview of applying these files, by name.

        :raises ValidationError: for texts that cannot be read at all.
        """

    @abstractmethod
    def lock(self, upload: Upload) -> Upload:
        """Lock the upload and everything that two uploads must not change at once, and return it anew."""

    @abstractmethod
    def write(self, upload: Upload, rows: Sequence[PreviewRow[Content]], *, by: User | None) -> None:
        """Write the rows that are new or changed."""

    @abstractmethod
    def reason_not_to_undo(self, upload: Upload) -> str:
        """Return a sentence that says why the upload cannot be undone, or "" if it can."""

    @abstractmethod
    def remove_rows(self, upload: Upload) -> int:
        """Remove the rows that the upload added, and return their number."""

    @abstractmethod
    def study(self, upload: Upload) -> Any:
        """Return the study of the upload, for the audit trail; None if it has none."""


@transaction.atomic
def stage(
    *,
    kind: UploadKind[Upload, Any],
    upload: Upload,
    texts: Mapping[str, str],
    detail: Mapping[str, Any],
    by: User | None,
) -> Upload:
    """Save an upload with the texts of its files by name, without applying it.

    :raises ValidationError: for an upload that its model refuses.
    """
    upload.file_name = upload.file_name[:200]
    upload.content = json.dumps(dict(texts))
    upload.stamp(by=by)
    upload.full_clean()
    upload.save(force_insert=True)
    audit.record(by=by, verb=f"{kind.noun}.received", subject=upload, study=kind.study(upload), detail=detail)
    return upload


def preview(*, kind: UploadKind[Upload, Content], upload: Upload) -> Preview[Content]:
    """Return the preview of applying the upload to the current data.

    :raises ValidationError: for an upload that was applied or discarded.
    """
    if not upload.is_waiting:
        raise ValidationError(NOT_WAITING)
    return kind.preview(upload, json.loads(upload.content))


@transaction.atomic
def apply(*, kind: UploadKind[Upload, Any], upload: Upload, by: User | None) -> Upload:
    """Write the new and changed rows in one transaction, and delete the file's text.

    Unchanged rows stay as they are. Conflicts and rows with a problem are skipped and listed in `findings`. Applying
    the same file again changes nothing.

    :raises ValidationError: for an upload that was applied or discarded.
    """
    upload = kind.lock(upload)
    result = preview(kind=kind, upload=upload)
    kind.write(upload, result.of(*APPLIED), by=by)
    upload.added_count = len(result.of(RowStatus.NEW))
    upload.changed_count = len(result.of(RowStatus.CHANGED))
    upload.unchanged_count = len(result.of(RowStatus.UNCHANGED))
    upload.rejected_count = len(result.of(*SKIPPED))
    upload.findings = [list(finding[:4]) for finding in result.findings]
    upload.applied_at, upload.content = timezone.now(), ""
    upload.stamp(by=by)
    upload.full_clean()
    upload.save()
    detail = {
        "added": upload.added_count,
        "changed": upload.changed_count,
        "unchanged": upload.unchanged_count,
        "rejected": upload.rejected_count,
    }
    audit.record(by=by, verb=f"{kind.noun}.loaded", subject=upload, study=kind.study(upload), detail=detail)
    return upload


@transaction.atomic
def discard(*, kind: UploadKind[Upload, Any], upload: Upload, by: User | None) -> Upload:
    """Delete the text of a file that is not to be applied.

    :raises ValidationError: for an upload that was applied or discarded.
    """
    upload = kind.lock(upload)
    if not upload.is_waiting:
        raise ValidationError(NOT_WAITING)
    upload.content = ""
    upload.stamp(by=by)
    upload.save()
    audit.record(by=by, verb=f"{kind.noun}.laid_aside", subject=upload, study=kind.study(upload))
    return upload


@transaction.atomic
def undo(*, kind: UploadKind[Upload, Any], upload: Upload, by: User | None) -> Upload:
    """Remove the rows that an upload wrote. The upload itself stays, marked as undone.

    :raises ValidationError: for an upload that is not applied, and if newer data depend on it.
    """
    upload = kind.lock(upload)
    if not upload.is_applied:
        raise ValidationError(NOT_APPLIED)
    if reason := kind.reason_not_to_undo(upload):
        raise ValidationError(reason)
    rows = kind.remove_rows(upload)
    upload.undone_at = timezone.now()
    upload.stamp(by=by)
    upload.full_clean()
    upload.save()
    audit.record(
        by=by, verb=f"{kind.noun}.undone", subject=upload, study=kind.study(upload), detail={"rows": rows}
    )
    return upload
