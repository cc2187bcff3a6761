"""Invitations to the online survey, each with a private link of its own."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.timestamped import TimeStampedByModel
from accounts.uploads.models import StagedUpload
from enterprises.models import Organisation
from survey.models.study import Strand
from survey.querysets import InvitationQuerySet
from wording import day


class InvitationUpload(StagedUpload):
    """A list of organisations to invite to an online survey, from a file or typed lines."""

    strand = models.ForeignKey(
        Strand, models.PROTECT, related_name="invitation_uploads", verbose_name="survey"
    )

    class Meta(StagedUpload.Meta):
        verbose_name = "list of invitations"
        verbose_name_plural = "lists of invitations"

    def __str__(self) -> str:
        return f"Invitations of {day(timezone.localdate(self.created_at))}"


class Invitation(TimeStampedByModel):
    """An organisation invited to answer online, and the outcome of the invitation.

    The private link is derived from `key` whenever it is needed; only its hash is stored.
    """

    CLASS_C = ("name", "email", "key", "token_hash")

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("name of the organisation", max_length=200)
    email = models.EmailField("e-mail", blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField("language", max_length=20, blank=True)
    upload = models.ForeignKey(
        InvitationUpload, models.PROTECT, null=True, blank=True, related_name="invitations", editable=False
    )
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    reminded_at = models.DateTimeField("last reminded", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField("opened", null=True, blank=True)
    bounced_at = models.DateTimeField("came back", null=True, blank=True)
    declined_at = models.DateTimeField("declined", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["strand", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="%(app_label)s_%(class)s_organisation_once",
                violation_error_message="This organisation is already invited.",
            ),
            models.UniqueConstraint(
                fields=["strand", "email"],
                condition=~models.Q(email=""),
                name="%(app_label)s_%(class)s_address_once",
                violation_error_message="Somebody at this e-mail address is already invited.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="%(app_label)s_%(class)s_has_a_name",
                violation_error_message="Say which organisation is invited.",
            ),
            models.CheckConstraint(
                condition=models.Q(reminders=0) | models.Q(sent_at__isnull=False),
                name="%(app_label)s_%(class)s_reminded_after_sent",
                violation_error_message="Nobody can be reminded of an invitation that was never sent.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
