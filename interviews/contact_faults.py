"""Why a contact is not rung any more: the number was wrong, the person has left, or it is another office.

This follows from the last call to the contact, so that a call that is undone or corrected takes the mark with it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from interviews.models import Call, Contact
from interviews.vocabulary import Disposition

FAULTS = {
    Disposition.WRONG_NUMBER: "the number was wrong",
    Disposition.CONTACT_LEFT: "the contact has left",
    Disposition.NOT_THE_RIGHT_OFFICE: "it was not the right office",
}
"""The outcomes of a call after which another contact is needed, and the mark that the contact gets."""


def with_faults(contacts: QuerySet[Contact]) -> QuerySet[Any]:
    """Add `last_outcome` to each contact: the outcome of the last call to it, "" before the first."""
    calls = Call.objects.filter(contact=OuterRef("pk")).order_by("-made_at", "-pk")
    return contacts.annotate(last_outcome=Coalesce(Subquery(calls.values("disposition")[:1]), Value("")))


def to_ring() -> QuerySet[Any]:
    """Return the contacts to ring: at most one of each case, none whose last call found a fault."""
    return with_faults(Contact.objects.filter(is_current=True)).exclude(last_outcome__in=list(FAULTS))


def to_write_to() -> QuerySet[Any]:
    """Return the contacts to write to: at most one of each case. A wrong number is no reason against a letter."""
    gone = [fault for fault in FAULTS if fault != Disposition.WRONG_NUMBER]
    return with_faults(Contact.objects.filter(is_current=True)).exclude(last_outcome__in=gone)


def in_reserve() -> QuerySet[Contact]:
    """Return the contacts to ring when the current one of their case cannot be reached, in the order to ring them."""
    return Contact.objects.filter(is_reserve=True, erased_at=None).order_by("unit", "pk")


def not_to_ring(contacts: QuerySet[Contact]) -> list[Any]:
    """Return those of these contacts that were replaced or have a fault, the latest first, each with its `fault`.

    A contact who was given in a call that was undone is left out.
    """
    undone = Call.with_undone.filter(new_contact=OuterRef("pk"), undone_at__isnull=False)
    found = [
        contact
        for contact in with_faults(contacts.exclude(Exists(undone), is_current=False))
        .filter(is_reserve=False)
        .order_by("-pk")
        if not contact.is_current or contact.last_outcome in FAULTS
    ]
    for contact in found:
        contact.fault = FAULTS.get(contact.last_outcome, "")
    return found
