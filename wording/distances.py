"""Distances as text and as numbers: miles for people, kilometres beside them in files. No Django here."""

KILOMETRES_IN_A_MILE = 1.609344
WHOLE_FROM = 3
"""From so many miles a distance is written in whole miles: points are seldom known better."""


def in_miles(kilometres: float) -> float:
    """Return kilometres as miles with one decimal.

    >>> in_miles(8)
    5.0
    """
    return round(kilometres / KILOMETRES_IN_A_MILE, 1)


def miles(kilometres: float) -> str:
    """Return kilometres as a distance in words: whole miles from 3 on, below that with one decimal.

    >>> [miles(0), miles(1), miles(1.6), miles(4), miles(8), miles(1800)]
    ['0 miles', '0.6 miles', '1 mile', '2.5 miles', '5 miles', '1,118 miles']
    """
    number = in_miles(kilometres)
    if number >= WHOLE_FROM:
        return f"{round(kilometres / KILOMETRES_IN_A_MILE):,} miles"
    return "1 mile" if number == 1 else f"{number:g} miles"
