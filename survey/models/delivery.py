"""Files of answers that were collected with another tool."""

from django.db import models
from django.utils import timezone

from accounts.uploads.models import StagedUpload
from survey.models.instrument import Instrument
from survey.models.study import Strand
from survey.vocabulary import IMPORTED_SOURCES
from wording import day


class Delivery(StagedUpload):
    """An uploaded file of answers to one questionnaire, collected with another tool.

    The tool is empty until the files are read. `decisions` are what a person has decided on the preview: the columns
    to pass over (`passed_over`), and the keys of conflicts in which the file's answers are taken (`taken`).
    """

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="deliveries", verbose_name="survey")
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="deliveries", verbose_name="questionnaire"
    )
    tool = models.CharField(
        "collected with",
        max_length=11,
        blank=True,
        choices=[(tool.value, str(tool.label).removeprefix("Loaded from ")) for tool in IMPORTED_SOURCES],
    )

    decisions = models.JSONField(default=dict, blank=True, editable=False)

    class Meta(StagedUpload.Meta):
        verbose_name_plural = "deliveries"
        constraints = [
            *StagedUpload.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(tool__in=[tool.value for tool in IMPORTED_SOURCES])
                | models.Q(tool="", previewed_at__isnull=True, applied_at__isnull=True),
                name="%(app_label)s_%(class)s_tool_is_known_once_it_is_read",
                violation_error_message="Answers are loaded from ODK Central, KoboToolbox, Ona or SurveyCTO.",
            ),
        ]

    def __str__(self) -> str:
        tool = self.get_tool_display() or "Another tool"
        return f"{tool}, {day(timezone.localdate(self.created_at))}"
