"""The figures of one study that its task page shows, counted across the floors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from interviews import contact_faults, matching_desk
from interviews.appointments import open_appointments
from interviews.forms.words import SPOKEN_STRANDS
from interviews.letters.selection import written_to
from interviews.models import LetterTemplate, Mention
from interviews.progress.calling import OPEN_CODES
from interviews.supervision import refusals
from interviews.supervision.checking import CheckNumbers, check_numbers
from interviews.vocabulary import MatchState
from interviews.worklist import ordered_cases
from reports.models import Quotation, Release, ReleaseState
from survey.models import Invitation, QualityStatement, Response, SampledUnit, Strand, Study
from survey.review import queue
from survey.vocabulary import INTERVIEWED_CODES, CaseCode, ResponseStatus, StrandKind


@dataclass(frozen=True)
class CaseFigures:
    """Cases of one or more strands: all, eligible, interviewed, open, open without a person, open and never rung."""

    total: int
    eligible: int
    interviewed: int
    open: int
    unassigned: int
    never_rung: int


@dataclass(frozen=True)
class StudyFigures:
    """What a study lead has to know of one study. Every number is counted when the page is opened.

    `initial` are the cases of the strand that rings the whole frame, `later` those of the other strands. `no_number`
    counts the open cases without a contact who has a telephone number and whom nothing speaks against. `invitations`
    are by InvitationState, `responses` by the lists of `survey.review.queue`, `quotations` by QuotationState.
    `released` is the current release.
    """

    strands: dict[str, Strand]
    initial: CaseFigures
    later: CaseFigures
    no_number: int
    call_backs_due: int
    owed: int
    letter_templates: int
    written_to: int
    refusals: int
    checks: CheckNumbers
    mentions: dict[str, int]
    invitations: dict[str, int]
    responses: dict[str, int]
    has_quality_statement: bool
    in_preparation: Release | None
    released: Release | None
    quotations: dict[str, int]

    @property
    def open_cases(self) -> int:
        return self.initial.open + self.later.open

    @property
    def unmatched(self) -> int:
        return self.mentions.get(MatchState.UNMATCHED, 0) + self.mentions.get(MatchState.NEW, 0)

    @property
    def to_review(self) -> int:
        return self.responses.get(ResponseStatus.SUBMITTED, 0)

    @property
    def put_off(self) -> int:
        return self.responses.get(queue.PUT_OFF, 0)

    @property
    def set_aside(self) -> int:
        return self.responses.get(ResponseStatus.QUARANTINED, 0)

    @property
    def online(self) -> Strand | None:
        return self.strands.get(StrandKind.ONLINE_SURVEY)

    @property
    def by_telephone(self) -> list[Strand]:
        """The ways of asking in which somebody is rung and told how long it takes."""
        return [strand for kind, strand in self.strands.items() if kind in SPOKEN_STRANDS]


def figures_of(study: Study, *, now: dt.datetime) -> StudyFigures:
    """Count everything that the task page shows. A fixed number of queries, none of which reads a row of a case."""
    strands = {
        strand.kind: strand
        for strand in Strand.objects.filter(study=study)
        .select_related("instrument")
        .defer("instrument__content")
        .order_by("pk")
    }
    units = list(
        SampledUnit.objects.of_study(study)
        .order_by()
        .values_list("strand__kind", "code")
        .annotate(number=Count("pk"), unassigned=Count("pk", filter=Q(assigned_to=None)))
    )
    open_cases = SampledUnit.objects.of_study(study).filter(code__in=OPEN_CODES)
    with_number = contact_faults.to_ring().filter(unit=OuterRef("pk")).exclude(telephone="")
    releases = list(
        Release.objects.of_study(study).exclude(state=ReleaseState.WITHDRAWN).select_related("prepared_by")
    )
    return StudyFigures(
        strands=strands,
        initial=_cases(row[1:] for row in units if row[0] == StrandKind.INITIAL_INTERVIEW),
        later=_cases(row[1:] for row in units if row[0] != StrandKind.INITIAL_INTERVIEW),
        no_number=open_cases.exclude(Exists(with_number)).count(),
        call_backs_due=open_appointments().filter(unit__strand__study=study, call_back_at__lte=now).count(),
        owed=ordered_cases(study, now=now).filter(is_interview_owed=True).count(),
        letter_templates=LetterTemplate.objects.filter(study=study).count(),
        written_to=SampledUnit.objects.of_study(study).filter(written_to()).count(),
        refusals=refusals.to_review(study).count(),
        checks=check_numbers(study),
        mentions=matching_desk.state_counts(study),
        invitations=_invitations(study),
        responses=queue.counts_by_queue(queue.answers_of(study)),
        has_quality_statement=QualityStatement.objects.filter(study=study).exists(),
        in_preparation=next((release for release in releases if not release.is_public), None),
        released=next((release for release in releases if release.is_public), None),
        quotations=dict(
            Quotation.objects.of_study(study).order_by().values_list("state").annotate(Count("pk"))
        ),
    )


def _cases(rows: Iterable[tuple[str, int, int]]) -> CaseFigures:
    """Add up rows of outcome code, number of cases, and number of them that nobody has."""
    counted = list(rows)

    def number(codes: Iterable[str]) -> int:
        return sum(cases for code, cases, _ in counted if code in codes)

    total = sum(cases for _, cases, _ in counted)
    return CaseFigures(
        total=total,
        eligible=total - number([CaseCode.NOT_ELIGIBLE]),
        interviewed=number(INTERVIEWED_CODES),
        open=number(OPEN_CODES),
        unassigned=sum(unassigned for code, _, unassigned in counted if code in OPEN_CODES),
        never_rung=number([CaseCode.UNKNOWN_UNIT]),
    )


def _invitations(study: Study) -> dict[str, int]:
    found = Invitation.objects.filter(strand__study=study).with_state()
    return dict(found.order_by().values_list("state").annotate(number=Count("pk")))


def unmatched_by_study(studies: Iterable[Study]) -> dict[int, int]:
    """Return the number of mentions to be matched of each of these studies that has some. One query."""
    study = "interview__unit__strand__study"
    waiting = Mention.objects.filter(
        **{f"{study}__in": studies}, match_state__in=[MatchState.UNMATCHED, MatchState.NEW]
    )
    return dict(waiting.order_by().values_list(study).annotate(number=Count("pk")))


def to_review_by_study(studies: Iterable[Study]) -> dict[int, int]:
    """Return the number of answers that wait for review, or were set aside, of each of these studies. One query."""
    responses = Response.objects.filter(strand__study__in=studies)
    waiting = responses.waiting() | responses.filter(status=ResponseStatus.QUARANTINED)
    return dict(waiting.order_by().values_list("strand__study").annotate(number=Count("pk")))
