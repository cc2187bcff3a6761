"""Contacts, and the files that they come from."""

from typing import cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Replace
from django.utils import timezone

from accounts.timestamped import TimeStampedByModel
from accounts.uploads.models import StagedUpload
from interviews.telephone import as_read, dial_link
from survey.models import SampledUnit, Strand
from wording import day

SEPARATORS = " \u00a0-\u2013()./+"
"""What may stand between the digits of a telephone number."""


def without_separators(column: str) -> Replace:
    """Return the expression for a telephone number without what separates its digits."""
    expression: models.F | Replace = models.F(column)
    for separator in SEPARATORS:
        expression = Replace(expression, Value(separator), Value(""))
    return cast("Replace", expression)


class ContactUpload(StagedUpload):
    """An uploaded list of contacts for the cases of one strand.

    `choices` maps what rows say about their service to the key of the case that the study lead chose for them, or to
    None if they are left out. `questions` are the rows that still need a choice, each with its candidates.
    """

    CLASS_C = (*StagedUpload.CLASS_C, "choices", "questions")

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="contact_uploads")
    choices = models.JSONField(default=dict, blank=True, editable=False)
    questions = models.JSONField(default=list, blank=True, editable=False)

    class Meta(StagedUpload.Meta):
        constraints = [*StagedUpload.Meta.constraints]

    def __str__(self) -> str:
        return f"Contacts loaded on {day(timezone.localdate(self.created_at))}"


class Contact(TimeStampedByModel):
    """A person who may answer for a sampled unit. A replaced contact is kept but no longer called.

    `replaces` is the contact who was called before this one, or None. A contact in reserve (`is_reserve`) is not called
    yet: it is offered when the current one cannot be reached. `upload` is the file that it came from, or None. On
    `erase_on` all personal data is erased; only a number within the study remains.
    """

    CLASS_C = ("name", "job_title", "telephone", "email", "note")

    unit = models.ForeignKey(SampledUnit, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=150, blank=True)
    job_title = models.CharField(max_length=150, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    note = models.TextField(blank=True)
    is_current = models.BooleanField(default=True)
    is_reserve = models.BooleanField("in reserve", default=False)
    upload = models.ForeignKey(
        ContactUpload, models.PROTECT, null=True, blank=True, related_name="contacts", editable=False
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    erase_on = models.DateField(null=True, blank=True, help_text="The day on which these details are erased.")
    erased_at = models.DateTimeField("erased", null=True, blank=True, editable=False)
    telephone_digits = models.GeneratedField(
        expression=without_separators("telephone"),
        output_field=models.CharField(max_length=40),
        db_persist=True,
        help_text="The telephone number as it is searched for (interviews/case_search.py).",
    )
    number = models.PositiveIntegerField("number in place of the name", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["unit", "-is_current", "pk"]
        indexes = [models.Index(fields=["telephone_digits", "unit"], name="contact_telephone_digits")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(is_current=True),
                name="%(app_label)s_%(class)s_one_current",
                violation_error_message="This case already has a current contact. Replace it.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_reserve=False) | models.Q(is_current=False),
                name="%(app_label)s_%(class)s_reserve_is_not_current",
                violation_error_message="A contact in reserve is not the one to ring.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name="", job_title="", telephone="", email="")
                | models.Q(erased_at__isnull=False),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="Give a name, a job title, a telephone number or an e-mail address.",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(name="", job_title="", telephone="", email="", note="", number__isnull=False),
                name="%(app_label)s_%(class)s_erased_is_empty",
                violation_error_message="Of an erased contact only a number remains.",
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return f"respondent {self.number:02d}"
        return self.name or self.job_title or self.telephone or self.email

    def clean(self) -> None:
        """Write the telephone number in groups of digits; raise ValidationError if it is none."""
        if self.telephone:
            try:
                self.telephone = as_read(self.telephone)
            except ValueError as error:
                raise ValidationError({"telephone": str(error)}) from error

    @property
    def dial_link(self) -> str:
        """The address that dials the number, with its extension, or "" where the text is no number."""
        return dial_link(self.telephone)
