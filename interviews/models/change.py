"""What became of a unit of the sample after it was drawn."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.vocabulary import OUT, Change
from survey.models import SampledUnit


class LateChange(TimeStampedByModel):
    """A unit found closed, merged or twice in the sample, found out without ringing; or that taken back.

    The unit stays in the sample and counts as not eligible. Never changed and never deleted: what turns out to be
    wrong is taken back by a later row. `same_as` is the other unit of the sample: the one it was merged into, or the
    one that stands for both.
    """

    CLASS_C = ("reason",)

    unit = models.ForeignKey(SampledUnit, models.PROTECT, related_name="late_changes")
    change = models.CharField(max_length=12, choices=Change)
    same_as = models.ForeignKey(
        SampledUnit, models.PROTECT, null=True, blank=True, related_name="changed_into"
    )
    reason = models.TextField("how it was found out")

    class Meta:
        ordering = ["unit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(change__in=Change.values),
                name="%(app_label)s_%(class)s_change_is_known",
                violation_error_message="Choose what became of it.",
            ),
            models.CheckConstraint(
                condition=~models.Q(change=Change.FOUND_TWICE) | models.Q(same_as__isnull=False),
                name="%(app_label)s_%(class)s_twice_names_the_other",
                violation_error_message="Name the other case that stands for both.",
            ),
            models.CheckConstraint(
                condition=models.Q(same_as__isnull=True)
                | (
                    models.Q(change__in=[Change.MERGED, Change.FOUND_TWICE])
                    & ~models.Q(same_as=models.F("unit"))
                ),
                name="%(app_label)s_%(class)s_other_is_another",
                violation_error_message="Only a merged case, or one found twice, names another, and never itself.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say how it was found out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_change_display().lower()}"

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def is_out(self) -> bool:
        """Whether the unit does not count as eligible from here on."""
        return self.change in OUT
