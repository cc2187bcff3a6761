"""Saves of an interview's page: each one acknowledged once, none ever lost."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.models.interview import Interview
from interviews.vocabulary import InterviewStatus


class InterviewSave(TimeStampedByModel):
    """One submission of an interview's page, known by the key that the page made.

    `version` is the version it became. A save that came too late became none: its whole text is kept in
    `document` until somebody has chosen between the two.
    """

    CLASS_C = ("document",)

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="saves")
    submission_key = models.UUIDField(unique=True)
    submission_hash = models.CharField(max_length=64)
    from_version = models.PositiveIntegerField(help_text="The version that the page had loaded; 0 for none.")
    version = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=InterviewStatus)
    document = models.JSONField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["interview", "pk"]
        indexes = [
            models.Index(
                fields=["interview"],
                condition=models.Q(version__isnull=True, settled_at__isnull=True),
                name="interviewsave_to_settle",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "version"],
                condition=models.Q(version__isnull=False),
                name="%(app_label)s_%(class)s_version_once",
                violation_error_message="This version of the interview is already saved.",
            ),
            models.CheckConstraint(
                condition=models.Q(version__isnull=False) | models.Q(document__isnull=False),
                name="%(app_label)s_%(class)s_late_text_is_kept",
                violation_error_message="A save that came too late keeps its text.",
            ),
        ]

    def __str__(self) -> str:
        return f"Save {self.pk} of interview {self.interview_id}"
