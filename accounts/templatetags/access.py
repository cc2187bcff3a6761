"""In a template: {% load access %}{% if user|may:"interviews.enter" %}."""

from django import template

from accounts import access
from accounts.roles import Visitor

register = template.Library()


@register.filter
def may(user: Visitor, word: str) -> bool:
    """Whether the user holds the permission word. Without a user (an error page) the answer is no."""
    return bool(user) and access.may(user, word)
