"""Texts that a study lead writes on a study, kept in versions."""

from collections.abc import Collection
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from accounts.timestamped import TimeStampedByModel
from survey.models.study import Study


class WrittenTexts(TimeStampedByModel):
    """One version of texts on a study. The highest version is the current one.

    A version is never changed: each save adds one (`survey.actions.written_texts`), so the versions are the history.
    `texts` holds the text of each part that is written; the others are not written yet. A model says which PARTS there
    are, and what they are parts of: its SUBJECT.
    """

    PARTS: ClassVar[Collection[str]]
    SUBJECT: ClassVar[str]

    study = models.ForeignKey(Study, models.PROTECT)
    version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)

    class Meta:
        abstract = True
        ordering = ["study", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "version"],
                name="%(app_label)s_%(class)s_version_once",
                violation_error_message="Somebody else has saved the texts meanwhile.",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1),
                name="%(app_label)s_%(class)s_version_counts_from_one",
                violation_error_message="Versions count from 1.",
            ),
        ]

    def clean(self) -> None:
        unknown = sorted(set(self.texts) - set(self.PARTS))
        if unknown:
            raise ValidationError({"texts": f"The {self.SUBJECT} has no part {', '.join(unknown)}."})
