"""The end of an appointment without a call."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.models.case import Call


class AppointmentCancellation(TimeStampedByModel):
    """An appointment that was cancelled without a call, for example because the respondent wrote that they are away.

    The appointment is the time to ring back of `call`, as it was at the cancellation: if the call is corrected to
    another time, that is another appointment. Rows are never changed or deleted.
    """

    CLASS_C = ("reason",)

    call = models.ForeignKey(Call, models.PROTECT, related_name="cancellations")
    call_back_at = models.DateTimeField()
    reason = models.TextField("why it is cancelled")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "call_back_at"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This appointment is cancelled already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say why the appointment is cancelled.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call.unit}: appointment cancelled"

    @property
    def audit_label(self) -> str:
        return str(self)
