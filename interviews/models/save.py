"""Saves of interviews."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.models.interview import Interview
from interviews.vocabulary import InterviewStatus


class InterviewSave(TimeStampedByModel):
    """One submission of the page of an interview, identified by the key that the page made.

    `version` is the version of the interview that it created. A late save, which started from an older version,
    created none: its text is kept in `document`, and `settled_at` is set once somebody has compared the two texts.
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
