"""How a case stands, recomputed from what happened and stored with the unit."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from interviews import case_codes
from interviews.case_codes import Attempt, code_of
from interviews.errors import CaseClosedError
from interviews.models import Call, Interview, LateChange
from interviews.vocabulary import Change, Disposition
from survey import actions as survey_actions
from survey.models import SampledUnit
from survey.vocabulary import CaseCode

AFTER_AN_INTERVIEW = frozenset({Disposition.COMPLETED, Disposition.PART_COMPLETED})
"""What may still be logged when the interview was entered first and the call afterwards."""

KEPT = "What you entered is kept: save it unfinished, and ask the study lead if the interview was held all the same."


def derived_code(unit: SampledUnit) -> CaseCode:
    """The code that the unit's calls, late changes and interview give it. Three queries."""
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    calls = unit.calls.order_by("made_at", "pk").values_list("made_at", "contact_id", "disposition")
    changes = unit.late_changes.order_by("pk").values_list("created_at", "change")
    events: list[tuple[dt.datetime, Attempt | Change]] = [
        *((made_at, Attempt(contact, disposition)) for made_at, contact, disposition in calls),
        *((moment, Change(change)) for moment, change in changes),
    ]
    return code_of([event for _, event in sorted(events, key=lambda each: each[0])], status)


def standing_change(unit: SampledUnit) -> LateChange | None:
    """Why the unit is not in the sample any more: its last change, unless that is taken back."""
    last = (
        unit.late_changes.exclude(change=Change.REOPENED)
        .select_related("same_as__service", "same_as__organisation")
        .last()
    )
    return last if last is not None and last.is_out else None


def out_in_words(change: LateChange) -> str:
    """“found twice, the same as HMP Leeds”."""
    said = change.get_change_display().lower()
    if change.same_as is None:
        return said
    return f"{said}{', the same as' if change.change == Change.FOUND_TWICE else ':'} {change.same_as}"


def last_word(unit: SampledUnit) -> Call | None:
    """The last call, unless the case was reopened after it: two queries."""
    last = unit.calls.order_by("-made_at", "-pk").first()
    if (
        last is None
        or unit.late_changes.filter(change=Change.REOPENED, created_at__gte=last.made_at).exists()
    ):
        return None
    return last


def settle_code(*, unit: SampledUnit, by: User | None) -> SampledUnit:
    """Store the derived code. Called inside the transaction of what changed it."""
    return survey_actions.record_code(unit=unit, code=derived_code(unit), by=by)


def closed_when_held(unit: SampledUnit, held_on: dt.date) -> dict[str, str]:
    """Why an interview of a day cannot be one with this unit, by field: it is not eligible, or had closed by then."""
    last = last_word(unit)
    if (change := standing_change(unit)) is not None:
        return {"status": f"This case is not in the sample any more: {out_in_words(change)}. {KEPT}"}
    if last is not None and last.disposition == Disposition.CLOSED_OR_MERGED:
        return {"status": f"The last call found that {unit} was closed or merged. {KEPT}"}
    if unit.service and unit.service.closed_on and unit.service.closed_on < held_on:
        return {
            "held_on": f"{unit} closed on {unit.service.closed}. Correct the date of the interview. {KEPT}"
        }
    return {}


def refuse_if_closed(unit: SampledUnit, disposition: str = "") -> None:
    """Raise CaseClosedError when nobody should ring the case again (with this as the word that the call ended with)."""
    change = standing_change(unit)
    if change is not None:
        raise CaseClosedError(f"This case is not in the sample any more: {out_in_words(change)}.")
    last = last_word(unit)
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    if last is not None and case_codes.closes(last.disposition, None):
        raise CaseClosedError(
            f"Nobody rings this case again: the last call ended with “{last.get_disposition_display()}”."
        )
    if case_codes.closes(None, status) and disposition not in AFTER_AN_INTERVIEW:
        raise CaseClosedError("Nobody rings this case again: its interview is complete.")


def lock(unit: SampledUnit) -> SampledUnit:
    """The unit, held until the transaction ends, so that two writers of one case take turns.

    PostgreSQL locks the row; SQLite has one writer at a time by itself (transaction_mode IMMEDIATE).
    """
    return (
        SampledUnit.objects.select_for_update(of=("self",))
        .select_related("strand__study", "service")
        .get(pk=unit.pk)
    )
