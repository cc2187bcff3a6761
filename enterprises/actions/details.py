"""Adds, changes and removes an organisation's register numbers and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.forms.models import model_to_dict

from accounts import changes
from accounts.audit import record
from enterprises import cache_version, geocoding
from enterprises.actions.listing import review_listing
from enterprises.actions.organisations import refresh_derived
from enterprises.models import Identifier, Organisation, Place

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
@changes.told_once()
def save_identifier(*, identifier: Identifier, by: User | None) -> Identifier:
    """Add or change a register number. Nothing is written if it is stored already.

    :raises ValidationError: by field, for a malformed number or one of another organisation.
    """
    identifier.full_clean(exclude=["organisation"])
    if _is_stored(identifier):
        return identifier
    identifier.save()
    _changed(identifier.organisation, by=by, what="number", text=str(identifier))
    return identifier


@transaction.atomic
@changes.told_once()
def remove_identifier(*, identifier: Identifier, by: User | None) -> None:
    """Remove a register number that was not the organisation's."""
    organisation, text = identifier.organisation, str(identifier)
    identifier.delete()
    _changed(organisation, by=by, what="number removed", text=text)
    review_listing(organisation=organisation, by=by)


@transaction.atomic
@changes.told_once()
def save_place(*, place: Place, by: User | None) -> Place:
    """Add or change a place; a main place makes the others further places. Nothing is written if it is stored already.

    :raises ValidationError: for a postcode that is not in England or Wales.
    """
    geocoding.locate(place)
    place.full_clean(exclude=["organisation"], validate_unique=False, validate_constraints=False)
    if _is_stored(place):
        return place
    if place.is_main:
        place.organisation.places.exclude(pk=place.pk).update(is_main=False)
    place.save()
    _changed(place.organisation, by=by, what="place", text=str(place))
    return place


@transaction.atomic
@changes.told_once()
def remove_place(*, place: Place, by: User | None) -> None:
    """Remove a place where the organisation is not."""
    organisation, text = place.organisation, str(place)
    place.delete()
    _changed(organisation, by=by, what="place removed", text=text)


def _is_stored(row: Identifier | Place) -> bool:
    stored = type(row)._default_manager.filter(pk=row.pk).first()
    return stored is not None and model_to_dict(stored) == model_to_dict(row)


def _changed(organisation: Organisation, *, by: User | None, what: str, text: str) -> None:
    organisation.stamp(by=by)
    organisation.save_without_historical_record()
    refresh_derived(organisation=organisation, by=by)
    record(by=by, verb="organisation.changed", subject=organisation, detail={what: text})
    cache_version.bump(organisation.slug)
