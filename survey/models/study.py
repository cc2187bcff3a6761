"""Studies, their strands and their samples."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.timestamped import TimeStampedByModel
from enterprises.classification import definitions
from enterprises.models import Organisation
from noms.models import Frame, Region, RegionSystem, Service
from noms.querysets import RegionQuerySet
from noms.vocabulary import REFERENCE_FRAME, CountingUnit
from survey.querysets import SampledUnitQuerySet, StrandQuerySet, StudyQuerySet
from survey.vocabulary import CaseCode, RespondentCategory, StrandKind, StudyState

SMALLEST_BASE, LARGEST_BASE = 10, 100
"""Limits of `Study.smallest_base`: the policy of publication sets the smallest, which the study lead may raise."""

WHY_NO_FIELDWORK: dict[str, str] = {
    StudyState.DRAFT: "This study is a draft. A study lead opens it; then calls and answers are taken.",
    StudyState.CLOSED: (
        "This study is closed: it takes no calls, no interviews and no answers. "
        "Ask a study lead to reopen it, or to correct what is there."
    ),
    StudyState.ARCHIVED: "This study is archived: nothing in it changes any more.",
}


def newest_version() -> str:
    """Return the newest version of the study's own definition, which new studies take."""
    return definitions.get().version


class Study(TimeStampedByModel):
    """One round of the mapping research, with its sampling frame.

    Its sample is all services of its frame open on `frame_on`; one that opens later never changes an older result. A
    draft has no sample yet, and only study leads see it.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=StudyState, default=StudyState.DRAFT, editable=False)
    frame = models.ForeignKey(Frame, models.PROTECT, default=REFERENCE_FRAME, related_name="studies")
    frame_on = models.DateField(
        "frame date", help_text="The day on which the services of the frame were open."
    )
    counting_unit = models.CharField(max_length=14, choices=CountingUnit, default=CountingUnit.ESTABLISHMENT)
    definition = models.CharField(max_length=40, default="inclusive-2009")
    definition_version = models.CharField(max_length=20, default=newest_version)
    opened_on = models.DateField("fieldwork begins")
    closed_on = models.DateField("fieldwork ends", null=True, blank=True)
    is_published = models.BooleanField(
        "listed publicly",
        default=False,
        help_text="Everybody sees that it is done and when; figures are public by releases only.",
    )
    smallest_base = models.PositiveSmallIntegerField(
        "smallest number of respondents",
        default=SMALLEST_BASE,
        help_text="Where fewer answered a question, only their number is published. 10 or more.",
    )
    shows_areas = models.BooleanField(
        "publish answers by region",
        default=True,
        help_text="If not, what respondents said is published for the whole country and by kind of service only.",
    )
    commissioner = models.CharField(
        "commissioned by", max_length=200, blank=True, help_text="Such as “the Ministry of Justice”."
    )
    funder = models.CharField(
        "funded by", max_length=200, blank=True, help_text="Empty if the commissioner pays for it."
    )
    purpose = models.TextField(
        blank=True, help_text="What respondents are told the study is for, in one or two sentences."
    )
    contractor = models.CharField(
        "carried out by",
        max_length=200,
        blank=True,
        help_text="Whom interviewers ring for and who writes letters.",
    )
    contact = models.CharField(
        "where respondents can reach the study",
        max_length=300,
        blank=True,
        help_text="Such as “telephone 01632 960000 or e-mail study@example.org”, to ask, correct or withdraw.",
    )
    translated_words = models.JSONField(
        "what respondents read about it, in other languages",
        default=dict,
        blank=True,
        editable=False,
        help_text="By language and field, such as cy and title; survey/study_words.py lists the fields.",
    )
    researchers_review = models.BooleanField(
        "researchers review answers",
        default=False,
        editable=False,
        help_text="Researchers may review the answers of the online survey, as study leads and curators do.",
    )
    is_demonstration = models.BooleanField(
        default=False, editable=False, help_text="Generated: its interviews and organisations are invented."
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["-frame_on", "slug"]
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=StudyState.values),
                name="%(app_label)s_%(class)s_state_is_known",
                violation_error_message="A study is a draft, open, closed or archived.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=StudyState.DRAFT, is_published=True),
                name="%(app_label)s_%(class)s_draft_is_not_published",
                violation_error_message="A draft cannot be published. Open the study first.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="%(app_label)s_%(class)s_closes_after_it_opens",
                violation_error_message="Fieldwork must end on or after the day it begins.",
            ),
            models.CheckConstraint(
                condition=models.Q(counting_unit__in=CountingUnit.values),
                name="%(app_label)s_%(class)s_counting_unit_is_known",
                violation_error_message="Count establishments or sites.",
            ),
            models.CheckConstraint(
                condition=models.Q(smallest_base__range=(SMALLEST_BASE, LARGEST_BASE)),
                name="%(app_label)s_%(class)s_smallest_base_is_enough",
                violation_error_message="The smallest number of respondents is from 10 to 100.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("study-detail", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        return self.state == StudyState.DRAFT

    @property
    def is_archived(self) -> bool:
        return self.state == StudyState.ARCHIVED

    @property
    def takes_calls(self) -> bool:
        """True if calls may be logged and interviews held: while the study is open."""
        return self.state == StudyState.OPEN

    @property
    def takes_answers(self) -> bool:
        """True if answers may be given, sent and loaded: while the study is open."""
        return self.state == StudyState.OPEN

    @property
    def has_ended(self) -> bool:
        """True if the last day of fieldwork is over. The study is open until somebody closes it."""
        return self.closed_on is not None and self.closed_on < timezone.localdate()

    @property
    def is_running(self) -> bool:
        """True if the study is open and its fieldwork has not ended."""
        return self.takes_calls and not self.has_ended

    @property
    def why_no_fieldwork(self) -> str:
        """Why no call and no answer is taken in this state, and what to do; empty while the study is open."""
        return WHY_NO_FIELDWORK.get(self.state, "")

    @property
    def region_system(self) -> RegionSystem | None:
        """The division into regions in force on the frame's day; None where its frame has no regions. One query."""
        return RegionSystem.objects.in_force_on(self.frame_on, str(self.frame_id)).first()

    @property
    def regions(self) -> RegionQuerySet:
        """The regions of that division, in its order."""
        return Region.objects.in_force_on(self.frame_on, str(self.frame_id))

    @property
    def definition_reference(self) -> str:
        """The name under which the outcomes of this study's version of its definition are stored."""
        return definitions.reference_of(self.definition, self.definition_version)

    def clean(self) -> None:
        try:
            definitions.get(self.definition, self.definition_version)
        except KeyError as error:
            raise ValidationError({"definition": str(error.args[0])}) from None
        if self.counting_unit == CountingUnit.SITE and self.frame_id != REFERENCE_FRAME:
            raise ValidationError(
                {"counting_unit": "Only the frame of England and Wales has sites. Count establishments."}
            )


