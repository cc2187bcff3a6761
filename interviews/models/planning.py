"""Planning of fieldwork: draws of samples, nominations, rules."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.timestamped import TimeStampedByModel
from enterprises.models import Organisation
from interviews.vocabulary import NominatedBy, SampleSource
from survey.models import SampledUnit, Strand, Study


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


class Nomination(TimeStampedByModel):
    """An organisation nominated for an interview. It may be chosen for the sample, but need not be."""

    CLASS_C = ("reason",)

    study = models.ForeignKey(Study, models.PROTECT, related_name="nominations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="nominations")
    nominated_by = models.CharField(max_length=12, choices=NominatedBy)
    reason = models.TextField("why it should be asked")

    class Meta:
        ordering = ["study", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "organisation", "nominated_by"],
                name="%(app_label)s_%(class)s_once_by_each",
                violation_error_message="This organisation is already nominated by them.",
            ),
            models.CheckConstraint(
                condition=models.Q(nominated_by__in=NominatedBy.values),
                name="%(app_label)s_%(class)s_nominator_is_known",
                violation_error_message="Choose who nominated it.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say why it should be asked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, nominated by {self.get_nominated_by_display()}"

    @property
    def audit_label(self) -> str:
        return str(self)


class UnitSource(models.Model):
    """One source through which the study knew of an organisation when it was added to the sample."""

    unit = models.ForeignKey(SampledUnit, models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=12, choices=SampleSource)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This source of the unit is already recorded.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SampleSource.values),
                name="%(app_label)s_%(class)s_way_is_known",
                violation_error_message="Choose how the study knew of it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f' ({self.detail})' if self.detail else ''}"


class FieldworkRules(TimeStampedByModel):
    """Rules of a strand for calling and for keeping contacts, set by the study lead. Without a row, defaults apply."""

    strand = models.OneToOneField(Strand, models.PROTECT, related_name="fieldwork_rules")
    target = models.PositiveSmallIntegerField(
        "target",
        default=100,
        validators=[MaxValueValidator(100)],
        help_text="Per cent of the sample to interview.",
    )
    minutes_after_engaged = models.PositiveSmallIntegerField(
        "minutes after an engaged tone",
        default=15,
        validators=[MaxValueValidator(1440)],
        help_text="Somebody is there, so ring again soon.",
    )
    hours_between = models.PositiveSmallIntegerField(
        "hours after no answer",
        default=3,
        validators=[MaxValueValidator(336)],
        help_text="And after any other outcome that has no rest of its own here.",
    )
    hours_after_voicemail = models.PositiveSmallIntegerField(
        "hours after voicemail without a message", default=3, validators=[MaxValueValidator(336)]
    )
    hours_after_message = models.PositiveSmallIntegerField(
        "hours after a message was left",
        default=24,
        validators=[MaxValueValidator(336)],
        help_text="Time for them to ring back.",
    )
    hours_after_break_off = models.PositiveSmallIntegerField(
        "hours after a call was broken off", default=24, validators=[MaxValueValidator(336)]
    )
    hours_without_contact = models.PositiveSmallIntegerField(
        "hours without a number to ring",
        default=3,
        validators=[MaxValueValidator(336)],
        help_text=(
            "After a wrong number, a contact who has left, or the wrong office. "
            "A new contact is rung at once, without a rest."
        ),
    )
    prefers_other_part_of_day = models.BooleanField(
        "try another part of the day",
        default=True,
        help_text="In the morning, cases last rung in an afternoon come first, and the other way round.",
    )
    max_attempts = models.PositiveSmallIntegerField(
        "maximum attempts",
        default=12,
        validators=[MinValueValidator(1)],
        help_text="After this number of calls to one contact the case goes to the end of the list, for you to decide.",
    )
    contact_retention_days = models.PositiveSmallIntegerField(
        "days contacts are kept",
        default=180,
        validators=[MaxValueValidator(1826)],
        help_text="After the end of fieldwork. Then names, numbers and addresses are erased.",
    )
    check_one_in = models.PositiveSmallIntegerField(
        "check one interview in",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="10 means that about one finished interview in ten is chosen for you to read. "
        "Everybody has at least one.",
    )
    check_seed = models.CharField(
        "word for the choice",
        default="check",
        max_length=60,
        help_text="Any word. It decides which interviews are chosen, so that nobody picks them. Keep it to yourself.",
    )

    class Meta:
        ordering = ["strand"]
        verbose_name_plural = "rules of fieldwork"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__lte=100),
                name="%(app_label)s_%(class)s_target_is_a_share",
                violation_error_message="The target is a share of the sample, from 0 to 100 per cent.",
            ),
            models.CheckConstraint(
                condition=models.Q(max_attempts__gte=1),
                name="%(app_label)s_%(class)s_allows_one_attempt",
                violation_error_message="Every case is rung at least once.",
            ),
            models.CheckConstraint(
                condition=models.Q(check_one_in__gte=1),
                name="%(app_label)s_%(class)s_checks_one_in_some",
                violation_error_message="Give a number from 1, which checks every interview.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.strand}"
