"""The abstract model of staged uploads."""

from django.db import models
from django.db.models import Q

from accounts.timestamped import TimeStampedByModel


class StagedUpload(TimeStampedByModel):
    """Uploaded files, which change nothing until they are applied.

    A job reads them and stores the `preview` (`accounts/uploads/preview.py`). `content` has the files until they are
    applied or discarded. `findings` are the rows that were skipped, each with its file, row, column and reason. Each
    kind of upload has its own model and its own `UploadKind`.
    """

    CLASS_C: tuple[str, ...] = ("content", "preview", "findings", "file_name")

    file_name = models.CharField("file", max_length=200)
    content = models.TextField(blank=True, editable=False)
    preview = models.JSONField(default=dict, blank=True, editable=False)
    row_count = models.PositiveIntegerField("rows in the file", default=0)
    added_count = models.PositiveIntegerField("loaded", default=0)
    changed_count = models.PositiveIntegerField("changed", default=0)
    unchanged_count = models.PositiveIntegerField("were here already", default=0)
    rejected_count = models.PositiveIntegerField("left out", default=0)
    findings = models.JSONField("what was left out", default=list, blank=True)
    previewed_at = models.DateTimeField("read at", null=True, blank=True)
    applied_at = models.DateTimeField("loaded at", null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField("undone at", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, discarded_at__isnull=True) | Q(content=""),
                name="%(app_label)s_%(class)s_is_not_kept_once_loaded_or_discarded",
                violation_error_message="A file that was loaded or discarded is not kept.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False),
                name="%(app_label)s_%(class)s_was_loaded_before_it_was_undone",
                violation_error_message="Only what was loaded can be undone.",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """True if the files are neither applied nor discarded."""
        return self.applied_at is None and self.discarded_at is None

    @property
    def is_waiting(self) -> bool:
        """True if the files were read and can be applied."""
        return self.is_open and self.previewed_at is not None

    @property
    def is_applied(self) -> bool:
        """True if the files were applied and not undone."""
        return self.applied_at is not None and self.undone_at is None

    @property
    def stage(self) -> str:
        """The state of the upload, in words."""
        if self.undone_at:
            return "Undone"
        if self.applied_at:
            return "Loaded"
        if self.discarded_at:
            return "Discarded"
        return "Waiting to be loaded" if self.previewed_at else "Being read"
