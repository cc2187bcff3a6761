"""Invitations to the online survey, each with a private link of its own."""

import uuid

from django.db import models

from accounts.timestamped import TimeStampedByModel
from enterprises.models import Organisation
from survey.models.study import Strand
from survey.querysets import InvitationQuerySet


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
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    reminded_at = models.DateTimeField("last reminded", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
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

    @property
    def state(self) -> str:
        """The state of the invitation as a label. It reveals nothing about the answers."""
        response = getattr(self, "response", None)
        if response is not None and response.is_withdrawn:
            return "Withdrawn"
        if response is not None and not response.is_draft:
            return "Answered"
        if self.declined_at:
            return "Declined"
        if response is not None:
            return "Begun"
        if self.bounced_at:
            return "Came back"
        if self.reminded_at:
            return "Reminded"
        return "Sent" if self.sent_at else "Not sent"
