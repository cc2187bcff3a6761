"""The template filter `may`: {% load access %}{% if user|may:"interviews.enter" %}."""

from django import template

from accounts import access
from accounts.roles import Visitor

register = template.Library()


@register.filter
def may(user: Visitor, word: str) -> bool:
    """Return True if the user has the permission; False without a user, as on an error page."""
    return bool(user) and access.may(user, word)
