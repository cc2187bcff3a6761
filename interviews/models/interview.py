"""Interviews and the saves of their page."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.timestamped import TimeStampedByModel
from interviews.interview_times import Times, minutes_between
from interviews.models.contact import Contact
from interviews.querysets import InterviewQuerySet
from interviews.vocabulary import FINISHED, InterviewStatus
from survey.models import Instrument, SampledUnit


class Interview(TimeStampedByModel):
    """One interview with one sampled unit, by one version of the interview guide.

    `version` counts the saves; a save that started from an older version is a conflict, and both texts are kept.
    `answers` (survey.answers) and the interviewer's `notes` are keyed by question. `consents` holds “yes” or “no” by
    Consent, and nothing for a consent that was not asked for. The history holds every text that was saved
    deliberately or that replaced a finished interview. A withdrawn interview has no text. `began_at` and `ended_at` are
    None if they are not known.
    """

    CLASS_C = ("answers", "notes")

    unit = models.OneToOneField(SampledUnit, models.PROTECT, related_name="interview")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="interviews")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="interviews")
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="interviews")
    held_on = models.DateField("date of the interview")
    began_at = models.DateTimeField("start of the interview", null=True, blank=True)
    ended_at = models.DateTimeField("end of the interview", null=True, blank=True)
    status = models.CharField(max_length=9, choices=InterviewStatus, default=InterviewStatus.DRAFT)
    answers = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    consents = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    history = HistoricalRecords(excluded_fields=["created_at", "updated_at"])
    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=InterviewStatus.values),
                name="%(app_label)s_%(class)s_status_is_known",
                violation_error_message="An interview is being entered, partly completed, complete or withdrawn.",
            ),
            models.CheckConstraint(
                condition=models.Q(began_at__isnull=True)
                | models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("began_at")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message="An interview must end after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"Interview with {self.unit}"

    @property
    def audit_label(self) -> str:
        """The label in the audit trail, which names the service and never an answer."""
        return str(self)

    @property
    def times(self) -> Times:
        return Times(self.began_at, self.ended_at)

    @property
    def minutes(self) -> int | None:
        """The length of the interview in minutes, or None if it is not known."""
        return minutes_between(self.times)

    @property
    def is_finished(self) -> bool:
        """Return True if the interview counts in figures: it is complete or partly completed."""
        return self.status in FINISHED

    def has_consent(self, consent: str) -> bool:
        """Return True if the respondent gave this consent. Not asked means no."""
        return self.consents.get(consent) == "yes"

    def get_absolute_url(self) -> str:
        return reverse("interview-entry", args=[self.unit.strand.study.slug, self.unit_id])


class InterviewSave(TimeStampedByModel):
    """One submission of the page of an interview, identified by the key that the page made.

    `version` is the version of the interview that it created. A late save, which started from an older version,
    created none: its text is kept in `document`, and `settled_at` is set once somebody has compared the two texts.
    """

    CLASS_C = ("document",)

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="saves")
    submission_key = models.UUIDField(unique=True)
    submission_hash = models.CharField(max_length=64)
    from_version = models.PositiveIntegerField(help_text="The version that the page had loaded; 0 for none.")
    version = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=InterviewStatus)
    document = models.JSONField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["interview", "pk"]
        indexes = [
            models.Index(
                fields=["interview"],
                condition=models.Q(version__isnull=True, settled_at__isnull=True),
                name="interviewsave_to_settle",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "version"],
                condition=models.Q(version__isnull=False),
                name="%(app_label)s_%(class)s_version_once",
                violation_error_message="This version of the interview is already saved.",
            ),
            models.CheckConstraint(
                condition=models.Q(version__isnull=False) | models.Q(document__isnull=False),
                name="%(app_label)s_%(class)s_late_text_is_kept",
                violation_error_message="A save that came too late keeps its text.",
            ),
        ]

    def __str__(self) -> str:
        return f"Save {self.pk} of interview {self.interview_id}"
