"""Responses to the online survey, from draft to the decision of a reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from accounts.timestamped import TimeStampedByModel
from enterprises.models import Organisation
from survey import answers as answering
from survey.models.delivery import Delivery
from survey.models.instrument import Instrument
from survey.models.invitation import Invitation
from survey.models.study import Strand
from survey.page_language import page_language
from survey.querysets import ResponseQuerySet
from survey.translations import translate_questionnaire
from survey.vocabulary import ResponseStatus, Source

if TYPE_CHECKING:
    from survey.questionnaire import Questionnaire


class Response(TimeStampedByModel):
    """One respondent's answers to one version of a questionnaire.

    The directory is changed only when a reviewer accepts it: `outcome` then lists the evidence and engagements that
    were created. Whoever has the private link may continue a draft, change what was sent and withdraw it; only the
    hash of the link is stored. `answers` are the newest that were sent; `changed_answers` are being changed and count
    nowhere until they are sent.
    """

    CLASS_C = (
        "answers", "changed_answers", "suggestions", "token_hash", "suspicion", "reason", "postponed_because",
    )  # fmt: skip

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="responses")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="responses")
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, null=True, blank=True, related_name="response"
    )
    delivery = models.ForeignKey(
        Delivery,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name="loaded with",
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    answers = models.JSONField(default=dict, blank=True)
    changed_answers = models.JSONField("answers being changed after sending", null=True, blank=True)
    suggestions = models.JSONField("filled in, not confirmed yet", default=dict, blank=True)
    language = models.CharField("language of the questions", max_length=20, blank=True)
    status = models.CharField(max_length=11, choices=ResponseStatus, default=ResponseStatus.DRAFT)
    submission_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    submission_hash = models.CharField(max_length=64, blank=True, editable=False)
    instance_key = models.UUIDField(
        "version in the tool that it was collected with", null=True, blank=True, db_index=True, editable=False
    )
    reference = models.CharField(max_length=12, unique=True, null=True, blank=True)
    submitted_at = models.DateTimeField("sent", null=True, blank=True)
    suspicion = models.TextField("why it was set aside", blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="survey_responses"
    )
    outcome = models.JSONField("what was made of it", default=dict, blank=True)
    reason = models.TextField("reason of the decision", blank=True)
    consent_changed_at = models.DateTimeField(
        "consent to the listing changed", null=True, blank=True, editable=False
    )
    postponed_at = models.DateTimeField("put off", null=True, blank=True, editable=False)
    postponed_because = models.TextField("what it waits for", blank=True, editable=False)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)
    decided_at = models.DateTimeField("decided", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(fields=["strand", "status"], name="response_strand_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ResponseStatus.values),
                name="%(app_label)s_%(class)s_status_is_known",
                violation_error_message="Choose the status of the answer from the list.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ResponseStatus.DRAFT)
                | models.Q(submission_key__isnull=False, reference__isnull=False, submitted_at__isnull=False),
                name="%(app_label)s_%(class)s_sent_has_a_receipt",
                violation_error_message="What was sent has a key, a reference number and a time.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ResponseStatus.ACCEPTED) | models.Q(organisation__isnull=False),
                name="%(app_label)s_%(class)s_accepted_for_somebody",
                violation_error_message="An accepted answer belongs to an organisation.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ResponseStatus.REJECTED) | ~models.Q(reason=""),
                name="%(app_label)s_%(class)s_rejected_for_a_reason",
                violation_error_message="Say why the answer is rejected.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ResponseStatus.QUARANTINED) | ~models.Q(suspicion=""),
                name="%(app_label)s_%(class)s_set_aside_for_a_reason",
                violation_error_message="Say why the answer is set aside.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ResponseStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~models.Q(status=ResponseStatus.WITHDRAWN) & models.Q(withdrawn_at__isnull=True)),
                name="%(app_label)s_%(class)s_withdrawn_on_a_day",
                violation_error_message="A withdrawn answer, and no other, has the time of its withdrawal.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[ResponseStatus.DRAFT, ResponseStatus.WITHDRAWN])
                | models.Q(changed_answers__isnull=True),
                name="%(app_label)s_%(class)s_changed_after_sending",
                violation_error_message="Only an answer that was sent is changed.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"Draft {self.pk}"

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def is_draft(self) -> bool:
        return self.status == ResponseStatus.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.status == ResponseStatus.WITHDRAWN

    @property
    def is_being_changed(self) -> bool:
        """True while the respondent changes answers that were sent."""
        return self.changed_answers is not None

    @property
    def is_editable(self) -> bool:
        """True if the respondent's pages save what is typed: before sending, and while sent answers are changed."""
        return self.is_draft or self.is_being_changed

    @property
    def working_answers(self) -> dict[str, Any]:
        """The answers on the respondent's pages: those being changed, or else those stored."""
        return self.answers if self.changed_answers is None else self.changed_answers

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire that is answered; the strand may use a newer version by now."""
        return self.instrument.questionnaire

    @cached_property
    def translated_questionnaire(self) -> Questionnaire:
        """The questionnaire that is answered, in the language that the respondent chose."""
        page = page_language(self.chosen_language)
        return translate_questionnaire(self.instrument.questionnaire, self.language, page=page)

    @property
    def chosen_language(self) -> str:
        """The code of the language that the respondent chose, or else of the questionnaire's own."""
        return self.language or self.questionnaire.language.code

    @property
    def source(self) -> Source:
        """The source of the response."""
        if self.delivery is not None:
            return Source(self.delivery.tool)
        return Source.INVITED if self.invitation_id else Source.OPEN_LINK

    @property
    def name_given(self) -> str:
        """The name of the organisation as the respondent typed it."""
        return str(answering.read(self.answers.get("organisation_name")).value or "")


class EarlierAnswers(models.Model):
    """Answers that were sent and then replaced by changed ones, with the status that they had.

    Those that a newer file replaced (`replaced_by`) have in `before` the fields of the response that undoing the file
    puts back.
    """

    CLASS_C = ("answers", "before")

    response = models.ForeignKey(Response, models.CASCADE, related_name="earlier_answers")
    number = models.PositiveSmallIntegerField("version")
    answers = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=11, choices=ResponseStatus)
    submitted_at = models.DateTimeField("sent")
    instance_key = models.UUIDField(
        "version in the tool that it was collected with", null=True, blank=True, db_index=True, editable=False
    )
    replaced_by = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, editable=False, related_name="replaced_answers"
    )
    before = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["response", "number"]
        verbose_name = verbose_name_plural = "earlier answers"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "number"],
                name="%(app_label)s_%(class)s_numbered_once",
                violation_error_message="These earlier answers have a number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response}, version {self.number}"
