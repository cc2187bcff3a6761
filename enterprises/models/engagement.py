"""Engagements: an organisation works, worked or would like to work with a service."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.timestamped import TimeStampedByModel
from enterprises.models.organisation import Organisation, check_term
from enterprises.querysets import EngagementQuerySet, EngagementTermQuerySet
from enterprises.vocabulary import (
    RELATION_SOURCES,
    Arrangement,
    EngagementStatus,
    Origin,
    StudyListing,
    Vocabulary,
    label_of,
)
from noms.models import Service
from noms.models.bases import format_date
from noms.vocabulary import DatePrecision

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User


class Engagement(TimeStampedByModel):
    """A relation between an organisation and a prison or probation service, as one source described it.

    One that was told to a study names it in `study_slug`. It is public while a release of that study lists it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="engagements")
    service = models.ForeignKey(Service, models.PROTECT, related_name="engagements")
    status = models.CharField(max_length=12, choices=EngagementStatus, default=EngagementStatus.WORKS)
    arrangement = models.CharField(max_length=24, choices=Arrangement, default=Arrangement.NOT_KNOWN)
    origin = models.CharField("how it began", max_length=24, choices=Origin, default=Origin.NOT_KNOWN)
    description = models.TextField("what was done, in our words", blank=True)
    started_on = models.DateField(null=True, blank=True)
    started_precision = models.CharField(
        "start known to", max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_precision = models.CharField(
        "end known to", max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    last_seen = models.PositiveSmallIntegerField(
        "last seen in", null=True, blank=True, help_text="The last year in which a source saw it."
    )
    referrals = models.PositiveIntegerField("referrals a year", null=True, blank=True)
    referrals_are_estimated = models.BooleanField(default=False)
    evaluation = models.TextField("who monitors or evaluates, and with what result", blank=True)
    source_kind = models.CharField("kind of source", max_length=24, choices=RELATION_SOURCES)
    source = models.TextField()
    observed_on = models.DateField(
        "date of the source",
        null=True,
        blank=True,
        help_text="The day on which the source said so or was read.",
    )
    source_date = models.CharField(
        "date as the source gives it",
        max_length=100,
        blank=True,
        help_text="Only where that is not a whole day: 2021-07, or “undated; about 2009”.",
    )
    is_published = models.BooleanField(default=False)
    study_slug = models.SlugField("told to the study", max_length=60, blank=True, editable=False)
    listing = models.CharField(
        "listing by the study", max_length=8, choices=StudyListing, blank=True, default="", editable=False
    )
    shows_details = models.BooleanField(
        default=True,
        help_text="Where it is published: also the arrangement, the dates, what is done and with whom.",
    )

    history = HistoricalRecords(excluded_fields=["public_id", "created_at", "updated_at"])
    _history_user: User | None
    save_without_historical_record: Callable[[], None]
    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "service__name", "public_id"]
        indexes = [
            models.Index(
                fields=["service", "status", "organisation"],
                condition=models.Q(is_published=True),
                name="engagement_shown_by_service",
            ),
            models.Index(
                fields=["organisation", "service"],
                condition=models.Q(is_published=True),
                name="engagement_shown_by_org",
            ),
            models.Index(
                fields=["study_slug", "listing"],
                condition=~models.Q(study_slug=""),
                name="engagement_told_to_study",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message="The end date must be on or after the start date.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=EngagementStatus.values)
                & models.Q(arrangement__in=Arrangement.values)
                & models.Q(origin__in=Origin.values),
                name="%(app_label)s_%(class)s_words_are_known",
                violation_error_message="Choose the status, the arrangement and the origin from their lists.",
            ),
            models.CheckConstraint(
                condition=models.Q(source_kind__in=[kind for kind, _ in RELATION_SOURCES])
                & ~models.Q(source=""),
                name="%(app_label)s_%(class)s_has_a_source",
                violation_error_message="Say where this comes from, and of which kind the source is.",
            ),
            models.CheckConstraint(
                condition=models.Q(referrals_are_estimated=False) | models.Q(referrals__isnull=False),
                name="%(app_label)s_%(class)s_estimate_has_a_number",
                violation_error_message="An estimate of referrals needs a number.",
            ),
            models.CheckConstraint(
                condition=models.Q(study_slug="", listing="")
                | ~models.Q(study_slug="")
                & (
                    models.Q(listing=StudyListing.LISTED, is_published=True)
                    | models.Q(
                        listing__in=[StudyListing.REFUSED, StudyListing.HIDDEN, StudyListing.WAITING],
                        is_published=False,
                    )
                ),
                name="%(app_label)s_%(class)s_told_to_a_study_is_public_by_a_release",
                violation_error_message=(
                    "A relation that was told to a study is public if, and only if, a release of the study lists it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_status_display().lower()} {self.service}"

    @property
    def started(self) -> str:
        """The start as text, as exactly as it is known; empty if it is not."""
        return format_date(self.started_on, self.started_precision)

    @property
    def ended(self) -> str:
        """The end as text, as exactly as it is known; empty if it is not."""
        return format_date(self.ended_on, self.ended_precision)

    def terms_of(self, vocabulary: str) -> list[str]:
        """Return the labels of the terms of one vocabulary, from prefetched rows."""
        return [term.label for term in self.terms.all() if term.vocabulary == vocabulary]


class EngagementTerm(models.Model):
    """A term that describes an engagement: an activity, payer, stage or group of people."""

    VOCABULARIES = (Vocabulary.ACTIVITY, Vocabulary.PAYER, Vocabulary.STAGE, Vocabulary.OFFENDER_GROUP)

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="terms")
    vocabulary = models.CharField(max_length=20, choices=[(v.value, v.label) for v in VOCABULARIES])
    term = models.CharField(max_length=40)

    objects = EngagementTermQuerySet.as_manager()

    class Meta:
        ordering = ["vocabulary", "term"]
        indexes = [models.Index(fields=["vocabulary", "term", "engagement"], name="engagementterm_by_word")]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "vocabulary", "term"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The engagement already carries this term.",
            ),
            models.CheckConstraint(
                condition=models.Q(vocabulary__in=["activity", "payer", "stage", "offender_group"]),
                name="%(app_label)s_%(class)s_vocabulary_is_known",
                violation_error_message="An engagement has activities, payers, stages and groups.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_vocabulary_display()}: {self.label}"

    @property
    def label(self) -> str:
        return label_of(self.vocabulary, self.term)

    def clean(self) -> None:
        check_term(self.vocabulary, self.term)
        if self.vocabulary not in {v.value for v in self.VOCABULARIES}:
            raise ValidationError({"vocabulary": "An engagement has activities, payers, stages and groups."})
