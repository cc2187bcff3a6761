"""The sample: which services and organisations a strand approaches."""

from django.conf import settings
from django.db import models

from accounts.timestamped import TimeStampedByModel
from enterprises.models import Organisation
from noms.models import Service
from survey.models.study import Strand
from survey.querysets import SampledUnitQuerySet
from survey.vocabulary import CaseCode, RespondentCategory


class SampledUnit(TimeStampedByModel):
    """A service or an organisation to be approached in one strand: one unit of the denominator.

    Never deleted: a unit that is closed, merged or a duplicate gets the code `NE`. `code` is the best outcome of its
    respondents (domain §6), maintained by the actions of the interviews app.
    """

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="units")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.PositiveSmallIntegerField(choices=RespondentCategory, null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    code = models.CharField("outcome", max_length=2, choices=CaseCode, default=CaseCode.UNKNOWN_UNIT)

    objects = SampledUnitQuerySet.as_manager()

    class Meta:
        ordering = ["strand", "pk"]
        indexes = [models.Index(fields=["strand", "code"], name="sampledunit_strand_code")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(service__isnull=False, organisation__isnull=True)
                | models.Q(service__isnull=True, organisation__isnull=False),
                name="%(app_label)s_%(class)s_service_or_organisation",
                violation_error_message="A sampled unit is a service or an organisation, exactly one of the two.",
            ),
            models.UniqueConstraint(
                fields=["strand", "service"],
                condition=models.Q(service__isnull=False),
                name="%(app_label)s_%(class)s_service_once",
                violation_error_message="This service is already in the strand's sample.",
            ),
            models.UniqueConstraint(
                fields=["strand", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="%(app_label)s_%(class)s_organisation_once",
                violation_error_message="This organisation is already in the strand's sample.",
            ),
            models.CheckConstraint(
                condition=models.Q(code__in=CaseCode.values),
                name="%(app_label)s_%(class)s_code_is_known",
                violation_error_message="The outcome must be one of the codes of the study.",
            ),
            models.CheckConstraint(
                condition=models.Q(category__isnull=True) | models.Q(category__in=RespondentCategory.values),
                name="%(app_label)s_%(class)s_category_is_known",
                violation_error_message="Choose one of the four categories of respondents.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.service or self.organisation)
