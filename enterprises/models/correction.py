"""What a reader says is wrong with an entry, and what a curator answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from enterprises.pii_scan import PERSONAL_KINDS, in_words, kinds_in
from enterprises.vocabulary import CorrectionMatter, CorrectionState, CorrectionSubject

LONGEST_TEXT = 2000


class Correction(models.Model):
    """A correction that a reader suggests, or the claim of an organisation that an entry is its own.

    It changes nothing by itself: a curator reads it, changes the entry where that is right, and answers in words. It is
    erased some time after the answer (`enterprises.actions.corrections`).
    """

    CLASS_C = ("text", "how_known", "post", "email")

    reference = models.CharField(max_length=20, unique=True, editable=False)
    send_key = models.UUIDField(unique=True, editable=False)
    about_kind = models.CharField("about", max_length=20, choices=CorrectionSubject, blank=True)
    about_slug = models.CharField(max_length=220, blank=True)
    about_name = models.CharField("entry", max_length=200, blank=True)
    is_claim = models.BooleanField("says that it is its own organisation", default=False)
    matter = models.CharField("what is wrong", max_length=20, choices=CorrectionMatter, blank=True)
    text = models.TextField("what is right", max_length=LONGEST_TEXT, blank=True)
    how_known = models.TextField("how the sender knows", max_length=LONGEST_TEXT, blank=True)
    post = models.CharField("the sender's post", max_length=100, blank=True)
    email = models.EmailField("e-mail", blank=True)
    received_on = models.DateField("received", default=timezone.localdate)
    email_confirmed_on = models.DateField("e-mail confirmed", null=True, blank=True)
    suspicion = models.CharField("why it may be spam", max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=CorrectionState, default=CorrectionState.WAITING)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done = models.TextField("what was done in the directory", max_length=LONGEST_TEXT, blank=True)
    answer = models.TextField("answer to the sender", max_length=LONGEST_TEXT, blank=True)
    answered_on = models.DateField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_answer_sent = models.BooleanField("answer sent by e-mail", default=False)

    class Meta:
        ordering = ["received_on", "reference"]
        indexes = [models.Index(fields=["state", "received_on"], name="correction_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.open_states(), answer="", answered_on__isnull=True)
                | (Q(state__in=CorrectionState.answered_states(), answered_on__isnull=False) & ~Q(answer="")),
                name="%(app_label)s_%(class)s_answered_has_an_answer",
                violation_error_message="A correction that is answered has an answer in words and its day.",
            ),
            models.CheckConstraint(
                condition=Q(is_claim=False) | Q(about_kind=CorrectionSubject.ORGANISATION),
                name="%(app_label)s_%(class)s_claims_an_organisation",
                violation_error_message="Only an organisation can be claimed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Claim' if self.is_claim else 'Correction'}: {self.about_name or 'something else'}"

    def get_absolute_url(self) -> str:
        return reverse("correction-status", args=[self.reference])

    @property
    def audit_label(self) -> str:
        return f"{'claim' if self.is_claim else 'correction'} {self.pk}"

    @property
    def is_open(self) -> bool:
        """True until it is answered."""
        return self.state in CorrectionState.open_states()

    @property
    def seems_to_hold(self) -> str:
        """The personal details that what was sent seems to hold, in words; empty for none."""
        found = [kind for kind in kinds_in(f"{self.text}\n{self.how_known}") if kind in PERSONAL_KINDS]
        return in_words(found) if found else ""

    @property
    def about_key(self) -> str:
        return f"{self.about_kind}:{self.about_slug}" if self.about_kind else ""
