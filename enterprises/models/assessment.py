"""Assessments, overrides and draft definitions."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from enterprises.models.organisation import Organisation
from enterprises.querysets import AssessmentQuerySet
from enterprises.vocabulary import OPEN_OUTCOMES, Outcome, outcome_in_words


class Assessment(TimeStampedByModel):
    """The outcome of one version of one definition for one organisation.

    Assessments are never edited: a new one replaces the current one, which remains as history. The current one is also
    the public one, except for an organisation that answered that it may not be listed but is named in a publication:
    the public then sees the outcome from publications alone.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="assessments")
    definition = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    definition_hash = models.CharField(max_length=64)
    outcome = models.CharField(max_length=40, choices=Outcome)
    is_included = models.BooleanField(help_text="Whether the definition counts this outcome.")
    possible = models.JSONField(default=list, help_text="Outcomes that remain possible, sorted.")
    missing = models.JSONField(default=list, help_text="Facts that would settle it.")
    criteria = models.JSONField(default=list, help_text="Per criterion: id, result, reason.")
    conflicts = models.JSONField(default=list)
    facts = models.JSONField(default=dict, help_text="The facts used, as cells of a table of facts.")
    evidence_used = models.JSONField(default=dict, help_text="Fact → the evidence behind it.")
    facts_hash = models.CharField(max_length=64)
    is_current = models.BooleanField(
        default=True, help_text="The outcome by all evidence, which figures count."
    )
    is_shown = models.BooleanField(
        default=True, help_text="The outcome that everybody sees, by the evidence on which it may rest."
    )
    assessed_at = models.DateTimeField()

    objects = AssessmentQuerySet.as_manager()

    was_in: int | None = None
    """The year of an outcome that is not one of today. Not a column: set by `enterprises.outcome_dates`."""

    class Meta:
        ordering = ["organisation", "definition", "-assessed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["definition", "outcome", "organisation"],
                condition=models.Q(is_current=True),
                name="assessment_current_outcome",
            ),
            models.Index(
                fields=["definition", "outcome", "organisation"],
                condition=models.Q(is_shown=True),
                name="assessment_shown_outcome",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "definition"],
                condition=models.Q(is_current=True),
                name="%(app_label)s_%(class)s_one_current",
                violation_error_message="An organisation has one current assessment for each definition.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "definition"],
                condition=models.Q(is_shown=True),
                name="%(app_label)s_%(class)s_one_shown",
                violation_error_message="An organisation has one public assessment for each definition.",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values),
                name="%(app_label)s_%(class)s_outcome_is_known",
                violation_error_message="The outcome must be one of the definition's outcomes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_outcome_display()} ({self.definition})"

    @property
    def outcome_in_words(self) -> str:
        """The outcome as a label: “Social enterprise”, or “Was, in 2010: social enterprise”."""
        return outcome_in_words(self.outcome, self.was_in)

    @property
    def public_id(self) -> str:
        """The identifier in the API: it stays when a new assessment replaces this one."""
        return f"{self.organisation.slug}.{self.definition}"


class Override(TimeStampedByModel):
    """A curator's own verdict with a reason, shown beside the rule's outcome. It never replaces it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="overrides")
    definition = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40, choices=Outcome)
    reason = models.TextField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["organisation", "definition"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "definition"],
                condition=models.Q(is_withdrawn=False),
                name="%(app_label)s_%(class)s_one_active",
                violation_error_message="There is already an override for this definition. Withdraw it first.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Give the reason for the override.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=[word for word in Outcome.values if word not in OPEN_OUTCOMES]
                ),
                name="%(app_label)s_%(class)s_is_a_verdict",
                violation_error_message="Choose an outcome. To leave it open, withdraw the override.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_outcome_display()} (override)"


class DraftDefinition(TimeStampedByModel):
    """A definition that somebody proposed on the what-if page. It is not used until it is published as a file.

    `content` is the whole definition as plain data and never changes: a revised proposal is a new draft.
    """

    slug = models.SlugField("name in addresses", max_length=60, unique=True)
    title = models.CharField(max_length=120)
    base = models.CharField("drafted from", max_length=40)
    base_version = models.CharField(max_length=20)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    reason = models.TextField(help_text="What the change is for.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="%(app_label)s_%(class)s_has_a_title",
                violation_error_message="Give the draft a title.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say what the change is for.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
