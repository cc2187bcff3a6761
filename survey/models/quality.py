"""What the study lead has written on the quality of a study."""

from django.core.exceptions import ValidationError
from django.db import models

from accounts.timestamped import TimeStampedByModel
from survey.models.study import Study
from survey.quality import PARTS


class QualityStatement(TimeStampedByModel):
    """One version of the text of a study's quality statement. The highest version is the current one.

    A version is never changed: each save adds one, so the versions are the history. `texts` holds the text of each
    part (`survey.quality`) that is written; the others are not written yet.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="quality_statements")
    version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)

    class Meta:
        ordering = ["study", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "version"],
                name="%(app_label)s_%(class)s_version_once",
                violation_error_message="Somebody else has saved the statement meanwhile.",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1),
                name="%(app_label)s_%(class)s_version_counts_from_one",
                violation_error_message="Versions count from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"Quality of {self.study}, version {self.version}"

    def clean(self) -> None:
        unknown = sorted(set(self.texts) - set(PARTS))
        if unknown:
            raise ValidationError({"texts": f"The statement has no part {', '.join(unknown)}."})
