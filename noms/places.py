"""From a postcode, whole or its first half, to a place on the map."""

import re

from noms.models import Outcode

_OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_OUTWARD_ONLY = re.compile(_OUTWARD)
_WHOLE = re.compile(rf"({_OUTWARD})[0-9][A-Z]{{2}}")


def outward_of(text: str) -> str | None:
    """The outward code of a postcode or of its first half, in any case and spacing; None for anything else.

    A text that can be a whole postcode is read as one: its last three characters are the inward code, so that
    `LS97TL` is LS9 7TL.

    >>> outward_of(" sw1a 1aa")
    'SW1A'
    """
    written = text.strip().upper()
    together = re.sub(r"\s+", "", written)
    if whole := _WHOLE.fullmatch(together):
        return whole[1]
    return written if _OUTWARD_ONLY.fullmatch(written) else None


def place_of(postcode_or_outcode: str) -> Outcode | None:
    """The outward code's row, with its area and region; None where it is not one of England and Wales.

    One query.
    """
    outward = outward_of(postcode_or_outcode)
    if outward is None:
        return None
    return Outcode.objects.select_related("area", "region").filter(outcode=outward).first()
