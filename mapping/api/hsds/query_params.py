"""What a program may ask of the HSDS lists: read in the words of the specification, refused in words."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from enterprises.name_search import seek
from enterprises.querysets import OrganisationQuerySet
from enterprises.vocabulary import TERMS
from mapping.api.hsds.ids import identity_of_word, number_of
from mapping.api.hsds.pagination import PAGE, PER_PAGE
from noms.coordinates import KILOMETRES_IN_A_DEGREE, Point
from noms.geocoding import find_outcode
from noms.numbers import parse_whole_number

SEARCH, TERM, ORGANIZATION, MODIFIED = "search", "taxonomy_term_id", "organization_id", "modified_after"
POSTCODE, PROXIMITY = "postcode", "proximity"
LONGEST = 100
FARTHEST = 1_000_000
"""The most metres that `proximity` takes: the length of Great Britain."""

PAGES = [
    OpenApiParameter(PAGE, int, description="The number of the page, from 1."),
    OpenApiParameter(PER_PAGE, int, description="Entries on a page, up to 100."),
]
BY_SEARCH = OpenApiParameter(SEARCH, str, description="Part of the organisation's name.")
BY_TERM = OpenApiParameter(TERM, str, description="The id of a taxonomy term.")
BY_ORGANIZATION = OpenApiParameter(ORGANIZATION, str, description="The id of an organization.")
BY_MODIFIED = OpenApiParameter(
    MODIFIED, str, description="Changed on or after this day or moment (ISO 8601)."
)
BY_POSTCODE = OpenApiParameter(
    POSTCODE, str, description="A postcode of England or Wales, or its first half: the nearest come first."
)
BY_PROXIMITY = OpenApiParameter(
    PROXIMITY, int, description="Within this many metres of the postcode's middle."
)


class Ring(NamedTuple):
    """A point, and how far round it: the square of the distance in degrees, or None for everywhere."""

    point: Point
    square: float | None


def searched(rows: OrganisationQuerySet, request: Request) -> OrganisationQuerySet:
    """The organisations whose names fit `search`.

    :raises ValidationError: (400) for a text too long to be a name.
    """
    text = request.query_params.get(SEARCH, "").strip()
    if "\0" in text or len(text) > LONGEST:
        raise ValidationError({SEARCH: [f"Write at most {LONGEST} letters of a name."]})
    return rows.named(seek(text, published_only=True).keys) if text else rows


def term_asked(request: Request) -> tuple[str, str] | None:
    """The vocabulary and the term that `taxonomy_term_id` names; None where it is not given.

    :raises ValidationError: (400) for what is no id of a term.
    """
    given = _id(request, TERM)
    if given is None:
        return None
    known = {
        identity_of_word(each, term): (each, term) for each, terms in TERMS.items() for term in terms.values
    }
    if given not in known:
        raise ValidationError({TERM: ["There is no such term: see taxonomy_terms/."]})
    return known[given]


def organization_asked(request: Request) -> int | None:
    """The key of the organisation that `organization_id` names; 0 for one that there is not.

    :raises ValidationError: (400) for what is no UUID.
    """
    given = _id(request, ORGANIZATION)
    return None if given is None else number_of("organization", given) or 0


def modified_since(request: Request) -> dt.datetime | None:
    """The moment of `modified_after`: a day means its beginning.

    :raises ValidationError: (400) for what is neither a day nor a moment.
    """
    text = request.query_params.get(MODIFIED)
    if text is None:
        return None
    try:
        # A plus sign in an address is a space where nobody escaped it.
        moment = parse_datetime(text.strip().replace(" ", "+") if "T" in text else text.strip())
        day = None if moment else parse_date(text.strip())
        moment = moment or (dt.datetime.combine(day, dt.time()) if day else None)
        if moment is not None:
            aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
            return aware.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    raise ValidationError(
        {MODIFIED: ["Write a day or a moment, such as 2009-07-01 or 2009-07-01T12:00:00Z."]}
    )


def ring_asked(request: Request) -> Ring | None:
    """Where `postcode` and `proximity` look. One query where a postcode is given.

    :raises ValidationError: (400) for a postcode that there is not, and for metres that are none.
    """
    written, metres = request.query_params.get(POSTCODE), request.query_params.get(PROXIMITY)
    if written is None:
        if metres is not None:
            raise ValidationError({PROXIMITY: ["Say from where: give a postcode too."]})
        return None
    place = find_outcode(written) if "\0" not in written and len(written) <= LONGEST else None
    if place is None:
        raise ValidationError({POSTCODE: ["This is not a postcode of England or Wales that we know."]})
    point = Point(place.latitude, place.longitude)
    if metres is None:
        return Ring(point, None)
    distance = parse_whole_number(metres) or 0
    if not 1 <= distance <= FARTHEST:
        raise ValidationError({PROXIMITY: [f"Write whole metres from 1 to {FARTHEST:,}."]})
    return Ring(point, (distance / 1000 / KILOMETRES_IN_A_DEGREE) ** 2)


def _id(request: Request, name: str) -> uuid.UUID | None:
    text: Any = request.query_params.get(name)
    if text is None:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValidationError({name: ["This is not a UUID."]})
