"""Fieldwork rules."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.timestamped import TimeStampedByModel
from survey.models import Strand


class FieldworkRules(TimeStampedByModel):
    """Rules of a strand for calling and for keeping contacts, set by the study lead. Without a row, defaults apply."""

    strand = models.OneToOneField(Strand, models.PROTECT, related_name="fieldwork_rules")
    target = models.PositiveSmallIntegerField(
        "target",
        default=100,
        validators=[MaxValueValidator(100)],
        help_text="Per cent of the sample to interview.",
    )
    hours_between = models.PositiveSmallIntegerField(
        "hours between attempts",
        default=3,
        validators=[MaxValueValidator(336)],
        help_text="A case nobody answered is not rung again sooner.",
    )
    prefers_other_part_of_day = models.BooleanField(
        "try another part of the day",
        default=True,
        help_text="In the morning, cases last rung in an afternoon come first, and the other way round.",
    )
    max_attempts = models.PositiveSmallIntegerField(
        "maximum attempts",
        default=12,
        validators=[MinValueValidator(1)],
        help_text="After this number of calls to one contact the case goes to the end of the list, for you to decide.",
    )
    contact_retention_days = models.PositiveSmallIntegerField(
        "days contacts are kept",
        default=180,
        validators=[MaxValueValidator(1826)],
        help_text="After the end of fieldwork. Then names, numbers and addresses are erased.",
    )

    class Meta:
        ordering = ["strand"]
        verbose_name_plural = "rules of fieldwork"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__lte=100),
                name="%(app_label)s_%(class)s_target_is_a_share",
                violation_error_message="The target is a share of the sample, from 0 to 100 per cent.",
            ),
            models.CheckConstraint(
                condition=models.Q(max_attempts__gte=1),
                name="%(app_label)s_%(class)s_allows_one_attempt",
                violation_error_message="Every case is rung at least once.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.strand}"
