"""What is done with an upload of any kind: kept, looked at, applied once, laid aside, and undone."""

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
from accounts.uploads.preview import LEFT_OUT, WRITTEN, Content, Fate, Preview, PreviewRow

if TYPE_CHECKING:
    from accounts.models import User

Upload = TypeVar("Upload", bound=StagedUpload)
GONE = "This file was loaded or laid aside already."
NOT_APPLIED = "This file is not loaded, or was undone already."


class UploadKind(ABC, Generic[Upload, Content]):
    """How one kind of upload is read, written and taken back. `noun` is the first word of its audit events."""

    noun: str

    @abstractmethod
    def preview(self, upload: Upload, texts: Mapping[str, str]) -> Preview[Content]:
        """What applying the texts of its files would do now.

        :raises ValidationError: for texts that cannot be read at all.
        """

    @abstractmethod
    def lock(self, upload: Upload) -> Upload:
        """The upload as the database has it, locked, with whatever two applications must not change at once."""

    @abstractmethod
    def write(self, upload: Upload, rows: Sequence[PreviewRow[Content]], *, by: User | None) -> None:
        """Write the rows that are new or changed."""

    @abstractmethod
    def reason_not_to_undo(self, upload: Upload) -> str:
        """Why it cannot be undone, in a sentence: something newer depends on it. Empty where it can."""

    @abstractmethod
    def take_back(self, upload: Upload) -> int:
        """Remove what was written, and return the number of rows."""

    @abstractmethod
    def study(self, upload: Upload) -> Any:
        """The study that it belongs to, for the audit trail; None where there is none."""


@transaction.atomic
def stage(
    *,
    kind: UploadKind[Upload, Any],
    upload: Upload,
    texts: Mapping[str, str],
    detail: Mapping[str, Any],
    by: User | None,
) -> Upload:
    """Keep an upload with the texts of its files by name, to be looked at. Nothing is applied yet.

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
    """What applying would do to each row, as things are now.

    :raises ValidationError: for a file that is no longer here.
    """
    if not upload.is_waiting:
        raise ValidationError(GONE)
    return kind.preview(upload, json.loads(upload.content))


@transaction.atomic
def apply(*, kind: UploadKind[Upload, Any], upload: Upload, by: User | None) -> Upload:
    """Write what is new or changed and in order: all of it or, on a failure, nothing.

    What is here already stays as it is; conflicts and rows with a problem are left out and listed. The file is not
    kept. Applying the same file again finds everything here already.

    :raises ValidationError: for a file that was applied or laid aside.
    """
    upload = kind.lock(upload)
    seen = preview(kind=kind, upload=upload)
    kind.write(upload, seen.of(*WRITTEN), by=by)
    upload.added_count = len(seen.of(Fate.NEW))
    upload.changed_count = len(seen.of(Fate.CHANGED))
    upload.unchanged_count = len(seen.of(Fate.UNCHANGED))
    upload.rejected_count = len(seen.of(*LEFT_OUT))
    upload.findings = [list(finding[:4]) for finding in seen.findings]
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
def lay_aside(*, kind: UploadKind[Upload, Any], upload: Upload, by: User | None) -> Upload:
    """Forget a file that is not to be applied.

    :raises ValidationError: for one that was applied or laid aside before.
    """
    upload = kind.lock(upload)
    if not upload.is_waiting:
        raise ValidationError(GONE)
    upload.content = ""
    upload.stamp(by=by)
    upload.save()
    audit.record(by=by, verb=f"{kind.noun}.laid_aside", subject=upload, study=kind.study(upload))
    return upload


@transaction.atomic
def undo(*, kind: UploadKind[Upload, Any], upload: Upload, by: User | None) -> Upload:
    """Take back what an upload wrote, while nothing newer depends on it. The upload itself stays, as undone.

    :raises ValidationError: for one that is not applied, and where something newer depends on it.
    """
    upload = kind.lock(upload)
    if not upload.is_applied:
        raise ValidationError(NOT_APPLIED)
    if reason := kind.reason_not_to_undo(upload):
        raise ValidationError(reason)
    rows = kind.take_back(upload)
    upload.undone_at = timezone.now()
    upload.stamp(by=by)
    upload.full_clean()
    upload.save()
    audit.record(
        by=by, verb=f"{kind.noun}.undone", subject=upload, study=kind.study(upload), detail={"rows": rows}
    )
    return upload
