"""Merges two entries of one organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from simple_history.models import HistoricalChanges
from simple_history.utils import bulk_update_with_history

from accounts import changes
from accounts.audit import record
from enterprises import cache_version, consent
from enterprises.actions.listing import apply_listing_answers
from enterprises.actions.organisations import refresh_derived
from enterprises.models import (
    Assessment,
    Engagement,
    Evidence,
    NameKey,
    Organisation,
    OtherName,
)

if TYPE_CHECKING:
    from accounts.models import User

NOT_MOVED = (Assessment, NameKey, OtherName)
"""Models whose rows are not moved: derived rows, and names, which become other names of the target."""


@transaction.atomic
@changes.told_once()
def merge(
    *, organisation: Organisation, into: Organisation, by: User | None, reason: str = ""
) -> Organisation:
    """Merge `organisation` into `into` (the target), assess the target again and return it.

    The name becomes another name of the target. Numbers, places, terms, evidence, engagements and everything else
    that points at the source then points at the target. Rows that the target already has stay with the source. The
    audit trail lists what was moved, so that it can be moved back.

    :raises ValidationError: for an entry merged into itself or merged before.
    """
    if organisation.pk == into.pk:
        raise ValidationError("An organisation cannot be merged into itself.")
    if organisation.merged_into_id or into.merged_into_id:
        raise ValidationError("One of the two was merged before: choose the active entry.")
    moved = {}
    may_be_listed = consent.may_be_listed(organisation)
    for override in organisation.overrides.filter(is_withdrawn=False):
        if into.overrides.filter(definition=override.definition, is_withdrawn=False).exists():
            override.is_withdrawn = True
            override.stamp(by=by)
            override.save()
    _one_main_place(organisation, into)
    for model, field in relations():
        if primary_keys := _move(model, field, organisation, into, by):
            moved[model._meta.label_lower] = primary_keys
    moved["names"] = _add_names(organisation, into) if may_be_listed else []
    Assessment.objects.filter(organisation=organisation).update(is_current=False, is_shown=False)
    organisation.merged_into, organisation.is_published = into, False
    organisation.stamp(by=by)
    organisation._history_user = by
    organisation.save()
    NameKey.objects.filter(organisation=organisation).delete()
    into.stamp(by=by)
    into._history_user = by
    into.save()
    refresh_derived(organisation=into, by=by)
    apply_listing_answers(organisation=into, by=by)
    detail = {"into": into.pk, "reason": reason, "moved": moved}
    record(by=by, verb="organisation.merged", subject=organisation, detail=detail)
    cache_version.bump(organisation.slug, into.slug)
    return into


def relations() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every model and field that points at an organisation, except history models."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model = relation.related_model
        if model not in NOT_MOVED and not issubclass(model, HistoricalChanges):
            yield model, relation.field.name


def _move(
    model: type[models.Model], field: str, source: Organisation, target: Organisation, by: User | None
) -> list[Any]:
    """Point the rows of a model at the target, except those it already has. Return the keys of the moved rows."""
    rows = list(model._default_manager.filter(**{field: source}))
    if model in (Evidence, Engagement):
        for row in rows:
            setattr(row, field, target)
        if rows:
            bulk_update_with_history(rows, model, [field], default_user=by, default_change_reason="merged")
        return [row.pk for row in rows]
    moved = []
    for row in rows:
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**{field: target})
        except IntegrityError:
            continue
        moved.append(row.pk)
    return moved


def _one_main_place(source: Organisation, target: Organisation) -> None:
    if target.places.filter(is_main=True).exists():
        source.places.filter(is_main=True).update(is_main=False)


def _add_names(source: Organisation, target: Organisation) -> list[str]:
    """Give the target the names of the source as other names, and return those that are new to it."""
    known = {target.name, *target.other_names.values_list("name", flat=True)}
    names = [source.name, *source.other_names.values_list("name", flat=True)]
    new = [name for name in dict.fromkeys(names) if name not in known]
    OtherName.objects.bulk_create(OtherName(organisation=target, name=name) for name in new)
    return new
