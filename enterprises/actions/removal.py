"""Takes an organisation out of the directory again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import record
from enterprises import cache_version
from enterprises.actions.merging import relations
from enterprises.models import Assessment, NameKey, Organisation

if TYPE_CHECKING:
    from accounts.models import User

DERIVED = (Assessment, NameKey)
"""Models whose rows follow from the organisation alone and are deleted with it."""


@transaction.atomic
def take_out(*, organisation: Organisation, by: User | None) -> None:
    """Delete an organisation that an answer entered and on which nothing depends; its history is kept.

    :raises ValidationError: with the reason, if it is to stay: it has another source, was changed or published since it
        was entered, or something depends on it.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if not organisation.is_from_answer:
        raise ValidationError("It was not entered from an answer.")
    depending = [
        str(model._meta.verbose_name_plural)
        for model, field in relations()
        if model not in DERIVED and model._default_manager.filter(**{field: organisation}).exists()
    ]
    if depending:
        raise ValidationError(f"These depend on it: {', '.join(depending)}.")
    if organisation.is_published or organisation.history.count() > 1:
        raise ValidationError("It was changed or published since it was entered.")
    record(by=by, verb="organisation.taken_out", subject=organisation)
    organisation._history_user = by
    organisation.delete()
    cache_version.bump(organisation.slug)
