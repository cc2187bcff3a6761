"""Cancelling an appointment without a call."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from interviews.actions.cases import lock_unit, refuse_if_archived
from interviews.appointments import open_appointments
from interviews.models import AppointmentCancellation, Call


@transaction.atomic
def cancel_appointment(*, call: Call, reason: str, by: User | None) -> AppointmentCancellation:
    """Cancel the appointment that this call arranged.

    :raises ValidationError: without a reason, or if the appointment is not open: it was kept, moved or cancelled.
    """
    unit = lock_unit(call.unit)
    refuse_if_archived(unit.strand.study)
    appointment = open_appointments().filter(pk=call.pk).first()
    if appointment is None or appointment.call_back_at is None:
        raise ValidationError("This appointment is not open any more: it was kept, moved or cancelled.")
    row = AppointmentCancellation(
        call=appointment, call_back_at=appointment.call_back_at, reason=reason.strip()
    )
    row.stamp(by=by)
    row.full_clean()
    row.save()
    audit.record(
        by=by,
        verb="appointment.cancelled",
        subject=unit,
        study=unit.strand.study,
        detail={"call": appointment.pk},
    )
    return row
