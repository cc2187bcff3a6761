"""Interviews to check, checks that are open, and notes to their interviewers."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from interviews.models import Checklist, Interview, InterviewCheck
from interviews.planning.rules import rules_by_strand, rules_for
from interviews.supervision.check_sample import FinishedInterview, sample
from interviews.vocabulary import FINISHED, CheckVerdict
from survey.models import Strand, Study

USUAL_POINTS = (
    "Is the consent recorded as the guide asks for it?",
    "Are the respondent’s words kept as they were said, apart from the interviewer’s notes?",
    "Is every organisation named entered, and matched to the right one?",
    "Do the answers agree with each other?",
    "Was every question that applies asked, or is it said why not?",
    "Is the length plausible for what was said?",
    "Is it free of anything about an identifiable person?",
)
"""The points that are looked at if the study has no list of its own."""


class InterviewerRow(NamedTuple):
    """The interviews of one person: finished, in the sample, checked at least once, and with an open check."""

    name: str
    finished: int
    sampled: int
    checked: int
    open: int


class CheckNumbers(NamedTuple):
    """The number of interviews of a study that are to be checked, and of those whose last check is open."""

    to_check: int
    open: int


class Overview(NamedTuple):
    """The cases whose interview is to be checked, in their order, and the numbers by interviewer."""

    to_check: list[int]
    rows: list[InterviewerRow]


def points_of(study: Study) -> list[str]:
    """Return the points of the study's checklist. One query."""
    own = Checklist.objects.filter(study=study).values_list("points", flat=True).first()
    return list(own or USUAL_POINTS)


def overview(strand: Strand) -> Overview:
    """Return what is to be checked in a strand, and the numbers by interviewer. Four queries."""
    rules = rules_for(strand)
    rows = Interview.objects.filter(unit__strand=strand, status__in=FINISHED).order_by("unit")
    finished = [FinishedInterview(*row) for row in rows.values_list("unit", "interviewer")]
    checks = InterviewCheck.objects.filter(interview__unit__strand=strand)
    checked = set(checks.order_by().values_list("interview__unit", flat=True))
    open_cases = set(open_checks(checks).order_by().values_list("interview__unit", flat=True))
    chosen = sample(finished, one_in=rules.check_one_in, seed=rules.check_seed, checked=checked)
    numbers: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for case, interviewer in finished:
        for place, belongs in enumerate((True, case in chosen, case in checked, case in open_cases)):
            numbers[interviewer][place] += belongs
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=numbers)}
    return Overview(
        [case for case, _ in finished if case in chosen and case not in checked],
        sorted(InterviewerRow(names[key], *counts) for key, counts in numbers.items()),
    )


def check_numbers(study: Study) -> CheckNumbers:
    """Count what is to be checked in all strands of a study. Four queries."""
    rows = Interview.objects.filter(unit__strand__study=study, status__in=FINISHED).order_by("unit")
    finished: defaultdict[int, list[FinishedInterview]] = defaultdict(list)
    for strand, case, interviewer in rows.values_list("unit__strand", "unit", "interviewer"):
        finished[strand].append(FinishedInterview(case, interviewer))
    checks = InterviewCheck.objects.filter(interview__unit__strand__study=study)
    checked = set(checks.order_by().values_list("interview__unit", flat=True))
    to_check = 0
    for strand, rules in rules_by_strand(study).items():
        cases = finished[strand]
        done = {case for case, _ in cases if case in checked}
        chosen = sample(cases, one_in=rules.check_one_in, seed=rules.check_seed, checked=done)
        to_check += len(chosen - done)
    return CheckNumbers(to_check, open_checks(_last_checks(checks)).count())


def open_checks(checks: QuerySet[InterviewCheck]) -> QuerySet[InterviewCheck]:
    """Return the checks that found something which is not settled."""
    return checks.exclude(verdict=CheckVerdict.IN_ORDER).filter(settled_at=None)


def checks_of(strand: Strand) -> QuerySet[InterviewCheck]:
    """Return the last check of each interview of the strand, the latest first, with what a list shows."""
    return (
        _last_checks(InterviewCheck.objects.filter(interview__unit__strand=strand))
        .select_related(
            "interview__unit__service",
            "interview__unit__region",
            "interview__unit__organisation",
            "interviewer",
            "created_by",
        )
        .order_by("-created_at", "-pk")
    )


def _last_checks(checks: QuerySet[InterviewCheck]) -> QuerySet[InterviewCheck]:
    """Return those of these checks that are the last of their interview."""
    last = InterviewCheck.objects.filter(interview=OuterRef("interview")).order_by("-created_at", "-pk")
    return checks.filter(pk=Subquery(last.values("pk")[:1]))


def notes_for(user: User, study: Study) -> QuerySet[InterviewCheck]:
    """Return the notes to this interviewer that they have not acknowledged, the oldest first. One query."""
    return (
        _unread_notes(user)
        .filter(interview__unit__strand__study=study)
        .select_related("interview__unit__service", "interview__unit__organisation", "created_by")
        .order_by("created_at", "pk")
    )


def number_of_notes(user: User) -> Coalesce:
    """Return an expression for a queryset of studies: how many notes of each `notes_for` has for this person."""
    study = "interview__unit__strand__study"
    notes = _unread_notes(user).filter(**{study: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(notes.values(study).annotate(number=Count("pk")).values("number")), 0)


def _unread_notes(user: User) -> QuerySet[InterviewCheck]:
    return InterviewCheck.objects.filter(interviewer=user, acknowledged_at=None).exclude(note="")
