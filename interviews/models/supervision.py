"""What the study lead decides about calls of other people."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.models.case import Call
from interviews.vocabulary import RefusalDecision


class RefusalReview(TimeStampedByModel):
    """The decision of the study lead about one refusal: it stands, or the case is to be reopened.

    The decision changes nothing in the case. A case is reopened on its own page, with a reason.
    """

    call = models.OneToOneField(Call, models.PROTECT, related_name="refusal_review")
    decision = models.CharField(max_length=6, choices=RefusalDecision)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=RefusalDecision.values),
                name="%(app_label)s_%(class)s_decision_is_known",
                violation_error_message="Say whether the refusal stands or the case is to be reopened.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.call.unit}: {self.get_decision_display().lower()}"

    @property
    def audit_label(self) -> str:
        """The label in the audit trail: the case and the decision, never the note of the call."""
        return str(self)
