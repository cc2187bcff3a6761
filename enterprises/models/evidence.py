"""Evidence: one dated, sourced fact about an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.timestamped import TimeStampedByModel
from enterprises import fact_values
from enterprises.models.organisation import Organisation
from enterprises.querysets import EvidenceQuerySet
from enterprises.vocabulary import SourceKind

if TYPE_CHECKING:
    from accounts.models import User


class Evidence(TimeStampedByModel):
    """The value that one source gave on one day for one fact of the definition (domain §3).

    `value` is written as in a table of facts: yes, no, a per cent such as 52.5, an interval such as 26..50, pounds, a
    number of employees, or a legal form. What a source does not say is not recorded.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="evidence")
    fact = models.CharField(max_length=40, choices=fact_values.CHOICES)
    value = models.CharField(
        max_length=200,
        help_text="yes or no; per cent such as 52.5 or 26..50; pounds; a number of employees; or words.",
    )
    source_kind = models.CharField("kind of source", max_length=24, choices=SourceKind)
    source = models.TextField(help_text="The document, page, register or interview that says so.")
    quotation = models.TextField("what the source says", blank=True)
    note = models.TextField("what it says, in our words", blank=True)
    observed_on = models.DateField("date", help_text="The day on which the source said so or was read.")
    source_date = models.CharField(
        "date as the source gives it",
        max_length=100,
        blank=True,
        help_text="Only where that is not a whole day: 2021-07, or “undated; about 2009”.",
    )
    financial_year_end = models.DateField(
        null=True,
        blank=True,
        help_text="For income, and for the trading share of one year: the last day of the financial year.",
    )
    is_withdrawn = models.BooleanField(default=False, help_text="Kept for the record and no longer used.")

    history = HistoricalRecords(excluded_fields=["created_at", "updated_at"])
    _history_user: User | None
    _change_reason: str
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "fact", "-observed_on", "pk"]
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(
                fields=["organisation", "source_kind"],
                condition=models.Q(is_withdrawn=False),
                name="evidence_active",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source_kind__in=SourceKind.values),
                name="%(app_label)s_%(class)s_source_kind_is_known",
                violation_error_message="Choose a kind of source from the list.",
            ),
            models.CheckConstraint(
                condition=models.Q(fact__in=fact_values.EVIDENCE_FACTS),
                name="%(app_label)s_%(class)s_fact_is_known",
                violation_error_message="Choose a fact from the list.",
            ),
            models.CheckConstraint(
                condition=~models.Q(value=""),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="Evidence needs a value. What is not known is left out.",
            ),
            models.CheckConstraint(
                condition=~models.Q(fact__in=sorted(fact_values.YEAR_FACTS))
                | models.Q(financial_year_end__isnull=False),
                name="%(app_label)s_%(class)s_income_has_a_year",
                violation_error_message="Income needs the end of its financial year.",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""),
                name="%(app_label)s_%(class)s_has_a_source",
                violation_error_message="Say where this comes from.",
            ),
        ]

    def __str__(self) -> str:
        return f"{fact_values.label(self.fact)}: {self.display_value}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The values by which equal evidence about an organisation is recognised, as `Statement.key`."""
        return self.fact, self.value, self.source_kind, self.source

    @property
    def display_value(self) -> str:
        """The value for pages: "26% to 50%", "Yes"."""
        return fact_values.display_value(self.fact, self.value)

    def clean(self) -> None:
        """Normalise the value; refuse one that the fact cannot have, and dates in the future."""
        errors = {}
        if self.fact in fact_values.EVIDENCE_FACTS and self.value:
            try:
                self.value = fact_values.normalise(self.fact, self.value)
            except ValueError as error:
                errors["value"] = str(error)
        for field in ("observed_on", "financial_year_end"):
            day = getattr(self, field)
            if day and day > timezone.localdate():
                errors[field] = "The date must be today or in the past."
        if errors:
            raise ValidationError(errors)


class EvidenceSubmission(TimeStampedByModel):
    """One fact that a program submitted, identified by the program's own key, with the receipt that it got."""

    submission_key = models.UUIDField(unique=True)
    submission_hash = models.CharField(max_length=64)
    evidence = models.OneToOneField(Evidence, models.SET_NULL, null=True, related_name="submission")
    receipt = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Submission {self.submission_key}"
