"""Checks of interviews by the study lead: what is looked at, and what was found."""

from django.conf import settings
from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.models.interview import Interview
from interviews.vocabulary import CheckVerdict
from survey.models import Study


class Checklist(TimeStampedByModel):
    """The points that are looked at in each check of an interview of a study. Without a row, the usual points apply."""

    study = models.OneToOneField(Study, models.PROTECT, related_name="checklist")
    points = models.JSONField(default=list, help_text="The points in their order, each one question.")

    class Meta:
        ordering = ["study"]

    def __str__(self) -> str:
        return f"Checklist of {self.study}"


class InterviewCheck(TimeStampedByModel):
    """One reading of a finished interview by the study lead, with a verdict and a note to the interviewer.

    A check changes no figure: what it finds is corrected in the interview, by whoever held it. `version` is the version
    of the interview that was read. `points` maps each point of the checklist, as it was then, to a PointAnswer. The
    interviewer sees the note until `acknowledged_at`, and may answer with `reply`. A check that found something is open
    until `settled_at`. Of an erased check the verdict remains, without words.
    """

    CLASS_C = ("note", "reply")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="checks")
    version = models.PositiveIntegerField()
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    points = models.JSONField(default=dict, blank=True)
    verdict = models.CharField(max_length=10, choices=CheckVerdict)
    note = models.TextField("note to the interviewer", blank=True)
    reply = models.TextField("answer of the interviewer", blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    submission_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["interviewer"],
                condition=models.Q(acknowledged_at__isnull=True) & ~models.Q(note=""),
                name="interviewcheck_unread",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=CheckVerdict.values),
                name="%(app_label)s_%(class)s_verdict_is_known",
                violation_error_message="Choose what you found.",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict=CheckVerdict.IN_ORDER)
                | ~models.Q(note="")
                | models.Q(erased_at__isnull=False),
                name="%(app_label)s_%(class)s_fault_has_a_note",
                violation_error_message="Tell the interviewer what is to be done.",
            ),
            models.CheckConstraint(
                condition=models.Q(reply="") | models.Q(acknowledged_at__isnull=False),
                name="%(app_label)s_%(class)s_reply_is_acknowledged",
                violation_error_message="Whoever answers a note has read it.",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(note="", reply=""),
                name="%(app_label)s_%(class)s_erased_is_empty",
                violation_error_message="Of an erased check no words remain.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview.unit}: {self.get_verdict_display().lower()}"

    @property
    def audit_label(self) -> str:
        """The label in the audit trail: the case and the verdict, never the note."""
        return str(self)

    @property
    def is_open(self) -> bool:
        """Return True if something was found and is not settled."""
        return self.verdict != CheckVerdict.IN_ORDER and self.settled_at is None
