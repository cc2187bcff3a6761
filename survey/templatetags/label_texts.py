"""A filter for texts of questionnaires within links, buttons and summaries, which take no link of their own."""

from django import template

from survey.markdown import unmarked

register = template.Library()
register.filter("unmarked", unmarked)
