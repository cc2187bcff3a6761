"""Template filters for the progress page: shares, rates, hours."""

from django import template

from interviews.progress.calling import Slot
from interviews.progress.coverage import CoverageCount

register = template.Library()
NOT_AVAILABLE = "not available"


@register.filter
def per_cent(share: float | None) -> str:
    """Format a share between 0 and 1 in whole per cent."""
    return NOT_AVAILABLE if share is None else f"{share:.0%}"


@register.filter
def rate(value: float | None) -> str:
    """Format a rate with four decimal places, as the AAPOR standard prints it."""
    return NOT_AVAILABLE if value is None else f"{value:.4f}"


@register.filter
def coverage(count: CoverageCount) -> str:
    """Format the numbers interviewed and eligible as “7 of 12”, or a dash if nobody is eligible."""
    return f"{count.interviewed} of {count.eligible}" if count.eligible else "–"


@register.filter
def coverage_in_sample(count: CoverageCount) -> str:
    return f"{count.interviewed} of {count.eligible} in the sample"


@register.filter
def clock_time(hour: int) -> str:
    """Format an hour of the day, such as 9, as “09:00”."""
    return f"{hour:02d}:00"


@register.filter
def success_class(slot: Slot) -> str:
    """Return the CSS modifier for the success rate of a slot: none below 20%, warm below 40%, else hot."""
    if not slot.calls or slot.share is None or slot.share < 0.2:
        return ""
    return " gh-times__slot--hot" if slot.share >= 0.4 else " gh-times__slot--warm"
