"""What the study lead has written for the study report."""

from django.core.exceptions import ValidationError
from django.db import models

from accounts.timestamped import TimeStampedByModel
from reports.documents.texts import TEXTS
from survey.models import Study


class ReportText(TimeStampedByModel):
    """One version of the texts of a study's report: foreword, conclusions, recommendations and more.

    A version is never changed: each save adds one, and the highest is the current one. `texts` holds the Markdown of
    each part (`reports.documents.texts`) that is written. A release has a copy of what was current then.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="report_texts")
    version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)

    class Meta:
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

    def __str__(self) -> str:
        return f"Texts of the report of {self.study}, version {self.version}"

    def clean(self) -> None:
        unknown = sorted(set(self.texts) - set(TEXTS))
        if unknown:
            raise ValidationError({"texts": f"The report has no part {', '.join(unknown)}."})
