"""Late changes of sampled units."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.vocabulary import EXCLUSIONS, Change
from survey.models import SampledUnit


class LateChange(TimeStampedByModel):
    """Something found out about a sampled unit other than by calling it: that it closed, merged or is a duplicate.

    The unit stays in the sample and counts as not eligible. Rows are never changed or deleted: a mistake is corrected
    by a later row. `same_as` is another unit of the sample: the one it was merged into, or its duplicate that stays.
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
                violation_error_message="Name the other case, which stays in the sample.",
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
    def is_exclusion(self) -> bool:
        """Return True if the unit counts as not eligible after this change."""
        return self.change in EXCLUSIONS
