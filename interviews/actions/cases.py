"""The code of a case, derived from its events and stored with the unit, and whether it may be called."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from interviews import case_codes
from interviews.case_codes import Attempt, code_of
from interviews.errors import CaseClosedError
from interviews.models import Call, Interview, LateChange
from interviews.vocabulary import FINISHED, INTERVIEW_CALLS, REFUSALS, Change, Consent, Disposition
from survey import actions as survey_actions
from survey.models import SampledUnit, Study
from survey.vocabulary import CaseCode

REFUSED = "The respondent refused, so no interview is entered."
TEXT_KEPT = (
    "What you entered is kept: save it unfinished, "
    "and ask the study lead if the interview was held all the same."
)


def derived_code(unit: SampledUnit) -> CaseCode:
    """Return the code of a case from its calls, late changes and interview. Three queries."""
    interview = Interview.objects.filter(unit=unit).only("status", "consents").first()
    status = interview.status if interview else None
    if interview is not None and status in FINISHED and not interview.has_consent(Consent.TAKE_PART):
        status = None
    calls = unit.calls.order_by("made_at", "pk").values_list("made_at", "contact_id", "disposition")
    changes = unit.late_changes.order_by("pk").values_list("created_at", "change")
    events: list[tuple[dt.datetime, Attempt | Change]] = [
        *((made_at, Attempt(contact, disposition)) for made_at, contact, disposition in calls),
        *((moment, Change(change)) for moment, change in changes),
    ]
    return code_of([event for _, event in sorted(events, key=lambda each: each[0])], status)


def current_exclusion(unit: SampledUnit) -> LateChange | None:
    """Return the change by which the unit is excluded from the sample, or None."""
    last = (
        unit.late_changes.exclude(change=Change.REOPENED)
        .select_related("same_as__service", "same_as__organisation")
        .last()
    )
    return last if last is not None and last.is_exclusion else None


def describe_exclusion(change: LateChange) -> str:
    """Describe an exclusion, for example “found twice, the same as HMP Leeds”."""
    label = change.get_change_display().lower()
    if change.same_as is None:
        return label
    return f"{label}{', the same as' if change.change == Change.FOUND_TWICE else ':'} {change.same_as}"


def last_call(unit: SampledUnit) -> Call | None:
    """Return the last call of a case, or None if the case was reopened after it. Two queries."""
    last = unit.calls.order_by("-made_at", "-pk").first()
    if (
        last is None
        or unit.late_changes.filter(change=Change.REOPENED, created_at__gte=last.made_at).exists()
    ):
        return None
    return last


def update_code(*, unit: SampledUnit, by: User | None) -> SampledUnit:
    """Store the derived code of a case. Call it inside the transaction of the change."""
    return survey_actions.record_code(unit=unit, code=derived_code(unit), by=by)


def eligibility_errors(unit: SampledUnit, held_on: dt.date) -> dict[str, str]:
    """Return the errors, by field, if the unit was not eligible for an interview on that day."""
    last = last_call(unit)
    if (change := current_exclusion(unit)) is not None:
        return {
            "status": f"This case is not in the sample any more: {describe_exclusion(change)}. {TEXT_KEPT}"
        }
    if last is not None and last.disposition in REFUSALS:
        return {"status": f"{REFUSED} {TEXT_KEPT}"}
    if last is not None and last.disposition == Disposition.CLOSED_OR_MERGED:
        return {"status": f"The last call found that {unit} was closed or merged. {TEXT_KEPT}"}
    if unit.service and unit.service.closed_on and unit.service.closed_on < held_on:
        return {
            "held_on": (
                f"{unit} had closed by then ({unit.service.closed}). Correct the date of the interview. {TEXT_KEPT}"
            )
        }
    return {}


def refuse_without_fieldwork(study: Study) -> None:
    """Raise CaseClosedError unless the study is open."""
    if not study.takes_calls:
        raise CaseClosedError(study.why_no_fieldwork)


def refuse_if_archived(study: Study) -> None:
    """Raise CaseClosedError if nothing in the study changes any more."""
    if study.is_archived:
        raise CaseClosedError(study.why_no_fieldwork)


def refuse_if_closed(unit: SampledUnit, disposition: str = "") -> None:
    """Raise CaseClosedError if the study is not open, the case must not be called again, or not with this outcome."""
    refuse_without_fieldwork(unit.strand.study)
    change = current_exclusion(unit)
    if change is not None:
        raise CaseClosedError(f"This case is not in the sample any more: {describe_exclusion(change)}.")
    last = last_call(unit)
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    if last is not None and case_codes.closes(last.disposition, None):
        raise CaseClosedError(
            f"Nobody rings this case again: the last call ended with “{last.get_disposition_display()}”."
        )
    if case_codes.closes(None, status) and disposition not in INTERVIEW_CALLS:
        raise CaseClosedError("Nobody rings this case again: its interview is complete.")


def lock_unit(unit: SampledUnit) -> SampledUnit:
    """Return the unit, locked until the transaction ends, so that writers of one case wait for each other.

    PostgreSQL locks the row; SQLite has only one writer at a time (transaction_mode IMMEDIATE).
    """
    return (
        SampledUnit.objects.select_for_update(of=("self",))
        .select_related("strand__study", "service")
        .get(pk=unit.pk)
    )
