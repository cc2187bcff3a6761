"""A template filter that writes days in the language of the page."""

from __future__ import annotations

from django import template

from survey.page_language import day_in_words

register = template.Library()
register.filter(day_in_words)
