"""The language of our own sentences beside questions in some language, and of the days in them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from survey.languages import DRAFT_NOTICE, LocalizedText, Sentence, to_translate

JULY = to_translate("July")
"""Django's own Welsh misspells it; its months and days stand in every other catalogue of Django."""


def page_language(code: str) -> str:
    """Return the language of our sentences beside texts in a language: that language, or English without a catalogue.

    >>> page_language("cy"), page_language("fr")
    ('cy', 'en-gb')
    """
    try:
        return translation.get_supported_language_variant(code)
    except LookupError:
        return settings.LANGUAGE_CODE


def speak(code: str) -> None:
    """Write our sentences in a language, or in English without a catalogue, until the end of the request's view."""
    translation.activate(page_language(code))


def in_page_language(text: str) -> str:
    """Return one of our sentences in the language of the page; any other text as it is, marked with its language."""
    if isinstance(text, Sentence):
        parts = {name: in_page_language(part) for name, part in text.parts.items()}
        return (
            format_html(translation.gettext(text.template), **parts) if parts else translation.gettext(text)
        )
    return mark_language(text) if isinstance(text, LocalizedText) else text


def mark_language(text: str) -> str:
    """Return a LocalizedText as safe HTML with its `lang`, for places such as form errors that would drop it."""
    return SafeString(text.__html__()) if isinstance(text, LocalizedText) else text


def is_draft(code: str) -> bool:
    """Return True if no translator has checked our own sentences beside texts in a language."""
    return page_language(code) in settings.DRAFT_LANGUAGES


def draft_notices(code: str) -> list[str]:
    """Return the notice above an unchecked translation: in its language, where there is a catalogue, and in English."""
    english = LocalizedText(DRAFT_NOTICE, "en")
    with translation.override(page_language(code)):
        own = LocalizedText(translation.gettext(DRAFT_NOTICE), code)
    return [english] if own == english else [own, english]


def day_in_words(value: dt.date | dt.datetime | None) -> str:
    """Return a day in the language of the page, such as “28 August 2009” or “28 Awst 2009”; empty for None."""
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    return date_format(value, "DATE_FORMAT") if value is not None else ""
