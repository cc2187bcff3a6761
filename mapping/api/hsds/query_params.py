"""The query parameters of the HSDS lists, named as in the specification, and the errors for invalid values."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from enterprises import text_search
from enterprises.querysets import OrganisationQuerySet
from enterprises.vocabulary import TERMS
from mapping.api.hsds.ids import named_uuid
from mapping.api.hsds.pagination import PAGE, PER_PAGE
from noms.coordinates import KILOMETRES_IN_A_DEGREE, Point
from noms.geocoding import find_outcode
from noms.parsing import parse_whole_number

SEARCH, TERM, ORGANIZATION, MODIFIED = "search", "taxonomy_term_id", "organization_id", "modified_after"
POSTCODE, PROXIMITY = "postcode", "proximity"
MAX_LENGTH = 100
MAX_METRES = 1_000_000
"""The largest `proximity`: about the length of Great Britain."""

PAGES = [
    OpenApiParameter(PAGE, int, description="The number of the page, from 1."),
    OpenApiParameter(PER_PAGE, int, description="Entries on a page, up to 100."),
]
BY_SEARCH = OpenApiParameter(
    SEARCH, str, description="Words of the organisation's name, description or place."
)
BY_TERM = OpenApiParameter(TERM, str, description="The id of a taxonomy term.")
BY_ORGANIZATION = OpenApiParameter(ORGANIZATION, str, description="The id of an organization.")
BY_MODIFIED = OpenApiParameter(
    MODIFIED, str, description="Changed on or after this day (ISO 8601); of a moment, its day."
)
BY_POSTCODE = OpenApiParameter(
    POSTCODE, str, description="A postcode of England or Wales, or its first half: the nearest come first."
)
BY_PROXIMITY = OpenApiParameter(
    PROXIMITY, int, description="Within this many metres of the postcode's middle."
)


class Ring(NamedTuple):
    """A point, and the square of the largest distance from it in degrees; None means any distance."""

    point: Point
    square: float | None


def searched(rows: OrganisationQuerySet, request: Request) -> OrganisationQuerySet:
    """Return the organisations whose names or texts match `search`.

    :raises ValidationError: (400) for a text too long to be searched for.
    """
    text = request.query_params.get(SEARCH, "").strip()
    if "\0" in text or len(text) > MAX_LENGTH:
        raise ValidationError({SEARCH: [f"Write at most {MAX_LENGTH} letters."]})
    return rows.filter(slug__in=text_search.find(text).slugs) if text else rows


def term_param(request: Request) -> tuple[str, str] | None:
    """Return the vocabulary and the term of `taxonomy_term_id`; None without it.

    :raises ValidationError: (400) for anything but the id of a term.
    """
    value = _id(request, TERM)
    if value is None:
        return None
    known = {named_uuid(each, term): (each, term) for each, terms in TERMS.items() for term in terms.values}
    if value not in known:
        raise ValidationError({TERM: ["There is no such term: see taxonomy_terms/."]})
    return known[value]


def organization_param(request: Request) -> uuid.UUID | None:
    """Return the UUID of `organization_id`; None without it.

    :raises ValidationError: (400) for anything but a UUID.
    """
    return _id(request, ORGANIZATION)


def modified_param(request: Request) -> dt.datetime | None:
    """Return the start of the day in `modified_after`, which may be a day or a moment; None without it.

    A more exact filter would reveal to the second when the study learned something.

    :raises ValidationError: (400) for anything but a day or a moment.
    """
    text = request.query_params.get(MODIFIED)
    if text is None:
        return None
    try:
        # A plus sign that was not escaped in the address arrives as a space.
        moment = parse_datetime(text.strip().replace(" ", "+") if "T" in text else text.strip())
        day = None if moment else parse_date(text.strip())
        moment = moment or (dt.datetime.combine(day, dt.time()) if day else None)
        if moment is not None:
            local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
            return timezone.make_aware(dt.datetime.combine(local.date(), dt.time()))
    except (ValueError, OverflowError):
        pass
    raise ValidationError(
        {MODIFIED: ["Write a day or a moment, such as 2009-07-01 or 2009-07-01T12:00:00Z."]}
    )


def ring_param(request: Request) -> Ring | None:
    """Return the ring of `postcode` and `proximity`; None without them. One query for a postcode.

    :raises ValidationError: (400) for an unknown postcode, and for an invalid distance.
    """
    postcode, metres = request.query_params.get(POSTCODE), request.query_params.get(PROXIMITY)
    if postcode is None:
        if metres is not None:
            raise ValidationError({PROXIMITY: ["Say from where: give a postcode too."]})
        return None
    place = find_outcode(postcode) if "\0" not in postcode and len(postcode) <= MAX_LENGTH else None
    if place is None:
        raise ValidationError({POSTCODE: ["This is not a postcode of England or Wales that we know."]})
    point = Point(place.latitude, place.longitude)
    if metres is None:
        return Ring(point, None)
    distance = parse_whole_number(metres) or 0
    if not 1 <= distance <= MAX_METRES:
        raise ValidationError({PROXIMITY: [f"Write whole metres from 1 to {MAX_METRES:,}."]})
    return Ring(point, (distance / 1000 / KILOMETRES_IN_A_DEGREE) ** 2)


def _id(request: Request, name: str) -> uuid.UUID | None:
    text: Any = request.query_params.get(name)
    if text is None:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValidationError({name: ["This is not a UUID."]})
