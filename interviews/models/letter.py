"""Letters and e-mails before the call, and the templates that they are written from."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from interviews.models.contact import Contact
from survey.models import SampledUnit, Study


class LetterLanguage(models.TextChoices):
    """The languages in which letters are written."""

    ENGLISH = "en", "English"
    WELSH = "cy", "Welsh"


class LetterTemplate(TimeStampedByModel):
    """One version of a letter with merge fields. It never changes: a change is a new version."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="letter_templates")
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=2, choices=LetterLanguage, default=LetterLanguage.ENGLISH)
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=10_000)

    class Meta:
        ordering = ["study", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "name", "version"],
                name="%(app_label)s_%(class)s_version_once",
                violation_error_message="Somebody else saved this letter meanwhile. Open it again.",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=LetterLanguage.values),
                name="%(app_label)s_%(class)s_language_is_known",
                violation_error_message="Choose the language of the letter.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(subject="") & ~models.Q(text=""),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="Give the letter a name, a subject and a text.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"


class LetterWay(models.TextChoices):
    """How a letter is written."""

    WORD = "word", "Printed from Word"
    PDF = "pdf", "Printed from PDF"
    EMAIL = "email", "E-mailed"


class LetterState(models.TextChoices):
    """What became of a letter."""

    DONE = "done", "Done"
    SENDING = "sending", "Sending began; it is not known whether it arrived"
    FAILED = "failed", "Not sent"


class Letter(TimeStampedByModel):
    """One letter or e-mail to a case. It is no call. `press` is the press of the button that wrote it.

    The text is not kept: it follows from the template and the contact. `problem` says why an e-mail was not sent.
    """

    unit = models.ForeignKey(SampledUnit, models.PROTECT, related_name="letters")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="letters")
    template = models.ForeignKey(LetterTemplate, models.PROTECT, related_name="letters")
    way = models.CharField(max_length=5, choices=LetterWay)
    state = models.CharField(max_length=7, choices=LetterState, default=LetterState.DONE)
    problem = models.CharField(max_length=200, blank=True)
    press = models.UUIDField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "press"],
                name="%(app_label)s_%(class)s_once_for_a_press",
                violation_error_message="This letter is written already.",
            ),
            models.CheckConstraint(
                condition=models.Q(way__in=LetterWay.values) & models.Q(state__in=LetterState.values),
                name="%(app_label)s_%(class)s_way_and_state_are_known",
                violation_error_message="Choose how the letter is written.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=LetterState.FAILED) ^ models.Q(problem=""),
                name="%(app_label)s_%(class)s_failed_says_why",
                violation_error_message="Say why the e-mail was not sent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}, {self.get_way_display().lower()}"
