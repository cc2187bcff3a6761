"""Draws of samples."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from survey.models import SampledUnit, Strand


class DrawMethod(models.TextChoices):
    """How the units of a sample were selected."""

    STRATIFIED = "stratified", "At random, by region and kind"
    RANDOM = "random", "At random"
    CHOSEN = "chosen", "Chosen"


class Draw(TimeStampedByModel):
    """One draw of units into the sample of a strand, at random with a seed or chosen with a reason.

    Anybody can repeat a random draw with its seed and the same population (interviews/planning/random_draw.py).
    """

    strand = models.ForeignKey(Strand, models.PROTECT, related_name="draws")
    method = models.CharField(max_length=10, choices=DrawMethod)
    seed = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    population_size = models.PositiveIntegerField(help_text="How many units could have been drawn.")
    units = models.ManyToManyField(SampledUnit, related_name="draws")

    class Meta:
        ordering = ["strand", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(method=DrawMethod.CHOSEN) | ~models.Q(seed=""),
                name="%(app_label)s_%(class)s_random_has_a_seed",
                violation_error_message="A random sample needs a seed, so that it can be drawn again.",
            ),
            models.CheckConstraint(
                condition=~models.Q(method=DrawMethod.CHOSEN) | ~models.Q(reason=""),
                name="%(app_label)s_%(class)s_choice_has_a_reason",
                violation_error_message="Say why these units are chosen.",
            ),
        ]

    @property
    def description(self) -> str:
        """The strand, the numbers, the method and its seed or reason. Needs the annotation `number`, of units."""
        number: int = getattr(self, "number")  # noqa: B009  (an annotation)
        detail = f", seed “{self.seed}”" if self.seed else ""
        detail += f": {self.reason}" if self.reason else ""
        strand, method = self.strand.get_kind_display().lower(), self.get_method_display().lower()
        return f"{strand}, {number} of {self.population_size} {method}{detail}"

    def __str__(self) -> str:
        return f"{self.get_method_display()}: {self.strand}"
