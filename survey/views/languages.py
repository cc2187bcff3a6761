"""Which language a respondent reads, and what a page needs to know of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from survey.languages import LocalizedText, is_right_to_left
from survey.models import Strand
from survey.page_language import draft_notices, is_draft
from survey.questionnaire import Questionnaire
from survey.study_words import study_words
from survey.translations import language_context

CHOICE = "language"
"""The name of the parameter, in the address or a form, with which a respondent chooses a language."""
LANGUAGE_PREFIX = "language-"
"""The prefix of the action of a button that changes the language; the code follows."""


def chosen_language(request: HttpRequest, codes: Collection[str], *, first: str = "") -> str:
    """Return which of these languages a visitor reads, the first of them if nothing says it.

    It is the one chosen on the page, then `first`, then the one that the browser asks for most.
    """
    action = request.POST.get("action", "")
    pressed = action.removeprefix(LANGUAGE_PREFIX) if action.startswith(LANGUAGE_PREFIX) else ""
    asked = [pressed, request.POST.get(CHOICE, ""), request.GET.get(CHOICE, ""), first]
    asked += [code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    by_code = {code.lower(): code for code in codes}
    for code in asked:
        found = by_code.get(code.lower()) or by_code.get(code.lower().partition("-")[0])
        if found is not None:
            return found
    return next(iter(codes), "")


def language_words(strand: Strand, questionnaire: Questionnaire | None, code: str) -> dict[str, Any]:
    """Return the context of a page in a language: the choice, draft notice, direction, the study's words."""
    found: dict[str, Any] = {"language": code, "is_draft_translation": False}
    if questionnaire is not None:
        found = language_context(questionnaire, code)
    return {
        **found,
        **_look(found["language"], is_unchecked=found["is_draft_translation"]),
        "study": strand.study,
        "words": study_words(strand.study, found["language"]),
    }


def site_languages() -> list[LocalizedText]:
    """Return the languages of our own sentences, for pages that belong to no questionnaire."""
    return [LocalizedText(name, code) for code, name in settings.LANGUAGES]


def words_without_survey(code: str) -> dict[str, Any]:
    """Return the context of a page that belongs to no survey, in a language with a catalogue."""
    return {"languages": site_languages(), "language": code, **_look(code)}


def _look(code: str, *, is_unchecked: bool = False) -> dict[str, Any]:
    return {
        "draft_notices": draft_notices(code) if is_unchecked or is_draft(code) else [],
        "direction": "rtl" if is_right_to_left(code) else "",
    }
