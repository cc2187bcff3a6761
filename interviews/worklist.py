"""The work list: the cases of a study in the order in which to call them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractHour
from django.utils import timezone

from interviews import contact_faults
from interviews.appointments import open_appointments
from interviews.models import Call, Contact, LateChange
from interviews.planning import rules
from interviews.planning.quotas import quota_met
from interviews.vocabulary import (
    EXCLUSIONS,
    FINAL_DISPOSITIONS,
    INTERVIEW_CALLS,
    REACHED_NOBODY,
    Change,
    Disposition,
    InterviewStatus,
)
from survey.models import SampledUnit
from survey.querysets import unit_name

if TYPE_CHECKING:
    from accounts.models import User
    from survey.models import Study


class WorklistStatus(models.IntegerChoices):
    """The state of a case in the work list. The numbers are the order of the list."""

    CALL_BACK_DUE = 1, "Call-back due"
    NEW_CONTACT = 2, "New contact to ring"
    INTERVIEW_OWED = 3, "Interview to be entered"
    INTERVIEW_STARTED = 4, "Interview begun"
    NOT_CALLED = 5, "Not rung yet"
    CALL_AGAIN = 6, "Ring again"
    CALLED_RECENTLY = 7, "Rung lately"
    CALL_BACK_LATER = 8, "Call-back arranged"
    QUOTA_MET = 9, "Quota met"
    ATTEMPTS_EXHAUSTED = 10, "Rung as often as allowed"
    FINISHED = 11, "Finished"


ListedCase = Any
"""A SampledUnit with the annotations of `ordered_cases` and `with_row_details`, which type checkers do not know."""

CALLABLE = (
    WorklistStatus.CALL_BACK_DUE,
    WorklistStatus.NEW_CONTACT,
    WorklistStatus.INTERVIEW_STARTED,
    WorklistStatus.NOT_CALLED,
    WorklistStatus.CALL_AGAIN,
)
"""The states in which a case may be called now."""

MORNING, AFTERNOON = "morning", "afternoon"
NOON = 12


def part_of_day(moment: dt.datetime) -> str:
    """Return the part of the day, MORNING or AFTERNOON, in British local time."""
    return MORNING if timezone.localtime(moment).hour < NOON else AFTERNOON


def midnight(day: dt.date) -> dt.datetime:
    """Return the beginning of a day, in British local time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def ordered_cases(study: Study, *, now: dt.datetime) -> QuerySet[ListedCase]:
    """Return every case of the study, annotated, in the order in which to call them.

    `call_back_at` is the time of the open appointment (interviews.appointments), and `arranged_as` the outcome of the
    call that arranged it. `call_number` counts all calls. `attempts` counts anew for each contact: it leaves out calls
    to contacts that have been replaced, and calls without a contact before the current one was entered. `is_same_part`
    is True if the last call was in the present part of the day and the strand prefers the other one; after an engaged
    tone it is False, because somebody was there. `rests_until` is the end of the rest after the last call.
    `has_new_contact` is True if nobody has rung the current contact yet. `is_interview_owed` is True if a call says
    that an interview was held and none is finished; `held_by` made that call. `worklist_status` follows the rules of
    the strand (interviews.planning.rules).
    """
    all_rules = rules.rules_by_strand(study).values()
    calls = Call.objects.filter(unit=OuterRef("pk")).order_by("-made_at", "-pk")
    number = calls.order_by().values("unit").annotate(number=Count("pk")).values("number")
    entered_later = Contact.objects.filter(
        unit=OuterRef("unit"), is_current=True, created_at__gt=OuterRef("made_at")
    )
    to_this_contact = number.filter(Q(contact__is_current=True) | Q(~Exists(entered_later), contact=None))
    changes = LateChange.objects.filter(unit=OuterRef("pk"))
    reopened = changes.filter(change=Change.REOPENED, created_at__gte=OuterRef("last_call_at"))
    arranged = open_appointments().filter(unit=OuterRef("pk")).order_by("-made_at", "-pk")
    never_rung = Contact.objects.filter(unit=OuterRef("pk"), is_current=True, erased_at=None).filter(
        ~Exists(Call.objects.filter(contact=OuterRef("pk")))
    )
    held = calls.of_interviews()
    is_settled = (
        Q(last_disposition__in=FINAL_DISPOSITIONS - INTERVIEW_CALLS, is_reopened=False)
        | Q(last_change__in=EXCLUSIONS)
        | Q(interview__status__in=[InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN])
        | Q(
            last_disposition=Disposition.COMPLETED,
            is_reopened=False,
            interview__status=InterviewStatus.PARTIAL,
        )
    )
    is_owed_unless_settled = Q(is_interview_held=True) & ~Q(interview__status=InterviewStatus.PARTIAL)
    call_hour = calls.annotate(hour=ExtractHour("made_at", tzinfo=timezone.get_default_timezone())).values(
        "hour"
    )
    rest = calls.annotate(rests_until=rules.rests_until(all_rules))
    is_same_part = Q(last_hour__lt=NOON) if part_of_day(now) == MORNING else Q(last_hour__gte=NOON)
    return (
        SampledUnit.objects.of_study(study)
        .annotate(
            last_disposition=Subquery(calls.values("disposition")[:1]),
            last_call_at=Subquery(calls.values("made_at")[:1]),
            last_hour=Subquery(call_hour[:1]),
            rests_until=Subquery(rest.values("rests_until")[:1]),
            call_back_at=Subquery(arranged.values("call_back_at")[:1]),
            arranged_as=Subquery(arranged.values("disposition")[:1]),
            held_by=Subquery(held.values("created_by")[:1]),
            is_interview_held=Exists(held),
            has_new_contact=Exists(never_rung),
            call_number=Coalesce(Subquery(number), 0),
            attempts=Coalesce(Subquery(to_this_contact), 0),
            name=unit_name(),
            last_change=Subquery(
                changes.exclude(change=Change.REOPENED).order_by("-pk").values("change")[:1]
            ),
        )
        .annotate(is_reopened=Exists(reopened))
        .annotate(
            is_interview_owed=Case(
                When(is_settled, then=False),
                When(is_owed_unless_settled, then=True),
                default=False,
            ),
            is_same_part=Case(
                When(
                    is_same_part
                    & ~Q(last_disposition=Disposition.BUSY)
                    & rules.prefers_other_part_of_day(all_rules),
                    then=True,
                ),
                default=False,
            ),
        )
        .annotate(
            worklist_status=Case(
                When(is_settled, then=Value(WorklistStatus.FINISHED)),
                # Tried at the arranged time without reaching anybody: it is due again after the usual rest.
                When(
                    has_new_contact=False,
                    rests_until__gt=now,
                    call_back_at__lte=F("last_call_at"),
                    last_disposition__in=REACHED_NOBODY,
                    then=Value(WorklistStatus.CALLED_RECENTLY),
                ),
                When(call_back_at__lte=now, then=Value(WorklistStatus.CALL_BACK_DUE)),
                When(is_owed_unless_settled, then=Value(WorklistStatus.INTERVIEW_OWED)),
                When(call_back_at__gt=now, then=Value(WorklistStatus.CALL_BACK_LATER)),
                When(
                    has_new_contact=True, last_call_at__isnull=False, then=Value(WorklistStatus.NEW_CONTACT)
                ),
                When(interview__isnull=False, then=Value(WorklistStatus.INTERVIEW_STARTED)),
                When(quota_met(all_rules), then=Value(WorklistStatus.QUOTA_MET)),
                When(last_disposition__isnull=True, then=Value(WorklistStatus.NOT_CALLED)),
                When(rules.attempts_exhausted(all_rules), then=Value(WorklistStatus.ATTEMPTS_EXHAUSTED)),
                When(rests_until__gt=now, then=Value(WorklistStatus.CALLED_RECENTLY)),
                default=Value(WorklistStatus.CALL_AGAIN),
                output_field=models.PositiveSmallIntegerField(),
            ),
        )
        .order_by(
            "worklist_status",
            F("call_back_at").asc(nulls_last=True),
            "is_same_part",
            F("last_call_at").asc(nulls_first=True),
            "name",
            "pk",
        )
    )


