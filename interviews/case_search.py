"""Finds cases by what a caller says: a telephone number, a person, or the name of a service or organisation."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from interviews.models import Contact
from survey.models import SampledUnit, Study

if TYPE_CHECKING:
    from accounts.models import User

MAX_WORDS = 6
"""The number of words of a text that are searched for."""
MAX_ELSEWHERE = 20
"""The number of cases listed from several studies."""
MIN_DIGITS = 5
"""Fewer digits may be part of a name, so they are searched for as a word."""

NUMBER = re.compile(r"[+(]*\d(?:[\s().\-\u2013/]*\d)+")
COUNTRY = "44"
LENGTH_WITH_COUNTRY = 11
"""The smallest number of digits that a British number has with its country code."""


def digits_of(text: str) -> str:
    """Return the digits of a British telephone number without country code and without the zero before the area.

    Every way to write a number gives the same digits, so that the whole number and any part of it are found in
    `Contact.telephone_digits`: `01632 960133`, `+44 (0)1632 960133` and `0044 1632 960133` give `1632960133`.
    """
    digits = _digits(text).removeprefix("00")
    if digits.startswith(COUNTRY) and len(digits) >= LENGTH_WITH_COUNTRY:
        digits = digits.removeprefix(COUNTRY)
    return digits.removeprefix("0")


def numbers_in(text: str) -> list[str]:
    """Return the telephone numbers in a text, or parts of some, as `digits_of` writes them."""
    found = (digits_of(match[0]) for match in NUMBER.finditer(text))
    return [digits for digits in found if len(digits) >= MIN_DIGITS]


def matching(text: str) -> Q:
    """Return the condition for cases that a text means.

    With a telephone number in it, cases with such a number of a contact, and the other words are ignored: “this is
    01632 960133, somebody rang me”. Without one, cases in which every word is part of the name of the service or
    organisation, of its code, or of the name, job title or e-mail address of a contact. Current and earlier contacts
    are searched. Of erased ones nothing is left to be found.
    """
    if numbers := numbers_in(text):
        condition = Q()
        for digits in numbers:
            condition |= Q(pk__in=_units_with(Q(telephone_digits__contains=digits)))
        return condition
    condition = Q()
    for word in text.split()[:MAX_WORDS]:
        person = Q(name__icontains=word) | Q(job_title__icontains=word) | Q(email__icontains=word)
        if digits := _digits(word):
            person |= Q(telephone_digits__contains=digits)
        condition &= (
            Q(service__name__icontains=word)
            | Q(service__name_today__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(service__noms_code__iexact=word)
            | Q(pk__in=_units_with(person))
        )
    return condition


def in_studies(text: str, *, user: User, but: Study | None = None) -> list[SampledUnit]:
    """Return the cases that a text means in the studies that the user may see, or in all `but` one. One query."""
    found = SampledUnit.objects.filter(matching(text), strand__study__in=Study.objects.visible_to(user))
    if but is not None:
        found = found.exclude(strand__study=but)
    found = found.select_related("strand__study", "service", "organisation")
    return list(found.order_by("strand__study", "pk")[:MAX_ELSEWHERE])


def _units_with(contact: Q) -> QuerySet[Contact, int]:
    return Contact.objects.filter(contact).order_by().values_list("unit", flat=True)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
