"""How figures of fieldwork are written: shares, rates, hours."""

from django import template

from interviews.progress.calling import Slot
from interviews.progress.coverage import Reached

register = template.Library()
NOT_AVAILABLE = "not available"


@register.filter
def per_cent(share: float | None) -> str:
    """A share of 1 in whole per cent."""
    return NOT_AVAILABLE if share is None else f"{share:.0%}"


@register.filter
def exactly(share: float | None) -> str:
    """A rate with four decimal places, as the standard prints it."""
    return NOT_AVAILABLE if share is None else f"{share:.4f}"


@register.filter
def one_place(number: float) -> str:
    """A number with one decimal place."""
    return f"{number:.1f}"


@register.filter
def of(reached: Reached) -> str:
    """So many of so many; a dash where there is nobody to interview."""
    return f"{reached.interviewed} of {reached.eligible}" if reached.eligible else "–"


@register.filter
def of_how_many(reached: Reached) -> str:
    return f"{reached.interviewed} of {reached.eligible} in the sample"


@register.filter
def target_note(target: int) -> str:
    return f"the target is {target}%"


@register.filter
def clock(hour: int) -> str:
    """An hour of the day as a clock shows it."""
    return f"{hour:02d}:00"


@register.filter
def warmth(slot: Slot) -> str:
    """The end of a class name for how well calls go at a time: nothing, warm or hot."""
    if not slot.calls or slot.share is None or slot.share < 0.2:
        return ""
    return " gh-times__slot--hot" if slot.share >= 0.4 else " gh-times__slot--warm"