class Strand(TimeStampedByModel):
    """One method of data collection within a study, such as the online survey."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="strands")
    kind = models.CharField(max_length=24, choices=StrandKind)
    instrument = models.ForeignKey(
        "survey.Instrument", models.PROTECT, null=True, blank=True, related_name="strands"
    )
    interview_minutes = models.PositiveSmallIntegerField(
        "minutes that an interview takes",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text="What respondents are told; empty if not known yet.",
    )
    opens_on = models.DateField(
        "opens", null=True, blank=True, help_text="Only for the online survey: empty while it is not public."
    )
    closes_on = models.DateField(
        "closes", null=True, blank=True, help_text="The last day for answers; empty for no end."
    )

    objects = StrandQuerySet.as_manager()

    class Meta:
        ordering = ["study", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "kind"],
                name="%(app_label)s_%(class)s_once_in_a_study",
                violation_error_message="The study already has this strand.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=StrandKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message="Choose one of the strands of the method.",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on__isnull=True)
                | models.Q(opens_on__isnull=False, closes_on__gte=models.F("opens_on")),
                name="%(app_label)s_%(class)s_closes_after_it_opens",
                violation_error_message="The survey must close on or after the day it opens.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study}: {self.get_kind_display()}"

    def is_open_on(self, day: dt.date | None = None) -> bool:
        """Return True if the study is open and its online survey takes answers on a day, today by default."""
        day = day or timezone.localdate()
        if self.opens_on is None or day < self.opens_on or not self.study.takes_answers:
            return False
        return self.closes_on is None or day <= self.closes_on

    @property
    def has_ended(self) -> bool:
        """True if the last day of the online survey is over. It also takes no answers once its study is closed."""
        return self.closes_on is not None and self.closes_on < timezone.localdate()


class SampledUnit(TimeStampedByModel):
    """A service or an organisation to be approached in one strand: one unit of the denominator.

    `region` is the service's region in the system of regions in force on the day of the frame. It is copied when the
    sample is made, so that a later change of the service moves no figure of the study. In a region of 2021 a unit has
    the present name of its service.

    Never deleted: a unit that is closed, merged or a duplicate gets the code `NE`. `code` is the best outcome of its
    respondents (domain §6), maintained by the actions of the interviews app.
    """

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="units")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The service's region on the day of the frame; empty for an organisation.",
    )
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
            models.CheckConstraint(
                condition=models.Q(region__isnull=True) | models.Q(service__isnull=False),
                name="%(app_label)s_%(class)s_only_a_service_has_a_region",
                violation_error_message="Only a service has a region in a sample.",
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
        return self.service.name_in_region(self.region_id) if self.service else str(self.organisation)