def owed_interviews(cases: QuerySet[ListedCase], *, held_by: User | None = None) -> QuerySet[ListedCase]:
    """Return those of `ordered_cases` whose interview was held and is not entered, the oldest first.

    With `held_by` only those that this person held. `interview_calls` of each case holds the calls that say so, the
    latest first. Two queries.
    """
    cases = cases.filter(is_interview_owed=True)
    if held_by is not None:
        cases = cases.filter(held_by=held_by.pk)
    held = models.Prefetch(
        "calls",
        Call.objects.of_interviews().select_related("created_by"),
        to_attr="interview_calls",
    )
    return (
        cases.select_related("service", "organisation").prefetch_related(held).order_by("last_call_at", "pk")
    )


def of_person(user: User) -> Q:
    """Return the condition for a person's cases: assigned to them, assigned to nobody, or rung by them."""
    rung = Call.objects.filter(unit=OuterRef("pk"), created_by=user)
    return Q(assigned_to=user) | Q(assigned_to=None) | Q(Exists(rung))


def with_row_details(cases: QuerySet[ListedCase]) -> QuerySet[ListedCase]:
    """Add the related rows that the work list shows. Two queries for any number of cases."""
    current = models.Prefetch("contacts", contact_faults.to_ring(), to_attr="current_contacts")
    return cases.select_related(
        "service__kind",
        "region",
        "organisation",
        "strand__study",
        "interview",
        "assigned_to",
        "case_lock__by",
    ).prefetch_related(current)


def rows_of(cases: QuerySet[ListedCase], keys: Sequence[int]) -> list[ListedCase]:
    """Return the cases with these keys, in their order, with all that a row shows.

    Reading the keys of one page first leaves the rest of the work to the cases of that page. Two queries.
    """
    found = {row.pk: row for row in with_row_details(cases.filter(pk__in=keys).order_by())}
    return [found[key] for key in keys if key in found]


def status_counts(cases: QuerySet[ListedCase]) -> dict[int, int]:
    """Return the number of cases in each WorklistStatus. One query."""
    counted = cases.order_by().values("worklist_status").annotate(number=Count("pk"))
    return {row["worklist_status"]: row["number"] for row in counted}


def next_case(
    study: Study, *, now: dt.datetime, after: SampledUnit | None = None, user: User | None = None
) -> SampledUnit | None:
    """Return the case to call now, or after this one, or None. At most two queries, and one for the rules.

    With `user`, cases that are assigned to other people, or that they have locked, are left out.
    """
    cases = ordered_cases(study, now=now).filter(worklist_status__in=CALLABLE)
    if after is not None:
        cases = cases.exclude(pk=after.pk)
    if user is not None:
        cases = cases.exclude(Q(case_lock__until__gt=now) & ~Q(case_lock__by=user))
        cases = cases.filter(Q(assigned_to=user) | Q(assigned_to=None))
    key = cases.values_list("pk", flat=True).first()
    return None if key is None else SampledUnit.objects.get(pk=key)
