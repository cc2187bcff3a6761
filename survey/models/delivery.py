"""Files of answers that were collected with another tool."""

from django.db import models
from django.utils import timezone

from accounts.timestamped import TimeStampedByModel
from survey.models.instrument import Instrument
from survey.models.study import Strand
from survey.vocabulary import LOADED, Source
from wording import day


class Delivery(TimeStampedByModel):
    """Answers to one questionnaire that were collected with ODK Central or KoboToolbox, as they were brought here.

    The file is kept until it is loaded or laid aside; then only what was found in it stays. `findings` are the
    lines that were not loaded, each with its row, its column and the reason.
    """

    CLASS_C = ("content", "findings", "file_name")

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="deliveries", verbose_name="survey")
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="deliveries", verbose_name="questionnaire"
    )
    tool = models.CharField(
        "collected with",
        max_length=11,
        choices=[(tool.value, str(tool.label).removeprefix("Loaded from ")) for tool in LOADED],
    )
    file_name = models.CharField("file", max_length=200)
    content = models.TextField(blank=True, editable=False)
    row_count = models.PositiveIntegerField("answers in the file", default=0)
    loaded_count = models.PositiveIntegerField("loaded", default=0)
    known_count = models.PositiveIntegerField("were here already", default=0)
    left_out_count = models.PositiveIntegerField("left out", default=0)
    findings = models.JSONField("what was left out", default=list, blank=True)
    loaded_at = models.DateTimeField("loaded at", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tool__in=[Source.ODK_CENTRAL.value, Source.KOBO.value]),
                name="%(app_label)s_%(class)s_tool_is_known",
                violation_error_message="Answers are loaded from ODK Central or KoboToolbox.",
            ),
            models.CheckConstraint(
                condition=models.Q(loaded_at__isnull=True) | models.Q(content=""),
                name="%(app_label)s_%(class)s_is_not_kept_once_loaded",
                violation_error_message="A file that was loaded is not kept.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tool_display()}, {day(timezone.localdate(self.created_at))}"

    @property
    def is_waiting(self) -> bool:
        """Whether the file is here and not loaded yet."""
        return self.loaded_at is None and bool(self.content)
