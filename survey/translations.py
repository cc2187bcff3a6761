"""A questionnaire translated into one of its languages. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from survey.label_texts import readable
from survey.languages import (
    ENGLISH,
    TITLE,
    LocalizedText,
    Translation,
    choice_key,
    question_key,
    section_key,
)
from survey.questionnaire import Chapter, Question, Questionnaire, Section


def translation_into(questionnaire: Questionnaire, code: str) -> Translation | None:
    """Return the translation into a language; None for its own language and for an unknown one."""
    return next((each for each in questionnaire.translations if each.language.code == code), None)


def translate_questionnaire(
    questionnaire: Questionnaire, code: str = "", *, page: str = ENGLISH.code
) -> Questionnaire:
    """Return the questionnaire in a language, as people read it.

    Untranslated texts keep their language; an unknown code gives its own. A text in another language than that of the
    page which shows it is a LocalizedText. Each translation is made once for a questionnaire.
    """
    translation = translation_into(questionnaire, code)
    key = (code if translation is not None else "", page)
    found = questionnaire.translated.get(key)
    if found is None:
        found = questionnaire.translated[key] = _translated(questionnaire, translation, code, page)
    return found


def _translated(
    questionnaire: Questionnaire, translation: Translation | None, code: str, page: str
) -> Questionnaire:
    own = questionnaire.language.code
    if translation is None and _is_same(own, page):
        return questionnaire.readable if _is_same(page, ENGLISH.code) else readable(questionnaire, page)
    texts = translation.texts if translation is not None else {}
    return readable(_Translator(texts, code, own, page).questionnaire(questionnaire), page)


def _is_same(code: str, other: str) -> bool:
    return code.partition("-")[0].lower() == other.partition("-")[0].lower()


def language_context(questionnaire: Questionnaire, code: str) -> dict[str, Any]:
    """Return the template context for the choice of language: all languages, the current code, if it is a draft."""
    chosen = translation_into(questionnaire, code)
    return {
        "languages": [LocalizedText(each.name, each.code) for each in questionnaire.languages],
        "language": chosen.language.code if chosen else questionnaire.language.code,
        "is_draft_translation": chosen is not None and chosen.is_draft,
    }


class _Translator:
    """Looks up each text in one language, with the questionnaire's own language as the fallback."""

    def __init__(self, texts: Mapping[str, str], code: str, own: str, page: str) -> None:
        self.texts, self.code, self.own = texts, code, own
        self.is_marked = not _is_same(code, page)
        self.is_own_marked = not _is_same(own, page)

    def text(self, key: str, text: str) -> str:
        if not text:
            return text
        found = self.texts.get(key)
        if found:
            return LocalizedText(found, self.code) if self.is_marked else found
        return LocalizedText(text, self.own) if self.is_own_marked else text

    def questionnaire(self, original: Questionnaire) -> Questionnaire:
        sections = tuple(self.section(each) for each in original.sections)
        return replace(original, title=self.text(TITLE, original.title), sections=sections)

    def section(self, section: Section) -> Section:
        return replace(
            section,
            title=self.text(section_key(section.name), section.title),
            chapter=self.chapter(section.chapter) if section.chapter else None,
            questions=tuple(self.question(each) for each in section.questions),
        )

    def chapter(self, chapter: Chapter) -> Chapter:
        return replace(chapter, title=self.text(section_key(chapter.name), chapter.title))

    def question(self, question: Question) -> Question:
        name = question.name
        return replace(
            question,
            label=self.text(question_key(name, "label"), question.label),
            hint=self.text(question_key(name, "hint"), question.hint),
            guidance=self.text(question_key(name, "guidance"), question.guidance),
            required_message=self.text(question_key(name, "required_message"), question.required_message),
            constraint_message=self.text(
                question_key(name, "constraint_message"), question.constraint_message
            ),
            questions=tuple(self.question(each) for each in question.questions),
            choices=tuple(
                replace(each, label=self.text(choice_key(name, each.value), each.label))
                for each in question.choices
            ),
        )
