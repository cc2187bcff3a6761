"""Adding, changing and removing an organisation's numbers and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.forms.models import model_to_dict

from accounts.audit import record
from enterprises import cache_version, geocoding
from enterprises.actions.organisations import refresh_derived
from enterprises.models import Identifier, Organisation, Place

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_identifier(*, identifier: Identifier, by: User | None) -> Identifier:
    """Enter a number of a register, or change it. Nothing is written for one that is stored as it is.

    :raises ValidationError: by field, for a number that its register cannot have or another's own.
    """
    identifier.full_clean(exclude=["organisation"])
    if _is_stored(identifier):
        return identifier
    identifier.save()
    _changed(identifier.organisation, by=by, what="number", said=str(identifier))
    return identifier


@transaction.atomic
def remove_identifier(*, identifier: Identifier, by: User | None) -> None:
    """Take a number away that was not the organisation's."""
    organisation, said = identifier.organisation, str(identifier)
    identifier.delete()
    _changed(organisation, by=by, what="number removed", said=said)


@transaction.atomic
def save_place(*, place: Place, by: User | None) -> Place:
    """Enter a place or change it; a main place makes the others further places. Nothing is written for one that is
    stored as it is.

    :raises ValidationError: for a postcode that is not one of England or Wales.
    """
    geocoding.locate(place)
    place.full_clean(exclude=["organisation"], validate_unique=False, validate_constraints=False)
    if _is_stored(place):
        return place
    if place.is_main:
        place.organisation.places.exclude(pk=place.pk).update(is_main=False)
    place.save()
    _changed(place.organisation, by=by, what="place", said=str(place))
    return place


@transaction.atomic
def remove_place(*, place: Place, by: User | None) -> None:
    """Take a place away where the organisation is not."""
    organisation, said = place.organisation, str(place)
    place.delete()
    _changed(organisation, by=by, what="place removed", said=said)


def _is_stored(row: Identifier | Place) -> bool:
    stored = type(row)._default_manager.filter(pk=row.pk).first()
    return stored is not None and model_to_dict(stored) == model_to_dict(row)


def _changed(organisation: Organisation, *, by: User | None, what: str, said: str) -> None:
    organisation.stamp(by=by)
    organisation.save_without_historical_record()
    refresh_derived(organisation=organisation, by=by)
    record(by=by, verb="organisation.changed", subject=organisation, detail={what: said})
    cache_version.bump()
