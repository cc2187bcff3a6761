"""Quotations: words of a respondent as they are published, without a name."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.timestamped import TimeStampedByModel
from interviews.models import Interview
from interviews.vocabulary import FINISHED
from survey.models import Response, Study
from survey.vocabulary import ResponseStatus

CONSENT = "be_quoted"
"""The question “May we quote what was said, without a name?”."""
SENT = (ResponseStatus.SUBMITTED, ResponseStatus.ACCEPTED)
"""The states in which an answer to the online survey may be quoted."""
LONGEST = 600


class QuotationState(models.TextChoices):
    """The states of a quotation."""

    PROPOSED = "proposed", "Waits for a second person"
    RETURNED = "returned", "Sent back"
    APPROVED = "approved", "Approved"
    TAKEN_OUT = "taken_out", "Taken out of later releases"
    WITHDRAWN = "withdrawn", "Withdrawn by the respondent"


ACCEPTED = (QuotationState.APPROVED, QuotationState.TAKEN_OUT)
"""The states that a second person has agreed to."""


class QuotationQuerySet(models.QuerySet):
    """Quotations, for chaining."""

    def of_study(self, study: Study) -> QuotationQuerySet:
        return self.filter(study=study)

    def consented(self) -> QuotationQuerySet:
        """Return those whose respondent consents now: a finished interview, or an answer that was sent, with a yes."""
        spoken = Q(interview__status__in=FINISHED, **{f"interview__consents__{CONSENT}": "yes"})
        written = Q(response__status__in=SENT, **{f"response__answers__{CONSENT}__value": "yes"})
        return self.filter(spoken | written)


class Quotation(TimeStampedByModel):
    """What a respondent said, as it is published: anonymised, with the kind of respondent and nothing else.

    It comes from one answer (`source`) of an interview or of the online survey. `theme` is the name of the report
    that shows it. `public_id` names it in releases, which hold the hash of its text and not the text. Once it is
    approved, its text never changes; when the respondent withdraws, it is erased.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, models.PROTECT, related_name="quotations")
    interview = models.ForeignKey(Interview, models.PROTECT, null=True, blank=True, related_name="quotations")
    response = models.ForeignKey(Response, models.PROTECT, null=True, blank=True, related_name="quotations")
    source = models.CharField("answer that it comes from", max_length=120)
    theme = models.CharField("report that shows it", max_length=40)
    text = models.TextField("words as published", max_length=LONGEST, blank=True)
    attribution = models.CharField("said by", max_length=80)
    state = models.CharField(max_length=9, choices=QuotationState, default=QuotationState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    consent_seen_at = models.DateTimeField("consent seen at approval", null=True, blank=True)
    reason = models.CharField("why it was sent back or taken out", max_length=300, blank=True)

    objects = QuotationQuerySet.as_manager()

    class Meta:
        ordering = ["study", "theme", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=QuotationState.values),
                name="%(app_label)s_%(class)s_state_is_known",
                violation_error_message="A quotation is proposed, sent back, approved, taken out or withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(interview__isnull=False, response__isnull=True)
                | Q(interview__isnull=True, response__isnull=False),
                name="%(app_label)s_%(class)s_of_one_respondent",
                violation_error_message="A quotation is from one interview or from one answer to the survey.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ACCEPTED)
                | Q(approved_by__isnull=False, approved_at__isnull=False, consent_seen_at__isnull=False),
                name="%(app_label)s_%(class)s_approved_with_consent",
                violation_error_message="An approved quotation says who approved it and when consent was seen.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="%(app_label)s_%(class)s_by_two_people",
                violation_error_message="Somebody else than the person who proposed a quotation approves it.",
            ),
            models.CheckConstraint(
                condition=(Q(state=QuotationState.WITHDRAWN) & Q(text=""))
                | (~Q(state=QuotationState.WITHDRAWN) & ~Q(text="")),
                name="%(app_label)s_%(class)s_withdrawn_has_no_text",
                violation_error_message="A withdrawn quotation has no text, and every other has one.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[QuotationState.RETURNED, QuotationState.TAKEN_OUT]) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_says_why",
                violation_error_message="Say why the quotation is sent back or taken out.",
            ),
        ]

    def __str__(self) -> str:
        return f"Quotation {self.pk} of {self.study}"

    @property
    def audit_label(self) -> str:
        """The label in the audit trail, without the words."""
        return str(self)

    @property
    def can_change(self) -> bool:
        """True while a second person has not agreed to its text."""
        return self.state in (QuotationState.PROPOSED, QuotationState.RETURNED)

    def get_absolute_url(self) -> str:
        return reverse("quotation-detail", args=[self.study.slug, self.pk])

    def respondent(self) -> Any:
        """Return the interview or the response that it comes from."""
        return self.interview or self.response
