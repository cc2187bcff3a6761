"""The filter that shows kilometres as miles."""

from django import template

from wording import distances

register = template.Library()


@register.filter
def miles(kilometres: float) -> str:
    """Return kilometres as a distance in words, such as “12 miles”."""
    return distances.miles(kilometres)
