"""Template tags that write our sentences on the respondent's pages in the language of the questions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from survey.languages import WELSH_CODE, say
from survey.page_words import MONTHS
from wording import day

register = template.Library()


@register.simple_tag(name="say")
def say_tag(sentence: str, language: str = "", **parts: Any) -> str:
    """Return a sentence in a language, marked with its `lang`; in English where there is no translation."""
    return say(sentence, language, **parts)


@register.simple_tag
def say_plain(sentence: str, language: str = "", **parts: Any) -> str:
    """Return the same without a mark, for attributes and titles, which take no elements."""
    return str.__str__(say(sentence, language, **parts))


@register.filter
def day_in(value: dt.date | dt.datetime | None, language: str) -> str:
    """Return a day in words, such as “28 August 2009” or “28 Awst 2009”."""
    if value is None:
        return ""
    if language == WELSH_CODE:
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return day(value)
