"""Mentions: organisations named by a respondent."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from accounts.timestamped import TimeStampedByModel
from enterprises.models import Engagement, EngagementTerm, Organisation
from enterprises.models.organisation import check_term
from enterprises.vocabulary import Arrangement, EngagementStatus, Origin
from interviews.models.interview import Interview
from interviews.querysets import MentionQuerySet
from interviews.vocabulary import DescribedAs, MatchState


class Mention(TimeStampedByModel):
    """An organisation as it was named in one interview.

    Three things are kept apart: what the respondent said (`name_given`, `described_as`), the organisation of the
    directory that we matched it to (`organisation`), and the classification of that organisation (an assessment).
    """

    CLASS_C = ("name_given", "own_words", "evaluation")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="mentions")
    key = models.UUIDField(
        default=uuid.uuid4, help_text="Made by the page, so that a repeated save finds it."
    )
    position = models.PositiveSmallIntegerField()
    name_given = models.CharField("name, as it was said", max_length=200)
    described_as = models.CharField(
        "the respondent called it", max_length=20, choices=DescribedAs, default=DescribedAs.NOT_SAID
    )
    own_words = models.TextField("the respondent's own words about it", blank=True)
    match_state = models.CharField(max_length=20, choices=MatchState, default=MatchState.UNMATCHED)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="mentions"
    )
    engagement = models.OneToOneField(
        Engagement, models.SET_NULL, null=True, blank=True, related_name="mention"
    )
    status = models.CharField(max_length=12, choices=EngagementStatus, default=EngagementStatus.WORKS)
    arrangement = models.CharField(max_length=24, choices=Arrangement, default=Arrangement.NOT_KNOWN)
    origin = models.CharField("how it began", max_length=24, choices=Origin, default=Origin.NOT_KNOWN)
    referrals = models.PositiveIntegerField("referrals a year", null=True, blank=True)
    referrals_are_estimated = models.BooleanField(default=False)
    evaluation = models.TextField("who monitors or evaluates, and with what result", blank=True)

    history = HistoricalRecords(excluded_fields=["created_at", "updated_at"])
    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["interview", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "key"],
                name="%(app_label)s_%(class)s_key_once",
                violation_error_message="This mention is already saved.",
            ),
            models.UniqueConstraint(
                fields=["interview", "position"],
                name="%(app_label)s_%(class)s_position_once",
                violation_error_message="Two mentions of one interview cannot have the same position.",
            ),
            models.CheckConstraint(
                condition=models.Q(match_state=MatchState.MATCHED, organisation__isnull=False)
                | (~models.Q(match_state=MatchState.MATCHED) & models.Q(organisation__isnull=True)),
                name="%(app_label)s_%(class)s_matched_has_an_organisation",
                violation_error_message="A matched mention names an organisation; any other names none.",
            ),
            models.CheckConstraint(
                condition=models.Q(match_state__in=MatchState.values)
                & models.Q(described_as__in=DescribedAs.values)
                & models.Q(status__in=EngagementStatus.values)
                & models.Q(arrangement__in=Arrangement.values)
                & models.Q(origin__in=Origin.values),
                name="%(app_label)s_%(class)s_words_are_known",
                violation_error_message="Choose the state, the description and the relation from their lists.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name_given=""),
                name="%(app_label)s_%(class)s_has_a_name",
                violation_error_message="Enter the organisation's name as it was said.",
            ),
            models.CheckConstraint(
                condition=models.Q(referrals_are_estimated=False) | models.Q(referrals__isnull=False),
                name="%(app_label)s_%(class)s_estimate_has_a_number",
                violation_error_message="An estimate of referrals needs a number.",
            ),
        ]

    def __str__(self) -> str:
        return self.name_given

    def terms_of(self, vocabulary: str) -> list[str]:
        """Return the terms of one vocabulary, from prefetched rows."""
        return [term.term for term in self.terms.all() if term.vocabulary == vocabulary]


class MentionTerm(models.Model):
    """A term for the relation that the respondent described: an activity, payer, stage or group of people."""

    VOCABULARIES = EngagementTerm.VOCABULARIES

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="terms")
    vocabulary = models.CharField(max_length=20, choices=[(v.value, v.label) for v in VOCABULARIES])
    term = models.CharField(max_length=40)

    class Meta:
        ordering = ["vocabulary", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["mention", "vocabulary", "term"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The mention already carries this term.",
            ),
            models.CheckConstraint(
                condition=models.Q(vocabulary__in=["activity", "payer", "stage", "offender_group"]),
                name="%(app_label)s_%(class)s_vocabulary_is_known",
                violation_error_message="A mention has activities, payers, stages and groups.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_vocabulary_display()}: {self.term}"

    def clean(self) -> None:
        check_term(self.vocabulary, self.term)
        if self.vocabulary not in {v.value for v in self.VOCABULARIES}:
            raise ValidationError({"vocabulary": "A mention has activities, payers, stages and groups."})
