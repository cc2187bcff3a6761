"""Quotas: how many interviews are wanted in a part of a strand."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.vocabulary import QuotaBy
from noms.models import Region, ServiceKind
from survey.models import Strand


class QuotaPlan(TimeStampedByModel):
    """How the target of a strand is divided: by region, by kind of service, or by both. Without a row, it is not."""

    strand = models.OneToOneField(Strand, models.PROTECT, related_name="quota_plan")
    divided_by = models.CharField(max_length=6, choices=QuotaBy)

    class Meta:
        ordering = ["strand"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(divided_by__in=QuotaBy.values),
                name="%(app_label)s_%(class)s_division_is_known",
                violation_error_message="Choose how the target is divided.",
            )
        ]

    def __str__(self) -> str:
        return f"Quotas of {self.strand}"


class Quota(TimeStampedByModel):
    """The number of interviews wanted in one cell of a strand: a region, a kind of service, or both.

    A cell without a quota has the strand's target in per cent of its eligible cases.
    """

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="quotas")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.ForeignKey(
        ServiceKind, models.PROTECT, null=True, blank=True, related_name="+", db_column="kind"
    )
    target = models.PositiveIntegerField("interviews wanted")

    class Meta:
        ordering = ["strand", "region", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "region", "kind"],
                condition=models.Q(region__isnull=False, kind__isnull=False),
                name="%(app_label)s_%(class)s_region_and_kind_once",
                violation_error_message="This part of the strand has a quota already.",
            ),
            models.UniqueConstraint(
                fields=["strand", "region"],
                condition=models.Q(kind__isnull=True),
                name="%(app_label)s_%(class)s_region_once",
                violation_error_message="This part of the strand has a quota already.",
            ),
            models.UniqueConstraint(
                fields=["strand", "kind"],
                condition=models.Q(region__isnull=True),
                name="%(app_label)s_%(class)s_kind_once",
                violation_error_message="This kind of service has a quota already.",
            ),
            models.CheckConstraint(
                condition=models.Q(region__isnull=False) | models.Q(kind__isnull=False),
                name="%(app_label)s_%(class)s_names_a_part",
                violation_error_message="A quota is for a region, a kind of service, or both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} of {self.region or ''} {self.kind_id or ''}".replace("  ", " ").strip()
