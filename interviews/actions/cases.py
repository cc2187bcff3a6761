"""How a case stands, recomputed from what happened and stored with the unit."""

from __future__ import annotations

from accounts.models import User
from interviews.case_codes import Attempt, code_of
from interviews.models import Interview
from survey import actions as survey_actions
from survey.models import SampledUnit
from survey.vocabulary import CaseCode


def derived_code(unit: SampledUnit) -> CaseCode:
    """The code that the unit's calls and interview give it. Two queries."""
    attempts = unit.calls.order_by("made_at", "pk").values_list("contact_id", "disposition")
    status = Interview.objects.filter(unit=unit).values_list("status", flat=True).first()
    return code_of([Attempt(*attempt) for attempt in attempts], status)


def settle_code(*, unit: SampledUnit, by: User | None) -> SampledUnit:
    """Store the derived code. Called inside the transaction of what changed it."""
    return survey_actions.record_code(unit=unit, code=derived_code(unit), by=by)


def lock(unit: SampledUnit) -> SampledUnit:
    """The unit, held until the transaction ends, so that two writers of one case take turns.

    PostgreSQL locks the row; SQLite has one writer at a time by itself (transaction_mode IMMEDIATE).
    """
    return (
        SampledUnit.objects.select_for_update(of=("self",))
        .select_related("strand__study", "service")
        .get(pk=unit.pk)
    )
