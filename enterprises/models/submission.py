"""Evidence submitted through the API, each submission accepted once."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from enterprises.models.evidence import Evidence


class EvidenceSubmission(TimeStampedByModel):
    """One fact that a program submitted, identified by the program's own key, with the receipt that it got."""

    submission_key = models.UUIDField(unique=True)
    submission_hash = models.CharField(max_length=64)
    evidence = models.OneToOneField(Evidence, models.SET_NULL, null=True, related_name="submission")
    receipt = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Submission {self.submission_key}"
