"""Nominations and other sources of the units of a later sample."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from enterprises.models import Organisation
from interviews.vocabulary import NominatedBy, SampleSource
from survey.models import SampledUnit, Study


class Nomination(TimeStampedByModel):
    """An organisation nominated for an interview. It may be chosen for the sample, but need not be."""

    CLASS_C = ("reason",)

    study = models.ForeignKey(Study, models.PROTECT, related_name="nominations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="nominations")
    nominated_by = models.CharField(max_length=12, choices=NominatedBy)
    reason = models.TextField("why it should be asked")

    class Meta:
        ordering = ["study", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "organisation", "nominated_by"],
                name="%(app_label)s_%(class)s_once_by_each",
                violation_error_message="This organisation is already nominated by them.",
            ),
            models.CheckConstraint(
                condition=models.Q(nominated_by__in=NominatedBy.values),
                name="%(app_label)s_%(class)s_nominator_is_known",
                violation_error_message="Choose who nominated it.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say why it should be asked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, nominated by {self.get_nominated_by_display()}"

    @property
    def audit_label(self) -> str:
        return str(self)


class UnitSource(models.Model):
    """One source through which the study knew of an organisation when it was added to the sample."""

    unit = models.ForeignKey(SampledUnit, models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=12, choices=SampleSource)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This source of the unit is already recorded.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SampleSource.values),
                name="%(app_label)s_%(class)s_way_is_known",
                violation_error_message="Choose how the study knew of it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f' ({self.detail})' if self.detail else ''}"
