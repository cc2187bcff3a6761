"""The grouped counts behind the perception report, one query each."""

from dataclasses import dataclass

from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.fields.json import KeyTransform

from enterprises.vocabulary import Outcome
from interviews.models import Mention
from interviews.vocabulary import HELD, DescribedAs, MatchState
from survey.models import Study

CALLED = DescribedAs.SOCIAL_ENTERPRISE
LARGE = 250
"""Employees from which an enterprise is large (EU recommendation 2003/361)."""
NATIONAL = 4
"""Regions in which services named an organisation from which it is taken for national (judgement)."""


@dataclass(frozen=True)
class Mentions:
    """Mentions that are alike: the respondent's word, the state of the match, and the outcome of what was meant.

    `outcome` is empty where the organisation is not matched or not assessed; `is_included` is None where that
    or the evidence leaves it open.
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
        """Whether the respondent called it a social enterprise; None where nothing was said."""
        return None if self.word == DescribedAs.NOT_SAID else self.word == CALLED


@dataclass(frozen=True)
class Known:
    """An organisation that the definition includes, and how the study's respondents spoke of it."""

    employees: int | None
    regions: int
    called: int
    called_otherwise: int


def mentions(study: Study) -> list[Mentions]:
    """The mentions of finished interviews, grouped."""
    rows = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=HELD)
        .order_by()
        .annotate(current=_current(study))
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
        Mentions(
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


def included(study: Study) -> list[Known]:
    """The organisations named that the definition includes, each with its size, its reach and its mentions."""
    rows = (
        Mention.objects.of_study(study)
        .filter(interview__status__in=HELD, match_state=MatchState.MATCHED)
        .order_by()
        .annotate(current=_current(study))
        .filter(current__is_included=True)
        .values("organisation", employees=KeyTransform("employees", F("current__facts")))
        .annotate(
            regions=Count("interview__unit__service__region", distinct=True),
            called=Count("pk", filter=Q(described_as=CALLED)),
            said=Count("pk", filter=~Q(described_as=DescribedAs.NOT_SAID)),
        )
    )
    return [
        Known(
            employees=_whole_number(row["employees"]),
            regions=row["regions"],
            called=row["called"],
            called_otherwise=row["said"] - row["called"],
        )
        for row in rows.iterator()
    ]


def _current(study: Study) -> FilteredRelation:
    return FilteredRelation(
        "organisation__assessments",
        condition=Q(
            organisation__assessments__definition=study.definition, organisation__assessments__is_current=True
        ),
    )


def _whole_number(cell: object) -> int | None:
    """The number of a cell of facts; None where it is not known."""
    return int(str(cell)) if cell is not None and str(cell).isdecimal() else None
