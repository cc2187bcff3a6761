"""From a postcode, whole or its first half, to a place on the map."""

from noms.models import Outcode
from noms.postcodes import outward_of


def place_of(postcode_or_outcode: str) -> Outcode | None:
    """The outward code's row, with its area and region; None where it is not one of England and Wales.

    One query.
    """
    outward = outward_of(postcode_or_outcode)
    if outward is None:
        return None
    return Outcode.objects.select_related("area", "region").filter(outcode=outward).first()
