"""The cells of a table that say how to reach a body, checked as its form in the admin checks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from noms.models import Service
from noms.models.contact import Contactable

DAY = "contact_checked_on"
NOT_A_DAY = "this is not a day: write it as 2026-11-30."
OTHERS = [field.name for field in Service._meta.fields if field.name not in Contactable.CONTACT_FIELDS]

Values = dict[str, Any]


def read_contact(cell: Callable[[str], str], refuse: Callable[[str, str], None]) -> Values:
    """Return the values of the contact's fields, and refuse each cell that is wrong, with a sentence for each fault.

    `cell` returns the text in the column of a field; `refuse` takes the field and the sentence.
    """
    values: Values = {name: cell(name) for name in Contactable.CONTACT_FIELDS if name != DAY}
    try:
        values[DAY] = dt.date.fromisoformat(cell(DAY)) if cell(DAY) else None
    except ValueError:
        values[DAY] = None
        refuse(DAY, NOT_A_DAY)
    for name, sentences in problems_in(values).items():
        if name != DAY or not cell(DAY) or values[DAY]:
            for sentence in sentences:
                refuse(name, f"{sentence[0].lower()}{sentence[1:]}")
    return values


def problems_in(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the sentences about each field of a contact that is wrong. No queries."""
    row, found = Service(**values), dict[str, list[str]]()
    for check in (lambda: row.clean_fields(exclude=OTHERS), row.clean_contact):
        try:
            check()
        except ValidationError as error:
            found |= error.message_dict
    return found
