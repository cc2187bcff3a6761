"""Published questionnaires."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.timestamped import TimeStampedByModel
from survey.querysets import NEVER_CHANGES, NEVER_DELETED, InstrumentQuerySet
from survey.questionnaire import Questionnaire
from wording import day

CACHE_SIZE = 100
"""The number of parsed questionnaires that a process caches."""
_CACHE: dict[str, Questionnaire] = {}


class Retirement(TimeStampedByModel):
    """A questionnaire that is no longer offered to new strands. Its answers stay."""

    instrument = models.OneToOneField("survey.Instrument", models.PROTECT, related_name="retirement")
    reason = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say why the questionnaire is retired.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} is retired"


class Instrument(TimeStampedByModel):
    """A published version of a questionnaire. It never changes.

    `content` is the questionnaire as JSON. `notes` say what of its form was understood otherwise and what was left out,
    as `Reading.notes_as_json`.
    """

    name = models.SlugField(max_length=60)
    version = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    notes = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                name="%(app_label)s_%(class)s_version_once",
                violation_error_message="This version is already published. Give the form a new version.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"

    @property
    def made_for(self) -> str:
        """The kind of strand that it was made for; empty if its form does not say."""
        return str(self.content.get("made_for", ""))

    @property
    def left_out(self) -> dict[str, str]:
        """The reasons why rows of its form are no questions here, by their names."""
        return {
            note["name"]: note["sentence"]
            for note in self.notes.get("left_out", ())
            if note["sheet"] == "survey" and note["name"]
        }

    @property
    def is_retired(self) -> bool:
        return hasattr(self, "retirement")

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """The parsed questionnaire. It is cached by each process, because it never changes."""
        found = _CACHE.get(self.content_hash)
        if found is None:
            if len(_CACHE) >= CACHE_SIZE:
                _CACHE.clear()
            found = _CACHE[self.content_hash] = Questionnaire.from_json(self.content)
        return found

    def version_before(self) -> "Instrument | None":
        """The version of the questionnaire that was published before this one."""
        earlier = Instrument.objects.filter(name=self.name, published_at__lt=self.published_at)
        return earlier.order_by("-published_at", "-pk").first()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise ValidationError(NEVER_CHANGES)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_DELETED)


class InstrumentFile(TimeStampedByModel):
    """A file from which a questionnaire was published, as it was uploaded: the form (place 0), or a table beside it."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="files")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    content = models.BinaryField(blank=True)

    class Meta:
        ordering = ["instrument", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "place"],
                name="%(app_label)s_%(class)s_place_once",
                violation_error_message="This file of the questionnaire is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class QuestionnaireUpload(TimeStampedByModel):
    """An uploaded form that is looked at before it is published, with the CSV files beside it.

    It is deleted when it is published or discarded. `corrections` are what its author said on the page instead of the
    form, by the names of `survey.xlsform.Corrections`.
    """

    content = models.TextField()
    corrections = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "uploaded form"

    def __str__(self) -> str:
        return f"Form uploaded on {day(timezone.localdate(self.created_at))}"
