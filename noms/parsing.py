"""Whole numbers and postcodes as people type them."""

import re

MAX_DIGITS = 18


def parse_whole_number(text: str) -> int | None:
    """Parse 1 to 18 ASCII digits as a whole number; return None for any other text.

    `int()` also accepts digits of other scripts, and numbers too large for a database.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


_OUTWARD = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_OUTWARD_ONLY = re.compile(_OUTWARD)
_WHOLE = re.compile(rf"({_OUTWARD})([0-9][A-Z]{{2}})")


def outward_code(text: str) -> str | None:
    """Return the outward code of a postcode or of its first half, in any case and spacing, else None.

    A text that can be a whole postcode is read as one: its last three characters are the inward code, so that
    `LS97TL` is LS9 7TL.

    >>> outward_code(" sw1a 1aa")
    'SW1A'
    """
    written = text.strip().upper()
    together = re.sub(r"\s+", "", written)
    if whole := _WHOLE.fullmatch(together):
        return whole[1]
    return written if _OUTWARD_ONLY.fullmatch(written) else None


def full_postcode(text: str) -> str | None:
    """Return a full postcode in its usual form, or None for anything else, half a postcode included.

    >>> full_postcode("ls97tl")
    'LS9 7TL'
    """
    whole = _WHOLE.fullmatch(re.sub(r"\s+", "", text.upper()))
    return f"{whole[1]} {whole[2]}" if whole else None
