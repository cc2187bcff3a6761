"""Locates organisations by a postcode, an outward code, or the name of an area or region."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from enterprises.models import Organisation, Place
from noms.geocoding import find_outcode
from noms.models import Outcode, ProbationArea, Region
from noms.parsing import outward_code

REGION_NAMES = {
    "east": "East of England",
    "north east england": "North East",
    "north west england": "North West",
    "south east england": "South East",
    "south west england": "South West",
    "yorkshire and the humber": "Yorkshire and Humberside",
}
"""What sources call a region (in lower case) → its name here."""

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})\b")


def place(organisation: Organisation, *, label: str | None = None, postcode: str | None = None) -> Place:
    """Set the organisation's main place and return it; None leaves that part as it is. An unchanged place is not saved.

    :raises ValidationError: for a postcode that is not in England or Wales.
    """
    main = organisation.places.filter(is_main=True).first() or Place(organisation=organisation, is_main=True)
    before = model_to_dict(main)
    if label is not None:
        main.label = label
    if postcode is not None:
        main.postcode = postcode.strip().upper()
    locate(main)
    main.full_clean(exclude=["organisation"], validate_unique=False, validate_constraints=False)
    if main.pk is None or model_to_dict(main) != before:
        main.save()
    return main


def locate(main: Place, outcodes: Mapping[str, Outcode] | None = None) -> None:
    """Set the outward code, coordinates, area and region of a place from its postcode or label.

    The coordinates are the middle of the outward code, never an address: enough for the map. `outcodes` holds outward
    codes that were fetched before, with their areas and regions, when many places are located.

    :raises ValidationError: for a postcode that is not in England or Wales.
    """
    main.outcode = main.area = main.region = main.latitude = main.longitude = None
    if main.postcode:
        found = (
            find_outcode(main.postcode)
            if outcodes is None
            else outcodes.get(outward_code(main.postcode) or "")
        )
        if found is None:
            raise ValidationError(
                {
                    "postcode": "Enter a postcode of England or Wales, or its first half, such as M27 or M27 8FB."
                }
            )
        main.outcode, main.area, main.region = found, found.area, found.region
        main.latitude, main.longitude = found.latitude, found.longitude
        return
    main.area, main.region = area_and_region(main.label)


def area_and_region(label: str) -> tuple[ProbationArea | None, Region | None]:
    """Return the area and region that a label names, up to any comma or bracket; None if it names none."""
    words = re.split(r"[,(]", label)[0].strip().lower().removesuffix(" area")
    area = ProbationArea.objects.select_related("region").filter(name__iexact=words).first()
    if area is not None:
        return area, area.region
    return None, Region.objects.noms().filter(name__iexact=REGION_NAMES.get(words, words)).first()


def postcode_in(text: str) -> str:
    """Return the first full postcode in a text, or an empty string."""
    match = _POSTCODE.search(text)
    return match[1] if match else ""
