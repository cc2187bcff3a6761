"""The mentions and organisations that the perception report counts, one query each."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.fields.json import KeyTransform

from enterprises.vocabulary import Outcome
from interviews.models import Mention
from interviews.vocabulary import FINISHED, DescribedAs, MatchState
from reports.perception.kappa import Judgements
from reports.study_facts import current_assessment
from survey.models import Study

CALLED = DescribedAs.SOCIAL_ENTERPRISE
LARGE = 250
"""An enterprise with this many employees or more is large (EU recommendation 2003/361)."""
NATIONAL = 4
"""An organisation that services of this many regions or more named is taken for national (our judgement)."""


@dataclass(frozen=True)
class MentionGroup:
    """Mentions with the same word of the respondent, state of the match, and outcome; `number` counts them.

    `outcome` is empty if the organisation is not matched or not assessed. `is_included` is None in that case, and if
    the outcome is undetermined.
    """

    kind: str
    form: str
    word: str
    state: str
    outcome: str
    is_included: bool | None
    number: int

    @property
    def is_called(self) -> bool | None:
        """True if the respondent called it a social enterprise; None if the respondent did not say what it is."""
        return None if self.word == DescribedAs.NOT_SAID else self.word == CALLED


@dataclass(frozen=True)
class Respondent:
    """One interview, with its number of mentions by what the respondent called them and what the definition says."""

    kind: str
    judgements: Judgements


@dataclass(frozen=True)
class IncludedOrganisation:
    """An organisation that the definition includes, with the number of its mentions by what respondents called it."""

    employees: int | None
    regions: int
    called: int
    called_otherwise: int


def mentions(study: Study) -> list[MentionGroup]:
    """Return the mentions of finished interviews, grouped. One query."""
    rows = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=FINISHED)
        .order_by()
        .annotate(current=current_assessment(study))
        .values_list(
            "interview__unit__service__kind",
            "interview__unit__service__form",
            "described_as",
            "match_state",
            "current__outcome",
            "current__is_included",
        )
        .annotate(number=Count("pk"))
    )
    return [
        MentionGroup(
            kind or "",
            form or "",
            word,
            state,
            outcome or "",
            None if outcome in (None, Outcome.UNDETERMINED) else is_included,
            number,
        )
        for kind, form, word, state, outcome, is_included, number in rows
    ]


def respondents(study: Study) -> list[Respondent]:
    """Return the interviews with a mention that both the respondent and the definition have classified.

    One query.
    """
    called = Q(described_as=CALLED)
    included = Q(current__is_included=True)
    rows = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=FINISHED, match_state=MatchState.MATCHED)
        .exclude(described_as=DescribedAs.NOT_SAID)
        .order_by()
        .annotate(current=current_assessment(study))
        .filter(current__outcome__isnull=False)
        .exclude(current__outcome=Outcome.UNDETERMINED)
        .values_list("interview", "interview__unit__service__kind")
        .annotate(
            both=Count("pk", filter=called & included),
            called_only=Count("pk", filter=called & ~included),
            included_only=Count("pk", filter=~called & included),
            neither=Count("pk", filter=~called & ~included),
        )
        .order_by("interview")
    )
    return [Respondent(kind or "", tuple(numbers)) for _, kind, *numbers in rows.iterator()]


def included(study: Study) -> list[IncludedOrganisation]:
    """Return the organisations named that the definition includes, with size, reach and mentions. One query."""
    rows = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=FINISHED, match_state=MatchState.MATCHED)
        .order_by()
        .annotate(current=current_assessment(study))
        .filter(current__is_included=True)
        .values("organisation", employees=KeyTransform("employees", F("current__facts")))
        .annotate(
            regions=Count("interview__unit__region", distinct=True),
            called=Count("pk", filter=Q(described_as=CALLED)),
            described=Count("pk", filter=~Q(described_as=DescribedAs.NOT_SAID)),
        )
    )
    return [
        IncludedOrganisation(
            employees=_whole_number(row["employees"]),
            regions=row["regions"],
            called=row["called"],
            called_otherwise=row["described"] - row["called"],
        )
        for row in rows.iterator()
    ]


def _whole_number(cell: object) -> int | None:
    """Return the number in a stored fact, None if it is not known."""
    return int(str(cell)) if cell is not None and str(cell).isdecimal() else None
