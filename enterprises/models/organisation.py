"""Organisations with their names, register numbers, places and terms."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.timestamped import TimeStampedByModel
from enterprises import identifiers
from enterprises.querysets import OrganisationQuerySet, TermQuerySet
from enterprises.vocabulary import TERMS, IdentifierScheme, ListingConsent, Vocabulary, label_of
from noms.models import Contactable, Outcode, ProbationArea, Region

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from enterprises.models.assessment import Assessment


class Organisation(Contactable, TimeStampedByModel):
    """An organisation, project or scheme that works, worked or might work with offenders.

    Whether it is a social enterprise is not stored here: that is the outcome of an assessment.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    registered_name = models.CharField("name in its register", max_length=200, blank=True)
    description = models.TextField("what it does", blank=True)
    legal_form = models.CharField("legal form, as its source states it", max_length=200, blank=True)
    founded = models.CharField("founded, as its source states it", max_length=100, blank=True)
    status = models.CharField("status, as its source states it", max_length=200, blank=True)
    ended_in = models.PositiveSmallIntegerField(
        "closed or merged in",
        null=True,
        blank=True,
        help_text="The year. Empty while it goes on, or if not known.",
    )
    works_with = models.CharField("whom it works with, as its source states it", max_length=300, blank=True)
    services_named = models.TextField(
        "other services that its sources name",
        blank=True,
        help_text="Only those that the directory does not hold; the others are relations.",
    )
    source = models.TextField("where this entry comes from", blank=True)
    note = models.TextField(blank=True, help_text="For curators; never published.")
    is_published = models.BooleanField(
        default=False, help_text="Published organisations are shown to everybody in the atlas and the API."
    )
    is_invented = models.BooleanField(
        default=False, editable=False, help_text="Made up for the demonstration study."
    )
    is_from_answer = models.BooleanField(
        "known from an answer to the study",
        default=False,
        editable=False,
        help_text="Entered from an answer, not from a register or a published page.",
    )
    listing_consent = models.CharField(
        "its answer about a public listing",
        max_length=3,
        choices=ListingConsent,
        default=ListingConsent.NOT_ASKED,
        blank=True,
        editable=False,
        help_text="The last answer of the organisation itself.",
    )
    unpublished_texts = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Texts that only an answer gives and that may not be shown: they count in figures.",
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    history = HistoricalRecords(excluded_fields=["public_id", "created_at", "updated_at"])
    _history_user: User | None
    save_without_historical_record: Callable[[], None]
    objects = OrganisationQuerySet.as_manager()

    # Not columns: set by a prefetch with `to_attr`, and by the API.
    current_assessments: list[Assessment]
    main_places: list[Place]
    api_fields: dict[str, Any]

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            models.Index(
                fields=["name", "slug"],
                condition=models.Q(is_published=True),
                name="organisation_shown_by_name",
            ),
        ]
        constraints = [
            *Contactable.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="%(app_label)s_%(class)s_has_a_name",
                violation_error_message="Enter the organisation's name.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(is_published=False),
                name="%(app_label)s_%(class)s_merged_is_not_published",
                violation_error_message="An entry that was merged into another is not published itself.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="%(app_label)s_%(class)s_is_not_merged_into_itself",
                violation_error_message="An organisation cannot be merged into itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation-detail", args=[self.slug])

    @property
    def public_description(self) -> str:
        return self.public_text("description")

    @property
    def public_website(self) -> str:
        return self.public_text("website")

    def public_text(self, field: str) -> str:
        """Return a text as everybody may see it: empty if only an answer in confidence gives it."""
        return "" if field in self.unpublished_texts else getattr(self, field)


class OtherName(models.Model):
    """Another name that people use for an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This organisation already has that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """An organisation's number in a public register, or its parent body's."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=IdentifierScheme)
    value = models.CharField("number", max_length=20)
    is_parents = models.BooleanField("belongs to the parent body", default=False)
    is_from_answer = models.BooleanField("given in an answer to the study", default=False, editable=False)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=models.Q(is_parents=False),
                name="%(app_label)s_%(class)s_own_number_once",
                violation_error_message="Another organisation already has this number.",
            ),
            models.CheckConstraint(
                condition=models.Q(scheme__in=IdentifierScheme.values),
                name="%(app_label)s_%(class)s_scheme_is_known",
                violation_error_message="Choose a register from the list.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.value}"

    def clean(self) -> None:
        try:
            self.value = identifiers.normalise(self.scheme, self.value)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error


class Place(models.Model):
    """A place of an organisation, as exactly as its source gives it (usually an outward code)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="places")
    label = models.CharField("place, in words", max_length=200, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    outcode = models.ForeignKey(Outcode, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(ProbationArea, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_main = models.BooleanField("main place", default=True)

    class Meta:
        ordering = ["-is_main", "public_id"]
        indexes = [
            models.Index(
                fields=["region", "organisation"],
                condition=models.Q(is_main=True),
                name="place_main_in_region",
            ),
            models.Index(
                fields=["area", "organisation"], condition=models.Q(is_main=True), name="place_main_in_area"
            ),
            models.Index(
                fields=["latitude", "longitude", "organisation"],
                condition=models.Q(is_main=True),
                name="place_main_at",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(is_main=True),
                name="%(app_label)s_%(class)s_one_main",
                violation_error_message="An organisation has one main place.",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=49.8,
                    latitude__lte=61.0,
                    longitude__gte=-8.7,
                    longitude__lte=1.8,
                ),
                name="%(app_label)s_%(class)s_in_great_britain",
                violation_error_message="Give a latitude and a longitude in Great Britain, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.postcode or self.outcode_id or "Place not known"


class OrganisationTerm(models.Model):
    """A term of a vocabulary that describes an organisation (its sectors, activities, customers…)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="terms")
    vocabulary = models.CharField(max_length=20, choices=Vocabulary)
    term = models.CharField(max_length=40)
    source = models.TextField(blank=True)
    is_public = models.BooleanField(
        default=True,
        editable=False,
        help_text="A term that only an answer in confidence gives counts in figures and is not shown.",
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["vocabulary", "term"]
        indexes = [
            models.Index(fields=["vocabulary", "term", "organisation"], name="organisationterm_by_word")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "vocabulary", "term"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The organisation already carries this term.",
            ),
            models.CheckConstraint(
                condition=models.Q(vocabulary__in=Vocabulary.values),
                name="%(app_label)s_%(class)s_vocabulary_is_known",
                violation_error_message="Choose a vocabulary from the list.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_vocabulary_display()}: {self.label}"

    @property
    def label(self) -> str:
        return label_of(self.vocabulary, self.term)

    def clean(self) -> None:
        check_term(self.vocabulary, self.term)


def check_term(vocabulary: str, term: str) -> None:
    """Raise ValidationError on `term`, listing the valid terms, if the vocabulary does not have this one."""
    choices = TERMS.get(vocabulary)
    if choices is not None and term not in choices.values:
        raise ValidationError(
            {
                "term": f"“{term}” is not a term of this vocabulary. Choose one of: {', '.join(choices.values)}."
            }
        )
