"""Whole numbers as they come in addresses and forms."""

MOST_DIGITS = 18


def number_in(text: str) -> int | None:
    """The whole number, from 0 to 18 digits of 9, that a text writes in plain digits; None for any other text.

    Python reads other scripts' digits as well, and so many of them that a database cannot hold the number.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
