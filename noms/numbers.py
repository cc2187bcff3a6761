"""Whole numbers in query parameters and forms."""

MOST_DIGITS = 18


def parse_whole_number(text: str) -> int | None:
    """Parse 1 to 18 ASCII digits as a whole number; return None for any other text.

    `int()` also accepts digits of other scripts, and numbers too large for a database.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
