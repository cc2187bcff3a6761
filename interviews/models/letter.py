"""Letters and e-mails before the call, and the templates that they are written from."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language_info

from accounts.timestamped import TimeStampedByModel
from interviews.models.contact import Contact
from survey.languages import ENGLISH
from survey.models import SampledUnit, Study


def letter_languages() -> list[tuple[str, str]]:
    """Return the languages in which letters are written: English, and those that we have a catalogue of."""
    codes = (code.removesuffix("-gb") for code, _ in settings.LANGUAGES)
    return [(code, get_language_info(code)["name"]) for code in codes]


class LetterTemplate(TimeStampedByModel):
    """One version of a letter with merge fields. It never changes: a change is a new version."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="letter_templates")
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=20, choices=letter_languages, default=ENGLISH.code)
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
