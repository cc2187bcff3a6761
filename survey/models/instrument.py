"""Published questionnaires."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

from accounts.timestamped import TimeStampedByModel
from survey.querysets import NEVER_CHANGES, NEVER_DELETED, InstrumentQuerySet
from survey.questionnaire import Questionnaire

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

    `source` is the XLSForm in Markdown; `content` is the questionnaire read from it, as JSON.
    """

    name = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    source = models.TextField()
    content = models.JSONField()
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
